"""Keys that end in an hour: got for a visitor's token, renewed by one of many, and never lost on the way."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import Engine
from werkzeug import Response

from integration.ports import Embedding, Permanent, Storefront, Temporary, Unauthorized
from integration.store import shops
from integration.store.session import read, write
from integration.store.tables import ConnectionRow
from jobs.context import Context
from jobs.embedding import admit
from jobs.queue import open_queue, queue_of, waiting
from jobs.reconcile import reconcile
from jobs.sync import sync_connection
from tests.clock import Clock
from tests.connectors.shopify_app import DOMAIN, SECRET, ShopifyApp
from tests.connectors.shopify_store import reply


@pytest.fixture
def shopify(server: HTTPServer) -> ShopifyApp:
    return ShopifyApp(server)


@pytest.fixture
def ours(context: Context, shopify: ShopifyApp) -> Context:
    return replace(context, apps={"shopify": shopify.app})


def row(context: Context, account: str = DOMAIN) -> ConnectionRow:
    with read(context.engine) as session:
        found = shops.connection_of(session, "shopify", account)
        session.expunge_all()
    assert found is not None
    return found


def held(context: Context) -> dict[str, str]:
    return context.vault.open(row(context).credentials)


def ask(context: Context) -> str:
    return context.open(row(context), Storefront).merchant().name


def test_opening_the_app_connects_the_shop(ours: Context, shopify: ShopifyApp, clock: Clock) -> None:
    found = admit(ours, "shopify", shopify.id_token())
    assert (found.shop.name, found.shop.title, found.guest.person) == (DOMAIN, "Lantern", "42")
    assert (row(ours).state, row(ours).account) == ("live", DOMAIN)
    keys = held(ours)
    assert keys["token"] == shopify.token
    assert keys["expires_at"] == (clock() + timedelta(hours=1)).isoformat()
    assert keys["refresh_expires_at"] == (clock() + timedelta(days=90)).isoformat()
    assert keys["token"].encode() not in row(ours).credentials
    assert waiting(ours, "sync") == 1


def test_two_who_open_it_at_once_install_it_once(ours: Context, shopify: ShopifyApp) -> None:
    tokens = [shopify.id_token(person=str(number)) for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        shops_found = list(pool.map(lambda token: admit(ours, "shopify", token).shop.id, tokens))
    assert len(set(shops_found)) == 1
    assert shopify.exchanges == ["token-exchange"]


def test_the_next_visit_asks_shopify_nothing(ours: Context, shopify: ShopifyApp) -> None:
    for _ in range(3):
        admit(ours, "shopify", shopify.id_token())
    assert shopify.exchanges == ["token-exchange"]


def test_a_store_opened_by_keys_before_keeps_its_shop(ours: Context, shopify: ShopifyApp, engine: Engine) -> None:
    with write(engine) as session:
        before = shops.create_shop(session, "lantern", ours.clock())
        keys = ours.vault.seal({"token": "shpat_made_by_hand"})
        shops.save_connection(session, before.id or 0, "shopify", keys, ours.clock(), url=f"https://{DOMAIN}")
        session.commit()
    shopify.token = "shpat_made_by_hand"
    assert admit(ours, "shopify", shopify.id_token()).shop.name == "lantern"


def test_a_store_does_not_go_to_a_shop_that_only_names_it(ours: Context, shopify: ShopifyApp, engine: Engine) -> None:
    """Saved while Shopify could not be asked, keys that open nothing look like any others."""
    with write(engine) as session:
        other = shops.create_shop(session, "an-agency", ours.clock())
        keys = ours.vault.seal({"token": "shpat_made_up"})
        shops.save_connection(session, other.id or 0, "shopify", keys, ours.clock(), url=f"https://{DOMAIN}")
        session.commit()
    assert admit(ours, "shopify", shopify.id_token()).shop.name == DOMAIN


def test_a_store_whose_old_keys_no_longer_open_it_gets_a_shop_of_its_own(
    ours: Context, shopify: ShopifyApp, engine: Engine
) -> None:
    with write(engine) as session:
        before = shops.create_shop(session, "an-agency", ours.clock())
        shops.save_connection(session, before.id or 0, "shopify", b"x", ours.clock(), url=f"https://{DOMAIN}")
        shops.pause_connection(session, before.id or 0, "shopify", "the key is refused")
        session.commit()
    assert admit(ours, "shopify", shopify.id_token()).shop.name == DOMAIN


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"age": 120}, "expired"),
        ({"exp": None}, "when it ends"),
        ({"aud": "another"}, "Audience"),
        ({"secret": "shpss_ffffffffffffffffffffffffffffffff"}, "Signature"),
        ({"dest": "https://other.myshopify.com"}, "do not match"),
        ({"iss": "https://evil.example/admin", "dest": "https://evil.example"}, "issuer"),
        ({"nbf": 4_000_000_000}, "not yet valid"),
        ({"sid": None}, "sid"),
    ],
)
def test_a_token_that_does_not_fit(ours: Context, shopify: ShopifyApp, claims: dict[str, object], words: str) -> None:
    token = shopify.id_token(**claims)  # type: ignore[arg-type]
    with pytest.raises(Unauthorized, match=words):
        ours.open_app("shopify", Embedding).guest(token)


def test_a_token_under_the_secret_before(ours: Context, shopify: ShopifyApp) -> None:
    old = "shpss_eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"
    changed = replace(ours, apps={"shopify": {**shopify.app, "previous_api_secret": old}})
    assert changed.open_app("shopify", Embedding).guest(shopify.id_token(secret=old)).account == DOMAIN


def test_without_an_app_nobody_comes_in(context: Context, shopify: ShopifyApp) -> None:
    with pytest.raises(Unauthorized, match="no app is set up"):
        admit(context, "shopify", shopify.id_token())


def test_a_token_is_renewed_shortly_before_it_ends(ours: Context, shopify: ShopifyApp, clock: Clock) -> None:
    admit(ours, "shopify", shopify.id_token())
    clock.advance(minutes=54)
    ask(ours)
    assert shopify.exchanges == ["token-exchange"]
    clock.advance(minutes=2)
    before = held(ours)
    assert ask(ours) == "Lantern"
    after = held(ours)
    assert shopify.exchanges == ["token-exchange", "refresh_token"]
    assert {name for name in before if before[name] != after[name]} == {
        "token", "refresh_token", "expires_at", "refresh_expires_at",
    }  # fmt: skip


def test_two_workers_at_once_renew_once(ours: Context, shopify: ShopifyApp, clock: Clock) -> None:
    admit(ours, "shopify", shopify.id_token())
    clock.advance(hours=2)
    gate = threading.Barrier(8)

    def work(_number: int) -> str:
        storefront = ours.open(row(ours), Storefront)
        gate.wait(10)
        return storefront.merchant().name

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(8))) == ["Lantern"] * 8
    assert shopify.exchanges == ["token-exchange", "refresh_token"]


def test_no_transaction_is_open_while_shopify_is_asked(ours: Context, shopify: ShopifyApp, clock: Clock) -> None:
    admit(ours, "shopify", shopify.id_token())
    clock.advance(hours=2)
    out: list[int] = []
    shopify.before_answer = lambda: out.append(ours.engine.pool.checkedout())  # type: ignore[attr-defined]
    ask(ours)
    assert out == [0]


def test_a_refused_token_is_renewed_and_the_question_put_again(ours: Context, shopify: ShopifyApp) -> None:
    admit(ours, "shopify", shopify.id_token())
    shopify.token = "shpat_somebody_revoked_it"
    assert ask(ours) == "Lantern"
    assert shopify.exchanges == ["token-exchange", "refresh_token"]


def test_an_exchange_whose_answer_was_lost_is_made_again(ours: Context, shopify: ShopifyApp, clock: Clock) -> None:
    """Shopify made the next keys, the line broke, and with the old refresh token the next are got."""
    admit(ours, "shopify", shopify.id_token())
    clock.advance(hours=2)
    shopify._made()
    assert ask(ours) == "Lantern"
    assert held(ours)["token"] == shopify.token


def test_a_line_that_breaks_is_tried_again(ours: Context, shopify: ShopifyApp, clock: Clock) -> None:
    admit(ours, "shopify", shopify.id_token())
    clock.advance(hours=2)
    shopify.refusals = [Response("<html>bad gateway", 502)]
    assert ask(ours) == "Lantern"


def test_keys_that_a_new_installation_brought_meanwhile_are_not_overwritten(
    ours: Context, shopify: ShopifyApp, clock: Clock
) -> None:
    admit(ours, "shopify", shopify.id_token())
    clock.advance(hours=2)

    def install_again() -> None:
        shopify.before_answer = lambda: None
        with write(ours.engine) as session:
            fresh = ours.vault.seal({**held(ours), **_keys("shpat_fresh", clock)})
            shops.save_connection(session, row(ours).shop_id, "shopify", fresh, clock(), shopify.url, account=DOMAIN)
            session.commit()

    shopify.before_answer = install_again
    storefront = ours.open(row(ours), Storefront)
    with pytest.raises(Unauthorized):  # the stand-in knows nothing of the fresh one
        storefront.merchant()
    assert held(ours)["token"] == "shpat_fresh"


def _keys(token: str, clock: Clock) -> dict[str, str]:
    return {"token": token, "refresh_token": "", "expires_at": (clock() + timedelta(hours=1)).isoformat()}


def test_a_dead_refresh_token_pauses_the_shop_and_says_what_to_do(
    ours: Context, shopify: ShopifyApp, clock: Clock
) -> None:
    admit(ours, "shopify", shopify.id_token())
    clock.advance(days=91)
    shopify.remove()
    sync_connection(ours, row(ours).id or 0)
    assert row(ours).state == "paused"
    assert "open the app again in the store's admin" in row(ours).state_reason
    assert admit(ours, "shopify", shopify.id_token()).shop.name == DOMAIN
    assert row(ours).state == "live"
    assert ask(ours) == "Lantern"


def test_an_app_with_a_wrong_secret_is_the_operators_mistake_and_pauses_nobody(
    ours: Context, shopify: ShopifyApp, clock: Clock
) -> None:
    admit(ours, "shopify", shopify.id_token())
    clock.advance(hours=2)
    wrong = replace(ours, apps={"shopify": {**shopify.app, "api_secret": "shpss_of_another_app_0000000000000000"}})
    with pytest.raises(Permanent, match="FORTHRIGHT_SHOPIFY_API_KEY"):
        ask(wrong)


def test_a_shop_in_which_nothing_happens_keeps_its_keys_warm(ours: Context, shopify: ShopifyApp, clock: Clock) -> None:
    """Every live shop is asked every quarter of an hour, so that no refresh token gets near its 90 days."""
    admit(ours, "shopify", shopify.id_token())
    for _ in range(15):
        clock.advance(days=7)
        assert ours.redis is not None
        ours.redis.flushdb()
        reconcile(ours)
        rung = [job.description for job in open_queue(ours.redis, queue_of("sync")).get_jobs()]
        assert f"sync {row(ours).id}" in rung
        sync_connection(ours, row(ours).id or 0)
    assert row(ours).state == "live"
    assert len(shopify.exchanges) == 16


def test_shopify_away(ours: Context, shopify: ShopifyApp) -> None:
    shopify.refusals = [reply({}, 503)] * 3
    with pytest.raises(Temporary):
        admit(ours, "shopify", shopify.id_token())


def test_no_secret_is_told(ours: Context, shopify: ShopifyApp, clock: Clock) -> None:
    admit(ours, "shopify", shopify.id_token())
    clock.advance(hours=2)
    keys = held(ours)
    shopify.refusals = [reply({"error": f"{keys['refresh_token']} {SECRET}"}, 400)] * 3
    with pytest.raises(Permanent) as refused:
        ask(ours)
    assert keys["refresh_token"] not in str(refused.value)
    assert SECRET not in str(refused.value)

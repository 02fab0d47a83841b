"""A store makes the keys itself: asked, said yes to, called back, tried, live, told of changes, and ended again."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from werkzeug import Response
from werkzeug.serving import make_server

from integration.app import create_app
from integration.settings import Settings
from integration.store import shops
from integration.store.session import read
from integration.store.tables import ConnectionRow, ShopRow
from jobs.context import Context
from jobs.queue import waiting
from jobs.subscribe import subscribe
from tests.admin_ui.full_shop import add_person
from tests.clock import Clock
from tests.connectors.granting_store import GrantingStore
from tests.connectors.store import as_page

PUBLIC = "https://forthright.example"
ADDRESS = f"{PUBLIC}/webhooks/woocommerce/wren-and-sons"


@pytest.fixture(autouse=True)
def reached(app: Flask, context: Context) -> Context:
    """The app at a public address; its people still sign in here."""
    found = app.extensions["forthright"] = replace(context, public_url=PUBLIC)
    return found


@pytest.fixture
def store(app: Flask) -> Iterator[GrantingStore]:
    ours = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=ours.serve_forever)
    thread.start()
    with HTTPServer("127.0.0.1", threaded=True) as server:
        yield GrantingStore(server, f"http://127.0.0.1:{ours.server_port}")
    ours.shutdown()
    thread.join()
    ours.server_close()


def ask(person: FlaskClient, store: GrantingStore) -> str:
    """The address behind the button."""
    page = person.post("/install/woocommerce", data={"url": store.url}).text
    found = re.search(r'<a class="btn main" href="([^"]+)"', page)
    assert found, page
    return unescape(found[1])


def connection(context: Context, shop: ShopRow) -> ConnectionRow | None:
    with read(context.engine) as session:
        row = shops.connection(session, shop.id or 0, "woocommerce")
        session.expunge_all()
    return row


def test_from_the_button_to_the_end(
    reached: Context, context: Context, shop: ShopRow, owner: FlaskClient, store: GrantingStore
) -> None:
    page = ask(owner, store)
    assert page.startswith(f"{store.url}/wc-auth/v1/authorize?app_name=Forthright&scope=read_write&user_id=")
    status, back = store.say_yes(page)
    assert status == 200
    told = owner.get(back, follow_redirects=True).text
    assert "Connected to WooCommerce. The keys work" in told
    assert "Your one connection is live." in told
    row = connection(context, shop)
    assert row is not None
    kept = context.vault.open(row.credentials)
    assert (kept["key"], kept["secret"]) == (store.key, store.secret)
    assert (waiting(context, "sync"), waiting(context, "subscribe")) == (2, 2), (
        "both bells, in the one queue they share"
    )
    subscribe(reached, row.id or 0)
    assert {hook["delivery_url"] for hook in store.hooks.values()} == {ADDRESS}
    assert {hook["secret"] for hook in store.hooks.values()} == {kept["webhook_secret"]}
    assert len(store.hooks) == 8
    store.hooks[999] = {"delivery_url": "https://another.example/"}
    subscribe(reached, row.id or 0)
    assert len(store.hooks) == 9
    assert "order.updated" in owner.get("/activity/").text
    owner.post("/connections/woocommerce/disconnect")
    assert list(store.hooks) == [999]
    row = connection(context, shop)
    assert row is not None
    assert (row.state, context.vault.open(row.credentials)) == ("disconnected", {})


def test_a_second_answer_is_not_taken(
    context: Context, shop: ShopRow, owner: FlaskClient, store: GrantingStore
) -> None:
    page = ask(owner, store)
    store.say_yes(page)
    first = store.key
    assert store.say_yes(page)[0] == 403
    row = connection(context, shop)
    assert row is not None
    assert context.vault.open(row.credentials)["key"] == first == store.key


def test_what_was_given_besides_keys_stays(
    context: Context, shop: ShopRow, owner: FlaskClient, store: GrantingStore
) -> None:
    store.say_yes(ask(owner, store))
    given = {"url": store.url, "key": store.key, "secret": store.secret, "wordpress_user": "camille"}
    owner.post("/connections/woocommerce", data=given)
    store.say_yes(ask(owner, store))
    row = connection(context, shop)
    assert row is not None
    kept = context.vault.open(row.credentials)
    assert (kept["wordpress_user"], kept["key"]) == ("camille", store.key)


def test_no_is_no(context: Context, shop: ShopRow, owner: FlaskClient, store: GrantingStore) -> None:
    page = ask(owner, store)
    told = owner.get(store.say_no(page), follow_redirects=True).text
    assert "The store was told no, so it made no keys." in told
    assert store.url in told
    assert store.say_yes(page)[0] == 403
    assert connection(context, shop) is None


def test_keys_of_another_store_end_the_request(
    context: Context, shop: ShopRow, owner: FlaskClient, store: GrantingStore
) -> None:
    page = ask(owner, store)
    status, back = store.say_yes(page, keys=("ck_elsewhere", "cs_elsewhere"))
    assert status == 403
    assert "Not connected; nothing was saved." in owner.get(back, follow_redirects=True).text
    assert store.say_yes(page)[0] == 403
    assert connection(context, shop) is None


def test_a_store_that_does_not_answer_now_may_be_asked_again(
    context: Context, shop: ShopRow, owner: FlaskClient, store: GrantingStore
) -> None:
    page = ask(owner, store)
    store.faults = [as_page(500)]
    status, back = store.say_yes(page)
    assert status == 503
    assert "The store broke down while answering" in owner.get(back, follow_redirects=True).text
    assert connection(context, shop) is None
    assert store.say_yes(page)[0] == 200


def test_an_hour_is_the_limit_and_a_newer_request_ends_the_older(
    context: Context, shop: ShopRow, owner: FlaskClient, store: GrantingStore, clock: Clock
) -> None:
    older, newer = ask(owner, store), ask(owner, store)
    assert store.say_yes(older)[0] == 403
    clock.now += timedelta(hours=1, seconds=1)
    status, back = store.say_yes(newer)
    assert status == 403
    assert "its keys did not arrive" in owner.get(back, follow_redirects=True).text
    assert connection(context, shop) is None


def test_two_shops_are_never_mixed(
    context: Context,
    shop: ShopRow,
    other_shop: ShopRow,
    owner: FlaskClient,
    enter: Callable[[str], FlaskClient],
    store: GrantingStore,
) -> None:
    add_person(context, "stranger@other.example", (other_shop, "owner"))
    stranger = enter("stranger@other.example")
    ours, theirs = ask(owner, store), ask(stranger, store)
    _, back = store.say_yes(ours)
    assert connection(context, other_shop) is None
    assert "belongs to another attempt" in stranger.get(back, follow_redirects=True).text
    store.say_yes(theirs)
    rows = [connection(context, one) for one in (shop, other_shop)]
    keys = [context.vault.open(row.credentials)["key"] for row in rows if row]
    assert len(set(keys)) == 2
    assert keys[1] == store.key


def test_who_is_no_owner_any_more_connects_nothing(
    context: Context, shop: ShopRow, owner: FlaskClient, enter: Callable[[str], FlaskClient], store: GrantingStore
) -> None:
    page = ask(owner, store)
    add_person(context, "owner@wren.example", (shop, "staff"))
    assert store.say_yes(page)[0] == 403
    assert owner.post("/install/woocommerce", data={"url": store.url}).status_code == 403
    assert connection(context, shop) is None


def test_plain_permalinks_are_told(owner: FlaskClient, store: GrantingStore) -> None:
    store.answers["/wc-auth/v1/authorize"] = lambda _: Response("", 302, {"Location": "/?wc-auth/v1=login"})
    store.answers["/"] = as_page(200)
    told = owner.post("/install/woocommerce", data={"url": store.url}, follow_redirects=True).text
    assert "permalinks are set to &#39;plain&#39;" in told
    assert f'value="{store.url}"' in told
    assert "choose Add key" in told


@pytest.mark.parametrize(
    ("public", "words"),
    [
        ("", "no public address"),
        ("https://forthright.example:8443", "only the ports 80, 443 and 8080"),
        ("http://forthright.example", "is not https"),
    ],
)
def test_where_no_store_can_call_the_form_says_so(
    context: Context, settings: Settings, shop: ShopRow, owner: FlaskClient, public: str, words: str
) -> None:
    owner.application.extensions["forthright"] = replace(context, public_url=public)
    page = owner.get("/connections/woocommerce").text
    assert words in page
    assert "Ask your store" not in page
    assert "choose Add key" in page
    refused = owner.post("/install/woocommerce", data={"url": "https://shop.example"}, follow_redirects=True)
    assert words in refused.text


def test_a_key_that_may_only_read_leaves_asking(
    reached: Context, context: Context, shop: ShopRow, owner: FlaskClient, store: GrantingStore
) -> None:
    store.may_write = False
    store.say_yes(ask(owner, store))
    row = connection(context, shop)
    assert row is not None
    subscribe(reached, row.id or 0)
    log = owner.get("/activity/").text
    assert "changes not subscribed to" in log
    assert "the key may only read" in log
    after = connection(context, shop)
    assert after is not None
    assert after.state == "live"


def test_the_callback_takes_nothing_but_keys(context: Context, settings: Settings) -> None:
    client = create_app(context, settings).test_client()
    for body in (
        b"",
        b"[]",
        b'{"user_id": "x"}',
        b"<html>",
        b'{"user_id":"x","consumer_key":"a","consumer_secret":"b"}',
    ):
        assert client.post("/install/woocommerce/callback", data=body).status_code == 403
    assert client.post("/install/nobody/callback", data=b"{}").status_code == 404
    assert client.post("/install/smtp/callback", data=b"{}").status_code == 404
    assert client.post("/install/woocommerce/callback", data=b"x" * 70_000).status_code == 413

"""Connections: seen, connected with keys that were tried, read on demand, and ended for good."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from redis import Redis

from integration.store import shops
from integration.store.session import read, write
from integration.store.tables import ConnectionRow, ShopRow
from jobs.context import Context
from jobs.queue import waiting
from tests.admin_ui.full_shop import FullShop, add_person
from tests.connectors.carriers.seventeentrack import KEY, SeventeenTrack
from tests.connectors.store import Store, as_page

SECRETS = ("ck_store", "cs_store", "hush-1")
PAGE = "/connections/woocommerce"


@pytest.fixture
def store() -> Iterator[Store]:
    with HTTPServer("127.0.0.1", threaded=True) as server:
        yield Store(server)


def keys(store: Store, **other: str) -> dict[str, str]:
    return {"url": store.url, "key": "ck_store", "secret": "cs_store", "webhook_secret": "hush-1", **other}


def row_of(context: Context, shop: ShopRow, connector: str = "woocommerce") -> ConnectionRow | None:
    with read(context.engine) as session:
        row = shops.connection(session, shop.id or 0, connector)
        session.expunge_all()
    return row


def test_a_store_is_connected_and_read(context: Context, shop: ShopRow, owner: FlaskClient, store: Store) -> None:
    page = owner.post(PAGE, data=keys(store), follow_redirects=True).text
    assert "Connected to WooCommerce." in page
    assert "is being read now." in page
    assert "Your one connection is live." in page
    assert store.url in page
    assert not [secret for secret in SECRETS if secret in page + owner.get(PAGE).text]
    row = row_of(context, shop)
    assert row is not None
    assert context.vault.open(row.credentials) == {"key": "ck_store", "secret": "cs_store", "webhook_secret": "hush-1"}
    assert waiting(context, "sync") == 2, "to read it, and to be told of changes"
    assert "owner@wren.example" in owner.get("/activity/").text


def test_a_secret_of_ours_is_made_once_and_kept(
    context: Context, shop: ShopRow, owner: FlaskClient, store: Store
) -> None:
    found = []
    for _ in range(2):
        owner.post(PAGE, data=keys(store, webhook_secret=""))
        row = row_of(context, shop)
        assert row is not None
        found.append(context.vault.open(row.credentials)["webhook_secret"])
    assert found[0] == found[1]
    assert len(found[0]) >= 32


def test_keys_that_do_not_work_are_not_saved_and_nothing_typed_is_lost(
    context: Context, shop: ShopRow, owner: FlaskClient, store: Store
) -> None:
    refused = owner.post(PAGE, data=keys(store, secret="cs_wrong", wordpress_user="camille"))
    assert refused.status_code == 422
    assert "nothing was saved" in refused.text
    assert f'value="{store.url}"' in refused.text
    assert 'value="camille"' in refused.text
    assert "cs_wrong" not in refused.text
    store.faults = [as_page(403)] * 9
    unreadable = owner.post(PAGE, data=keys(store))
    assert unreadable.status_code == 422
    assert "A firewall before the store answered" in unreadable.text
    assert "would be called without encryption" in owner.post(PAGE, data=keys(store, url="http://shop.example")).text
    assert row_of(context, shop) is None


def test_what_was_given_before_stays_where_it_is_left_empty(
    context: Context, shop: ShopRow, owner: FlaskClient, store: Store
) -> None:
    """So that a password to publish pages can be added to keys that the store made itself and nobody has seen."""
    owner.post(PAGE, data=keys(store))
    form = owner.get(PAGE).text
    assert form.count("Left empty, the one given before stays.") == 3
    assert not [secret for secret in SECRETS if secret in form]
    added = {"url": f"{store.url}/", "wordpress_user": "camille", "wordpress_password": "abcd efgh"}
    assert "is being read now." in owner.post(PAGE, data=added, follow_redirects=True).text
    row = row_of(context, shop)
    assert row is not None
    assert context.vault.open(row.credentials) == {
        "key": "ck_store", "secret": "cs_store", "webhook_secret": "hush-1",
        "wordpress_user": "camille", "wordpress_password": "abcd efgh",
    }  # fmt: skip
    assert 'value="camille"' in owner.get(PAGE).text
    owner.post(PAGE, data={"url": store.url, "wordpress_user": ""})
    row = row_of(context, shop)
    assert row is not None
    assert set(context.vault.open(row.credentials)) == {"key", "secret", "webhook_secret"}, "taken out with its name"


def test_keys_given_for_one_address_are_sent_to_no_other(owner: FlaskClient, store: Store) -> None:
    owner.post(PAGE, data=keys(store))
    with HTTPServer("127.0.0.1", threaded=True) as other:
        elsewhere = Store(other)
        page = owner.post(PAGE, data={"url": elsewhere.url, "wordpress_user": "x"}).text
        assert "2 things are still empty" in page
        assert "given before stays" not in owner.get(f"{PAGE}?url={elsewhere.url}").text
        assert elsewhere.seen == []


def test_what_is_empty_is_marked(owner: FlaskClient, store: Store) -> None:
    page = owner.post(PAGE, data=keys(store, secret="", key="")).text
    assert "2 things are still empty" in page
    assert page.count('aria-invalid="true"') == 2
    assert page.count("Please fill this in.") == 2


def test_a_paused_connection_says_why_and_what_next(
    context: Context, shop: ShopRow, owner: FlaskClient, store: Store
) -> None:
    owner.post(PAGE, data=keys(store))
    with write(context.engine) as session:
        shops.pause_connection(session, shop.id or 0, "woocommerce", "the keys are refused")
        session.commit()
    page = owner.get("/connections/").text
    assert "One connection needs you." in page
    assert "The keys are refused." in page
    assert "Connect again" in page
    assert "was not read" in owner.post(f"{PAGE}/read", follow_redirects=True).text
    assert "Your one connection is live." in owner.post(PAGE, data=keys(store), follow_redirects=True).text


def test_disconnecting_erases_the_keys_and_nothing_else(
    context: Context, shop: ShopRow, owner: FlaskClient, store: Store, full: FullShop
) -> None:
    owner.post(PAGE, data=keys(store))
    page = owner.post(f"{PAGE}/disconnect", follow_redirects=True).text
    assert "WooCommerce is disconnected and its keys are erased." in page
    assert "Connect again" in page
    row = row_of(context, shop)
    assert row is not None
    assert (row.state, context.vault.open(row.credentials)) == ("disconnected", {})
    with write(context.engine) as session:
        shops.pause_connection(session, shop.id or 0, "woocommerce", "a job that was under way")
        session.commit()
    row = row_of(context, shop)
    assert row is not None
    assert row.state == "disconnected"
    assert "2318" in owner.get("/orders/?show=all").text
    assert owner.get("/activity/").text.count("disconnected, keys erased") == 1
    assert owner.post("/webhooks/woocommerce/wren-and-sons", data=b"webhook_id=1").status_code == 404
    assert "no longer lets us in" not in owner.get("/").text


def test_staff_read_and_owners_connect(
    context: Context, shop: ShopRow, owner: FlaskClient, enter: Callable[[str], FlaskClient], store: Store, redis: Redis
) -> None:
    owner.post(PAGE, data=keys(store))
    redis.flushdb()
    add_person(context, "staff@wren.example", (shop, "staff"))
    add_person(context, "reader@wren.example", (shop, "reader"))
    staff, reader = enter("staff@wren.example"), enter("reader@wren.example")
    assert "is being read" in staff.post(f"{PAGE}/read", follow_redirects=True).text
    assert waiting(context, "sync") == 1
    assert reader.post(f"{PAGE}/read").status_code == 403
    for person in (staff, reader):
        assert person.post(PAGE, data=keys(store)).status_code == 403
        assert person.post(f"{PAGE}/disconnect").status_code == 403
        assert "An owner of the shop connects." in person.get(PAGE).text
        assert "erase its keys" not in person.get("/connections/").text


def test_another_shop_has_connections_of_its_own(
    context: Context,
    shop: ShopRow,
    other_shop: ShopRow,
    owner: FlaskClient,
    enter: Callable[[str], FlaskClient],
    store: Store,
) -> None:
    owner.post(PAGE, data=keys(store))
    add_person(context, "stranger@other.example", (other_shop, "owner"))
    stranger = enter("stranger@other.example")
    assert store.url not in stranger.get("/connections/").text + stranger.get(PAGE).text
    assert stranger.post(f"{PAGE}/read").status_code == 404
    stranger.post(f"{PAGE}/disconnect")
    row = row_of(context, shop)
    assert row is not None
    assert row.state == "live"


def test_only_what_can_be_connected_has_a_form(owner: FlaskClient) -> None:
    for connector in ("console", "files", "nobody"):
        assert owner.get(f"/connections/{connector}").status_code == 404


@pytest.fixture
def seventeentrack(monkeypatch: pytest.MonkeyPatch) -> Iterator[SeventeenTrack]:
    with HTTPServer("127.0.0.1", threaded=True) as server:
        vendor = SeventeenTrack(server)
        monkeypatch.setattr("connectors.seventeentrack.client.API", vendor.url)
        yield vendor


def test_who_follows_parcels_is_connected_with_a_key_that_was_tried(
    context: Context, shop: ShopRow, owner: FlaskClient, seventeentrack: SeventeenTrack
) -> None:
    form = owner.get("/connections/seventeentrack").text
    assert "copy the access key here" in form, "the way to the key is told"
    refused = owner.post("/connections/seventeentrack", data={"key": "guessed"})
    assert refused.status_code == 422
    assert "Invalid security key" in refused.text
    assert row_of(context, shop, "seventeentrack") is None
    page = owner.post("/connections/seventeentrack", data={"key": KEY}, follow_redirects=True).text
    assert "Connected to 17TRACK." in page
    assert "Says where parcels are." in page
    assert KEY not in page
    row = row_of(context, shop, "seventeentrack")
    assert row is not None
    assert context.vault.open(row.credentials) == {"key": KEY}
    assert [path for path, _ in seventeentrack.asked] == ["getquota", "getquota"], "a try costs nothing"


def test_the_address_at_which_we_are_told_stands_where_its_merchant_needs_it(
    context: Context, shop: ShopRow, app: Flask, enter: Callable[[str], FlaskClient],
    owner: FlaskClient, seventeentrack: SeventeenTrack,
) -> None:  # fmt: skip
    page = owner.post("/connections/seventeentrack", data={"key": KEY}, follow_redirects=True).text
    assert "has no public address" in page
    app.extensions["forthright"] = replace(context, public_url="https://forthright.example")
    page = owner.get("/connections/").text
    assert "open Settings &gt; Webhook, enter this address" in page
    assert f'value="https://forthright.example/webhooks/seventeentrack/{shop.name}"' in page
    add_person(context, "reader@wren.example", (shop, "reader"))
    assert "Let 17TRACK tell us at once" not in enter("reader@wren.example").get("/connections/").text

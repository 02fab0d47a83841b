"""What may be written to the store: off until an owner turns it on, allowed by the store apart, shown and undone."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer

from integration.domain.commerce import Fulfillment, Policy, PolicyKind, Tracking
from integration.ports import Translation
from integration.store import catalogue, orders, shops, tracking
from integration.store.session import read, write
from integration.store.tables import ShopRow
from integration.store.translations import save_translations
from jobs.connect import Grant, connect
from jobs.context import Context
from jobs.write_back import is_on
from tests.admin_ui.full_shop import add_person
from tests.admin_ui.undoing import way_back
from tests.clock import Clock
from tests.connectors.shopify.shelf import Parcel
from tests.connectors.shopify_app import DOMAIN, KEY, ShopifyApp
from tests.connectors.test_shopify_storefront import order as order_node
from tests.jobs.late import the_order

WRONG = Tracking("1Z999AA10123456784", "DHL")


@pytest.fixture
def shopify() -> Iterator[ShopifyApp]:
    with HTTPServer("127.0.0.1", threaded=True) as server:
        yield ShopifyApp(server)


@pytest.fixture
def parcel(shopify: ShopifyApp) -> Parcel:
    node = {**order_node()["fulfillments"][0], "trackingInfo": [{"number": WRONG.number, "company": "DHL", "url": ""}]}
    return Parcel(shopify, node)


@pytest.fixture(autouse=True)
def ours(app: Flask, context: Context, shop: ShopRow, shopify: ShopifyApp, parcel: Parcel, clock: Clock) -> Context:
    """The shop's store has installed the app."""
    clock.now = datetime.fromtimestamp(int(time.time()), UTC)
    found = app.extensions["forthright"] = replace(context, apps={"shopify": shopify.app})
    shopify.token = "shpat_lantern"
    keys = {"token": shopify.token, "refresh_token": "shprt_1", "expires_at": "2099-01-01T00:00:00+00:00"}
    connect(found, shop.name, "shopify", shopify.url, keys, grant=Grant(DOMAIN, clock.now))
    return found


def turned_on(context: Context, shop: ShopRow) -> bool:
    with read(context.engine) as session:
        row = shops.shop(session, shop.id or 0)
        return row is not None and is_on(row.settings)


def test_an_owner_turns_it_on_and_takes_it_back(ours: Context, shop: ShopRow, owner: FlaskClient) -> None:
    assert not turned_on(ours, shop)
    page = owner.post("/connections/writing/", data={"on": "1"}, follow_redirects=True).text
    assert turned_on(ours, shop)
    owner.post(way_back(page))
    assert not turned_on(ours, shop)
    assert "changed a setting" in owner.get("/activity/").text


def test_staff_look_and_change_nothing(ours: Context, shop: ShopRow, enter: Callable[[str], FlaskClient]) -> None:
    add_person(ours, "sam@wren.example", (shop, "staff"))
    staff = enter("sam@wren.example")
    assert "Your parcels" in staff.get("/connections/writing/").text
    assert staff.post("/connections/writing/", data={"on": "1"}).status_code == 403
    assert not turned_on(ours, shop)


def test_the_store_is_asked_for_what_it_takes_and_only_then(owner: FlaskClient, parcel: Parcel) -> None:
    page = owner.get("/connections/writing/").text
    assert "write_products" in page
    assert "write_fulfillments" not in page, "nobody turned it on yet"
    page = unescape(owner.post("/connections/writing/", data={"on": "1"}, follow_redirects=True).text)
    links = [part.partition('"')[0] for part in page.split('href="') if part.startswith("https://admin.shopify.com")]
    asked = [parse_qs(urlsplit(link).query) for link in links]
    assert [one["client_id"] for one in asked] == [[KEY], [KEY], [KEY]]
    assert asked[2]["optional_scopes"] == ["read_shopify_payments_disputes"]
    assert asked[1]["optional_scopes"][0].split(",")[0] == "write_fulfillments"
    assert 'target="_top"' in page, "Shopify's page does not show inside a frame"
    parcel.scopes |= {"write_fulfillments", "write_merchant_managed_fulfillment_orders"}
    parcel.scopes |= {"write_third_party_fulfillment_orders", "customer_read_orders"}
    page = owner.get("/connections/writing/").text
    assert page.count("Allowed.") == 1
    assert page.count("not allowed this yet") == 2, "neither texts nor disputes were granted with it"


def test_a_carrier_is_put_right_in_the_store_and_back(
    ours: Context, shop: ShopRow, owner: FlaskClient, parcel: Parcel
) -> None:
    sent = Fulfillment("77", "1001", (WRONG,), ours.clock())
    with write(ours.engine) as session:
        row = orders.save_orders(session, shop.id or 0, [the_order(ours, fulfillments=(sent,))], ours.clock())[0]
        session.commit()
        order_id = row.id
        [kept] = tracking.fulfillments(session, shop.id or 0, order_id or 0)
        place = f"/connections/writing/parcels/{kept.id}"
    assert "Have the store say" not in owner.get(f"/orders/{order_id}").text
    assert "turn it on first" in owner.post(place, data={"carrier": "UPS"}, follow_redirects=True).text
    owner.post("/connections/writing/", data={"on": "1"})
    assert "Have the store say UPS" in owner.get(f"/orders/{order_id}").text
    assert owner.post(place, data={"carrier": "Evil Express"}).status_code == 400
    page = owner.post(place, data={"carrier": "UPS"}, follow_redirects=True).text
    assert parcel.number == (WRONG.number, "UPS")
    assert "Told the store" in page
    assert "Have the store say" not in page, "it says so now"
    assert "Put back: the store has what it had before." in owner.post(way_back(page), follow_redirects=True).text
    assert parcel.number == (WRONG.number, "DHL")
    assert "put back in the store" in owner.get("/activity/").text


def test_leave_for_translations_is_asked_for_where_there_are_some(
    ours: Context, shop: ShopRow, owner: FlaskClient
) -> None:
    assert "Your texts in other languages" not in owner.get("/connections/writing/").text
    with write(ours.engine) as session:
        page = Policy("REFUND_POLICY", PolicyKind.REFUND, "Returns", "<p>30 days</p>")
        catalogue.save_policy(session, shop.id or 0, page, ours.clock(), "shopify")
        told = [Translation("REFUND_POLICY", "<p>30 Tage</p>")]
        save_translations(session, shop.id or 0, "shopify", "policy", "de", told, ours.clock())
        session.commit()
    shown = owner.get("/connections/writing/").text
    asked = unescape(shown.partition("Your texts in other languages")[2].partition("</section>")[0])
    assert "optional_scopes=write_translations" in asked

"""A store that grants the app from our own pages: asked, said yes to, come back from, once, by whoever began."""

import re
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

from integration.store import shops
from integration.store.session import read
from integration.store.tables import ConnectionRow, ShopRow
from jobs.context import Context
from jobs.embedding import admit
from tests.admin_ui.full_shop import add_person
from tests.clock import Clock
from tests.connectors.shopify_app import DOMAIN, KEY, ShopifyApp

PUBLIC = "https://forthright.example"


@pytest.fixture
def shopify() -> Iterator[ShopifyApp]:
    with HTTPServer("127.0.0.1", threaded=True) as server:
        yield ShopifyApp(server)


@pytest.fixture(autouse=True)
def ours(app: Flask, context: Context, shopify: ShopifyApp, clock: Clock) -> Context:
    clock.now = datetime.fromtimestamp(int(time.time()), UTC)
    found = app.extensions["forthright"] = replace(context, public_url=PUBLIC, apps={"shopify": shopify.app})
    return found


def ask(person: FlaskClient, url: str = f"https://{DOMAIN}") -> str:
    page = person.post("/install/shopify", data={"url": url}).text
    found = re.search(r'<a class="btn main" href="([^"]+)"', page)
    assert found, page
    return unescape(found[1])


def come_back(person: FlaskClient, query: str) -> str:
    return person.get(f"/install/shopify/return?{query}", follow_redirects=True).text


def connection(context: Context, shop: ShopRow) -> ConnectionRow | None:
    with read(context.engine) as session:
        row = shops.connection(session, shop.id or 0, "shopify")
        session.expunge_all()
    return row


def test_from_the_button_to_keys_that_end(
    ours: Context, shop: ShopRow, owner: FlaskClient, shopify: ShopifyApp
) -> None:
    page = ask(owner)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}
    assert asked["client_id"] == KEY
    assert asked["redirect_uri"] == f"{PUBLIC}/install/shopify/return"
    assert "read_orders" in asked["scope"]
    assert "Connected to Shopify. The keys work" in come_back(owner, shopify.say_yes(page))
    row = connection(ours, shop)
    assert row is not None
    assert (row.state, row.account) == ("live", DOMAIN)
    assert ours.vault.open(row.credentials)["expires_at"]
    assert shopify.exchanges == ["authorization_code"]
    assert admit(ours, "shopify", shopify.id_token()).shop.id == shop.id, "inside the admin it is the same shop"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"secret": "shpss_another_0000000000000000000"}, "not signed by Shopify"),
        ({"timestamp": "1700000000"}, "older than a day"),
        ({"timestamp": "soon"}, "older than a day"),
        ({"shop": "evil.example"}, "no shop of Shopify"),
        ({"shop": "birch.myshopify.com"}, "birch.myshopify.com said yes, but lantern.myshopify.com was asked"),
        ({"state": "another"}, "nobody here waits"),
        ({"code": "made-up"}, "open the app again"),
    ],
)
def test_what_does_not_fit_connects_nothing(
    ours: Context, shop: ShopRow, owner: FlaskClient, shopify: ShopifyApp, changed: dict[str, str], words: str
) -> None:
    assert words.casefold() in come_back(owner, shopify.say_yes(ask(owner), **changed)).casefold()
    assert connection(ours, shop) is None


def test_a_change_after_the_signature_is_seen(
    ours: Context, shop: ShopRow, owner: FlaskClient, shopify: ShopifyApp
) -> None:
    query = shopify.say_yes(ask(owner)).replace(DOMAIN, "birch.myshopify.com")
    assert "not signed by Shopify" in come_back(owner, query)


def test_an_answer_is_good_once(ours: Context, shop: ShopRow, owner: FlaskClient, shopify: ShopifyApp) -> None:
    query = shopify.say_yes(ask(owner))
    come_back(owner, query)
    before = connection(ours, shop)
    come_back(owner, query)
    after = connection(ours, shop)
    assert before is not None
    assert after is not None
    assert after.credentials == before.credentials


def test_nobody_is_led_to_give_their_store_away(
    ours: Context,
    context: Context,
    shop: ShopRow,
    other_shop: ShopRow,
    owner: FlaskClient,
    enter: Callable[[str], FlaskClient],
    shopify: ShopifyApp,
) -> None:
    """Somebody begins for a store that is not theirs, and sends its owner the link."""
    add_person(context, "lured@store.example", (other_shop, "owner"))
    query = shopify.say_yes(ask(owner))
    assert "Somebody else began this" in come_back(enter("lured@store.example"), query)
    assert connection(ours, shop) is None
    assert connection(ours, other_shop) is None


def test_a_store_that_is_another_shops_stays_there(
    ours: Context, shop: ShopRow, owner: FlaskClient, shopify: ShopifyApp
) -> None:
    admit(ours, "shopify", shopify.id_token())
    assert "connected to another shop here" in come_back(owner, shopify.say_yes(ask(owner)))
    assert connection(ours, shop) is None


def test_without_an_app_the_way_is_said_to_be_shut(app: Flask, ours: Context, owner: FlaskClient) -> None:
    app.extensions["forthright"] = replace(ours, apps={})
    assert "FORTHRIGHT_SHOPIFY_API_KEY" in owner.get("/connections/shopify").text


def test_an_address_that_is_none_of_shopifys(ours: Context, owner: FlaskClient) -> None:
    told = owner.post("/install/shopify", data={"url": "https://lantern.example"}, follow_redirects=True).text
    assert "it looks like https://your-store.myshopify.com" in told

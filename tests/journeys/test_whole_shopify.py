"""A Shopify store with us, whole, in a real browser: a frame of its admin, where no cookie of ours would be kept."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect
from pytest_httpserver import HTTPServer

from connectors.shopify.installation import scopes
from integration.app import create_app
from integration.ports import Delivery
from integration.settings import read_settings
from integration.store import orders, shops
from integration.store.session import read
from integration.store.tables import ConnectionRow
from jobs.context import Context
from tests.admin_ui.browser.test_browser_embedded import ADMIN, SCRIPT
from tests.clock import Clock
from tests.connectors.shopify.test_subscriptions import Hooks
from tests.connectors.shopify_app import DOMAIN, ShopifyApp
from tests.connectors.shopify_store import connection
from tests.connectors.test_shopify_storefront import candle, order
from tests.journeys.conftest import PUBLIC, Front, Mailbox
from tests.journeys.visitor import Visitor
from tests.journeys.whole import Whole

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

REFUNDS = {
    "id": "gid://shopify/ShopPolicy/1", "type": "REFUND_POLICY", "title": "Refund policy",
    "body": "<p>You can return your order within 30 days.</p>", "updatedAt": "2026-09-01T08:00:00Z",
    "url": "https://lantern.example/policies/refund-policy",
}  # fmt: skip
KEEPS_A_COOKIE = "() => { document.cookie = 'probe=1; SameSite=None; Secure; Path=/'; return document.cookie; }"


class Shelf(ShopifyApp):
    """One product, which is written to, and the orders that were placed so far."""

    def __init__(self, server: HTTPServer) -> None:
        super().__init__(server)
        self.candle, self.placed = candle(), list[dict[str, Any]]()
        self.hooks = Hooks(self, *scopes().split(","))
        self.answers |= {
            "Product": lambda _: {"product": self.candle},
            "Products": lambda _: {"products": connection([self.candle])},
            "ProductUpdate": self._write,
            "Policies": {"shop": {"shopPolicies": [REFUNDS]}},
            "Order": lambda _: {"order": self.placed[0]},
            "Orders": lambda _: {"orders": connection(list(self.placed))},
        }

    def _write(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.candle = {**self.candle, "descriptionHtml": asked["html"]}
        return {"productUpdate": {"product": self.candle, "userErrors": []}}


@pytest.fixture
def shopify() -> Iterator[Shelf]:
    with HTTPServer("127.0.0.1", threaded=True) as server:
        yield Shelf(server)


@pytest.fixture
def public(
    context: Context, shopify: Shelf, clock: Clock, tmp_path: Path, port: int, certificate: Path
) -> Iterator[Context]:
    clock.now = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
    ours = replace(context, apps={"shopify": shopify.app}, public_url=PUBLIC)
    named = {"FORTHRIGHT_DATA_DIR": str(tmp_path), "FORTHRIGHT_PUBLIC_URL": PUBLIC}
    with Front(create_app(ours, read_settings(named)), port, certificate):
        yield ours


@pytest.fixture
def admin(browser: "Browser", public: Context, shopify: Shelf) -> Iterator["Page"]:
    """The store's admin on a site of its own, as far as we need it: our frame, and a script that knows fresh tokens."""
    surroundings = browser.new_context(ignore_https_errors=True, permissions=["local-network-access"])

    def answer(route: "Route") -> None:
        if route.request.url.endswith("/app-bridge.js"):
            route.fulfill(body=SCRIPT, content_type="text/javascript")
        elif route.request.url.endswith("/token"):
            route.fulfill(body=shopify.id_token(), headers={"access-control-allow-origin": "*"})
        else:
            first = f"{PUBLIC}/?embedded=1&shop={DOMAIN}&id_token={shopify.id_token()}"
            page = f'<iframe name="app" src="{first}" width="1200" height="800"></iframe>'
            route.fulfill(body=page, content_type="text/html")

    surroundings.route("https://*.shopify.com/**", answer)
    yield surroundings.new_page()
    assert surroundings.cookies() == []
    surroundings.close()


@pytest.fixture
def whole(admin: "Page", public: Context, clock: Clock, shopify: Shelf, mailbox: Mailbox) -> Whole:
    visitor = Visitor(cast("Page", admin.frame_locator("iframe[name=app]")))

    def stands() -> str:
        return str(shopify.candle["descriptionHtml"])

    return Whole(visitor, public, clock, mailbox, "Candle", stands)


def test_from_installed_to_installed_again(
    whole: Whole, admin: "Page", public: Context, shopify: Shelf, clock: Clock, port: int
) -> None:
    visitor = whole.visitor
    admin.goto(ADMIN)  # opening the app is all that an installation takes
    expect(visitor.heading).to_be_visible()
    frame = admin.frame("app")
    assert frame is not None
    assert frame.evaluate(KEEPS_A_COOKIE) == "", "what stands inside another site keeps no cookie here"
    whole.pass_by(minutes=1)
    whole.sees_what_was_read()
    whole.connects_mail()
    whole.promises()
    whole.fixes_a_text_and_takes_it_back()

    shopify.placed = [order(refunds=[])]
    tell(shopify.delivery("orders/create", {"id": 5501, "name": "#1001"}), port)
    whole.pass_by(hours=2)
    clock.now = datetime(2026, 10, 16, 10, 0, tzinfo=UTC)
    whole.pass_by(minutes=1)
    whole.approves_the_letter()
    letter = whole.finds_it_in_the_inbox("ana@example.com")
    assert "1001" in letter["Subject"]
    whole.reads_why("1001")

    shopify.remove()
    before = row(public)
    at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"  # by the clock of whoever signed the token
    tell(shopify.delivery("app/uninstalled", {"id": 1}, **{"triggered-at": at}), port)
    whole.pass_by(minutes=1)
    assert (row(public).state, public.vault.open(row(public).credentials)) == ("paused", {})
    admin.goto(ADMIN)
    expect(visitor.heading).to_be_visible()
    whole.pass_by(minutes=6)
    whole.sees_what_was_read()
    assert (row(public).id, row(public).state, row(public).troubles) == (before.id, "live", {})
    with read(public.engine) as session:
        assert [one.vendor_id for one in orders.list_orders(session, before.shop_id)] == ["5501"]
    assert len(whole.mailbox.box.letters) == 1, "nobody hears anything twice"


def tell(delivery: Delivery, port: int) -> None:
    """As Shopify does, to our public address; its certificate is of this machine's own making."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    place = f"https://127.0.0.1:{port}/webhooks/shopify"
    with urlopen(Request(place, delivery.body, dict(delivery.headers)), timeout=60, context=trusting) as answered:
        assert answered.status == 200


def row(public: Context) -> ConnectionRow:
    with read(public.engine) as session:
        found = shops.connection_of(session, "shopify", DOMAIN)
        session.expunge_all()
    assert found is not None
    return found

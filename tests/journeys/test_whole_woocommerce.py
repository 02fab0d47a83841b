"""A WooCommerce store with us, whole, in a real browser, with script and without: from installed to installed again."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from integration.auth import sign_in_link
from integration.store import orders, people, shops
from integration.store.session import read, write
from jobs.context import Context
from tests.clock import Clock
from tests.connectors.woocommerce.conftest import impatient, reached, woo  # noqa: F401 fixtures
from tests.journeys.conftest import Front, Mailbox
from tests.journeys.visitor import Visitor
from tests.journeys.whole import Whole
from tests.woocommerce.server import StandIn

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

OWNER = "owner@lab.example"
NUMBER = "1Z999AA10123456784"
CLICKS_TO_INSTALL = 10
"""From the link in the invitation to a store that is read; signing in to the store is two of them."""


@pytest.fixture
def public(context: Context, woo: StandIn, tmp_path: Path, port: int, certificate: Path) -> Iterator[Context]:  # noqa: F811
    """The app at its public address, with an owner and no store."""
    with reached(context, woo, str(tmp_path)) as (public, app), Front(app, port, certificate):
        with write(public.engine) as session:
            shop = shops.create_shop(session, "lab", public.clock())
            person = people.add_person(session, OWNER, public.clock())
            people.add_member(session, person.id or 0, shop.id or 0, "owner")
            session.commit()
        yield public


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(request: pytest.FixtureRequest, browser: "Browser") -> Iterator["Page"]:
    surroundings = browser.new_context(ignore_https_errors=True, java_script_enabled=request.param)
    yield surroundings.new_page()
    surroundings.close()


@pytest.fixture
def whole(page: "Page", public: Context, clock: Clock, woo: StandIn, mailbox: Mailbox) -> Whole:  # noqa: F811
    woo.shop.place_order(1, status="completed")
    woo.shop.edit_product(501, description="<p>Tin lantern.</p>", short_description="")
    woo.shop.shipment_tracking_on = True
    clock.advance(minutes=1)

    def stands() -> str:
        return str(woo.shop.products.get(501)["description"])

    return Whole(Visitor(page), public, clock, mailbox, "Lantern & Hook 501", stands, woo.shop.run_cron)


def test_from_installed_to_installed_again(whole: Whole, public: Context, woo: StandIn) -> None:  # noqa: F811
    visitor, store = whole.visitor, woo.shop
    visitor.page.goto(sign_in_link(public, OWNER))
    visitor.click("button", "Sign in")
    expect(visitor.heading).to_have_text("Connect your store, and we begin to read.")
    visitor.go("Connections")
    visitor.click("link", "Connect WooCommerce")
    visitor.write(visitor.page.get_by_label("Address of the store").first, woo.url)
    visitor.click("button", "Ask your store")
    visitor.click("link", "Go to your store")
    visitor.write(visitor.page.get_by_label("Username"), "owner")
    visitor.click("button", "Login")
    grant(visitor)
    assert visitor.clicks <= CLICKS_TO_INSTALL
    whole.pass_by(minutes=1)
    whole.sees_what_was_read()
    whole.connects_mail()
    whole.promises()
    whole.fixes_a_text_and_takes_it_back()

    store.place_order(2)
    whole.pass_by(minutes=1)
    store.track(2, {"tracking_provider": "UPS", "tracking_number": NUMBER, "date_shipped": "2026-03-02"})
    for days in (2, 4, 5):
        seen_under_way(woo)
        whole.pass_by(days=days)
    whole.approves_the_letter()
    letter = whole.finds_it_in_the_inbox(store.orders.get(2)["billing"]["email"])
    assert "L-2" in letter["Subject"]
    whole.reads_why("L-2")

    visitor.go("Connections")
    visitor.press(visitor.page.get_by_text("Disconnect WooCommerce", exact=True))
    visitor.click("button", "Disconnect WooCommerce and erase its keys")
    expect(visitor.page.get_by_role("status")).to_contain_text("8 webhooks were taken out of the store.")
    assert store.hooks.hooks == {}
    store.place_order(3)
    whole.pass_by(minutes=6)
    visitor.click("link", "Connect again WooCommerce")
    visitor.click("button", "Ask your store")
    visitor.click("link", "Go to your store")
    grant(visitor)
    whole.pass_by(minutes=6)
    assert len(store.hooks.hooks) == 8
    assert len(whole.mailbox.box.letters) == 1, "nobody hears anything twice"
    with read(public.engine) as session:
        [shop] = shops.shops(session)
        known = {row.vendor_id for row in orders.list_orders(session, shop.id or 0)}
    assert known == {"1", "2", "3"}


def grant(visitor: Visitor) -> None:
    """In the store, where who came is signed in."""
    visitor.click("link", "Approve")
    expect(visitor.page.get_by_role("status")).to_contain_text("The keys work, and the store is being read now.")


def seen_under_way(woo: StandIn) -> None:  # noqa: F811
    """TrackShip writes into the order that its parcel was scanned."""
    state = {"status": "in_transit", "last_event_time": f"{woo.shop.now():%Y-%m-%d %H:%M:%S}"}
    others = [entry for entry in woo.shop.orders.get(2)["meta_data"] if entry["key"] != "shipment_status"]
    woo.shop.edit_order(2, meta_data=[*others, {"id": 77, "key": "shipment_status", "value": [state]}])

"""A store's whole life with us, over real HTTP: installed, read, heard, written to, removed, and installed again."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select

from integration.auth import sign_in_link
from integration.domain.commerce import Tracking, TrackingEvent, TrackingStatus
from integration.ports import Publisher, Storefront, TrackingSink
from integration.store import people, shops
from integration.store.session import read, write
from integration.store.tables import OrderRow
from jobs.connect import connect
from jobs.context import Context
from tests.clock import Clock
from tests.connectors.woocommerce.conftest import PUBLIC, Connected, reached
from tests.woocommerce.server import StandIn, standing_in

HOOK = f"{PUBLIC}/webhooks/woocommerce/lab"


@pytest.fixture
def app(context: Context, clock: Clock, woo: StandIn, tmp_path: object) -> Iterator[tuple[Context, Flask]]:
    with reached(context, woo, str(tmp_path)) as found:
        yield found


def sign_in(context: Context, app: Flask) -> FlaskClient:
    with write(context.engine) as session:
        shop = shops.create_shop(session, "lab", context.clock())
        person = people.add_person(session, "owner@lab.example", context.clock())
        people.add_member(session, person.id or 0, shop.id or 0, "owner")
        session.commit()
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert client.post(sign_in_link(context, "owner@lab.example"), base_url=PUBLIC).status_code == 302
    return client


def install(owner: FlaskClient, woo: StandIn) -> str:
    page = owner.post("/install/woocommerce", data={"url": woo.url}, base_url=PUBLIC).text
    found = re.search(r'<a class="btn main" href="([^"]+)"', page)
    assert found, page
    status, back = woo.say_yes(unescape(found[1]))
    assert status == 200
    return owner.get(back, base_url=PUBLIC, follow_redirects=True).text


def test_from_installed_to_installed_again(app: tuple[Context, Flask], clock: Clock, woo: StandIn) -> None:
    context, web = app
    owner, ours, store = sign_in(context, web), Connected(context, clock, woo), woo.shop
    store.place_order(1, status="completed")
    store.edit_product(501, description="<p>Tin lantern.</p>", short_description="")
    clock.advance(minutes=1)

    assert "The keys work" in install(owner, woo)
    ours.sync()
    ours.subscribe()
    assert ours.statuses() == {"1": "fulfilled"}
    assert {hook.delivery_url for hook in store.hooks.hooks.values()} == {HOOK}

    clock.advance(minutes=1)
    store.shipment_tracking_on = True
    store.place_order(2)
    ours.deliver()
    assert ours.statuses()["2"] == "paid"
    store.track(2, {"tracking_provider": "DHL", "tracking_number": "OLD12345", "date_shipped": "2026-10-02"})
    ours.deliver()
    assert ours.parcels("2") == ["OLD12345"]

    order = context.open(ours.row, Storefront).order("2")
    assert order is not None
    sink = context.open(ours.row, TrackingSink)
    sink.update_tracking(order.fulfillments[0].id, Tracking("NEW12345", "DHL"), Tracking("OLD12345", "DHL"), "key-1")
    late = TrackingEvent(datetime(2026, 10, 9, tzinfo=UTC), TrackingStatus.DELIVERY_DELAYED, "now expected 12 October")
    sink.create_fulfillment_event(order.fulfillments[0].id, late, "key-2")
    ours.deliver()
    assert ours.parcels("2") == ["NEW12345"]
    said = context.open(ours.row, Publisher).publish_product(
        "501", "<p>Tin lantern.</p>\n<p>Ships in 2 days.</p>", "en", "<p>Tin lantern.</p>"
    )
    assert "Ships in 2 days." in said.html
    assert "Ships in 2 days." in store.products.get(501)["description"]
    assert store.mails == [], "the customer hears nothing of it from the store"

    ended = owner.post("/connections/woocommerce/disconnect", base_url=PUBLIC, follow_redirects=True).text
    assert "its keys are erased. What was read stays. 8 webhooks were taken out of the store. The key itself" in ended
    assert store.hooks.hooks == {}
    assert context.vault.open(ours.row.credentials) == {}
    clock.advance(minutes=1)
    store.place_order(3)
    assert "3" not in ours.statuses()

    clock.advance(minutes=1)
    assert "The keys work" in install(owner, woo)
    ours.sync()
    ours.subscribe()
    assert ours.statuses() == {"1": "fulfilled", "2": "paid", "3": "paid"}
    assert len(store.hooks.hooks) == 8
    with read(context.engine) as session:
        imported = {row.vendor_id: row.imported for row in session.exec(select(OrderRow))}
    assert imported == {"1": True, "2": False, "3": False}, "what was ordered before the shop came stays history"


@pytest.mark.parametrize("fault", ["hang", "429", "502", "html200", "html202", "truncated", "bom"])
def test_a_reading_goes_on_after_each_fault(connected: Connected, fault: str) -> None:
    """Whatever happens in the middle of a first reading, the next one ends it, and nothing is there twice."""
    connected.woo.hang_seconds = 0.2
    for number in range(10, 15):
        connected.woo.shop.place_order(number)
    connected.woo.faults = ["", "", "", "", fault, "", fault]
    connected.sync()
    connected.woo.faults = []
    connected.sync()
    assert set(connected.statuses()) == {"1", *map(str, range(10, 15))}
    assert connected.row.troubles == {}


def test_two_shops_in_many_threads_never_share_a_key(context: Context) -> None:
    with standing_in() as one, standing_in() as other:
        stores = {"one": one, "other": other}
        rows = {}
        for name, woo in stores.items():
            woo.shop.keys.secrets = {f"ck_{name}": f"cs_{name}"}
            woo.shop.place_order(1)
            keys = {"key": f"ck_{name}", "secret": f"cs_{name}"}
            connect(context, name, "woocommerce", woo.url, keys)
            with read(context.engine) as session:
                shop = shops.shop_named(session, name)
                rows[name] = shops.connection(session, shop.id or 0, "woocommerce") if shop else None
                session.expunge_all()
        for woo in stores.values():
            woo.asked.clear()
        problems: list[BaseException] = []

        def ask(number: int) -> None:
            try:
                for turn in range(5):
                    row = rows["one" if (number + turn) % 2 else "other"]
                    assert row is not None
                    storefront = context.open(row, Storefront)
                    assert storefront.order("1") is not None
                    storefront.orders(None, None)
            except BaseException as problem:  # noqa: BLE001 a thread's failure is the test's
                problems.append(problem)

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(32)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not problems
        for name, woo in stores.items():
            assert len(woo.asked) >= 32 * 5
            assert {key for _, _, key in woo.asked} == {f"ck_{name}"}

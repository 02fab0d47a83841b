"""Of the fifteen faults those of what a store tells us, or does not. Each test fails when its guard is taken out."""

from datetime import timedelta

import pytest
from pytest_httpserver import HTTPServer
from sqlmodel import select
from werkzeug import Response

from connectors.woocommerce.storefront import WooCommerceStorefront
from connectors.woocommerce.subscriptions import TOPICS, redirected
from integration.domain.silence import PATIENCE
from integration.store import open_orders
from integration.store.session import read
from integration.store.tables import OrderRow, ProductRow
from jobs.reconcile import SYNC_EVERY
from jobs.stock import take_stock
from tests.connectors.conftest import http
from tests.connectors.woocommerce.conftest import PUBLIC, Connected
from tests.connectors.woocommerce.test_faults import access

ADDRESS = f"{PUBLIC}/webhooks/woocommerce/lab"


def test_01_a_webhook_is_never_sent(told: Connected) -> None:
    """Guards: asking every few minutes finds the change (jobs.sync); the silence is noted (domain.silence)."""
    told.woo.shop.hooks.alive = False
    told.woo.shop.place_order(2)
    assert told.deliver() == []
    told.advance(SYNC_EVERY / timedelta(minutes=1))
    told.sync()
    assert told.statuses()["2"] == "paid"
    told.watch()
    assert told.row.troubles == {}, "perhaps it is only late"
    told.advance(PATIENCE / timedelta(minutes=1))
    told.watch()
    assert told.row.troubles["silence"]["trouble"] == "silent"
    told.woo.shop.hooks.alive = True
    told.deliver()
    told.watch()
    assert told.row.troubles == {}


def test_02_a_webhook_was_disabled_or_is_gone(told: Connected) -> None:
    """Guard: deleted and made anew, never set active again (subscriptions.repair)."""
    hooks = told.woo.shop.hooks.hooks
    disabled = next(hook for hook in hooks.values() if hook.topic == "order.updated")
    missing = next(hook for hook in hooks.values() if hook.topic == "product.updated")
    disabled.status, disabled.failures = "disabled", 7
    del hooks[missing.id]
    others = {number for number in hooks if number != disabled.id}
    told.watch()
    assert disabled.id not in hooks
    assert sorted(hook.topic for hook in hooks.values()) == sorted(TOPICS)
    assert {(hook.status, hook.failures, hook.delivery_url) for hook in hooks.values()} == {("active", 0, ADDRESS)}
    assert others <= set(hooks), "what was well stays"
    assert any("order.updated was disabled by the store; product.updated was missing" in act for act in told.acts()), (
        told.acts()
    )
    asked = len(told.woo.asked)
    told.watch()
    assert [method for method, _, _ in told.woo.asked[asked:]] == ["GET"], "nothing to do"


def test_02_what_a_merchant_paused_stays_paused(told: Connected) -> None:
    hook = next(iter(told.woo.shop.hooks.hooks.values()))
    hook.status = "paused"
    told.watch()
    assert told.woo.shop.hooks.hooks[hook.id].status == "paused"


def test_03_a_delivery_comes_twice_and_created_has_a_twin(told: Connected) -> None:
    """Guards: the same is what says the same (webhooks.delivery_id); a state that is held already changes nothing."""
    told.woo.shop.place_order(3)
    assert [row.topic for row in told.deliver()] == ["order.created", "order.updated"]
    hooks = told.woo.shop.hooks
    for topic in ("order.created", "order.updated"):
        hooks.happened(topic, 3)
    told.deliver()
    assert len(hooks.sent) == 4
    assert len(told.inbox()) == 2
    assert told.statuses()["3"] == "paid"


def test_04_deliveries_of_one_second_share_their_id(told: Connected) -> None:
    """Guard: the vendor's delivery id is never looked at (webhooks.delivery_id)."""
    for number in (4, 5, 6):
        told.woo.shop.place_order(number)
    rows = [row for row in told.deliver() if row.topic == "order.created"]
    assert len(rows) == 3
    assert {"4", "5", "6"} <= set(told.statuses())


def test_05_a_delivery_says_what_is_true_no_longer(told: Connected) -> None:
    """Guards: what was delivered is read again (webhooks.HINT); an older state overwrites nothing (store.orders)."""
    told.woo.shop.place_order(7)
    told.woo.shop.run_cron()
    told.advance(1)
    told.woo.shop.orders.put(7, told.woo.shop.now(), status="completed")
    told.deliver()
    assert told.statuses()["7"] == "fulfilled", "the API knew better than the delivery"
    told.woo.shop.hooks.happened("order.updated", 7)
    before = told.woo.shop.orders.get(7)
    told.woo.shop.orders.quietly(7, status="processing", date_modified_gmt="2020-01-01T00:00:00")
    told.deliver()
    told.woo.shop.orders.quietly(7, status=before["status"])
    assert told.statuses()["7"] == "fulfilled", "older than what is held"


def test_06_a_signed_delivery_holds_the_stores_own_error(told: Connected) -> None:
    """Guard: an error is never read as an order (webhooks._is_error); 403 pauses with a state that has a next step."""
    told.woo.shop.place_order(8)
    told.deliver()
    told.advance(1)
    told.woo.shop.edit_order(8, status="completed")
    told.woo.shop.keys.owner = "demoted"
    told.deliver()
    assert told.row.state == "paused"
    assert told.row.troubles["access"]["trouble"] == "key_owner"
    assert told.statuses()["8"] == "paid"


def test_07_a_redirect_eats_every_delivery(told: Connected) -> None:
    """Guards: an address of ours on another host is replaced (subscriptions.repair); ours is tried (redirected)."""
    hooks = told.woo.shop.hooks
    for hook in hooks.hooks.values():
        hook.delivery_url = ADDRESS.replace("forthright.example", "www.forthright.example")
    hooks.moved = {"www.forthright.example"}
    told.woo.shop.place_order(9)
    assert told.deliver() == []
    assert {hook.failures for hook in hooks.hooks.values()} == {0}, "the store takes it for a success"
    told.watch()
    assert {hook.delivery_url for hook in hooks.hooks.values()} == {ADDRESS}
    told.advance(1)
    told.woo.shop.edit_order(9, status="completed")
    told.deliver()
    assert told.statuses()["9"] == "fulfilled"


def test_07_our_own_address_is_tried_for_a_redirect(server: HTTPServer) -> None:
    moved = Response("", 301, {"Location": "https://www.x.example/"})
    server.expect_request("/webhooks/old").respond_with_response(moved)
    server.expect_request("/webhooks/new").respond_with_data("")
    assert "redirects to https://www.x.example/" in redirected(http(), server.url_for("/webhooks/old"))
    assert redirected(http(), server.url_for("/webhooks/new")) == ""
    assert redirected(http(), "http://127.0.0.1:9/") == "", "behind a router nobody reaches himself"


@pytest.mark.parametrize("woo", [9, -5], indirect=True, ids=["ahead of UTC", "behind it"])
def test_12_a_store_of_another_zone_loses_no_change(connected: Connected) -> None:
    """Guard: naive UTC with the flag (storefront.Position.params): without it a store behind UTC loses hours, with a
    zone beside it one ahead of UTC does. What changed while we read is read again."""
    connected.sync()
    connected.advance(30)
    connected.woo.shop.place_order(12)
    connected.sync()
    assert connected.statuses()["12"] == "paid"
    connected.advance(1)
    connected.woo.shop.edit_order(12, status="completed")
    connected.sync()
    assert connected.statuses()["12"] == "fulfilled"


def test_13_prices_are_empty_or_words_and_totals_have_no_decimals(connected: Connected) -> None:
    """Guard: a price that nobody stated is None and no number is a float (values.amount); dp=2 is asked for."""
    for number, price in ((601, ""), (602, "abc"), (603, "12,50"), (604, 12.5)):
        connected.woo.shop.edit_product(number, price=price, regular_price="")
    connected.woo.shop.whole_numbers = True
    connected.woo.shop.place_order(13, total="131.88")
    connected.sync()
    with read(connected.context.engine) as session:
        prices = {row.vendor_id: row.price for row in session.exec(select(ProductRow))}
        [total] = session.exec(select(OrderRow.total).where(OrderRow.vendor_id == "13"))
    assert [str(prices[number]) for number in ("601", "602", "603", "604")] == ["None", "None", "None", "12.5"]
    assert str(total) == "131.88", "not the 132 that this store would say by itself"
    storefront = WooCommerceStorefront(access(connected.woo))
    alone = storefront.order("13")
    listed = [order for order in storefront.orders(None, None).items if order.id == "13"]
    assert [str(order.total.amount) for order in (alone, *listed) if order] == ["131.88", "131.88"]


def test_15_the_state_stays_until_the_store_answers_again(connected: Connected) -> None:
    """Guard: what stopped a reading is kept with its name (store.troubles), and ends with a reading that goes well."""
    connected.sync()
    connected.woo.faults = ["503"] * 9
    connected.sync()
    connected.woo.faults = ["503"] * 9
    connected.sync()
    assert connected.row.troubles["sync"]["trouble"] == "maintenance"
    assert connected.row.state == "live", "we go on asking"
    assert len([act for act in connected.acts() if act.startswith("sync failed")]) == 1
    connected.woo.faults = []
    connected.sync()
    assert connected.row.troubles == {}


def test_a_number_typed_into_a_note_is_found_within_one_interval(told: Connected) -> None:
    told.woo.shop.hooks.alive = False
    told.woo.shop.place_order(20)
    told.sync()
    told.woo.shop.note(20, "Shipped with <b>UPS</b>, tracking 1Z999AA10123456784", customer=True)
    told.woo.shop.note(20, "Stock levels reduced: Lantern (12345678&rarr;12345677)")
    told.advance(SYNC_EVERY / timedelta(minutes=1))
    told.sync()
    assert told.parcels("20") == ["1Z999AA10123456784"]


def test_an_order_of_an_orphaned_status_is_read_though_no_list_shows_it(told: Connected) -> None:
    told.woo.shop.place_order(21)
    told.sync()
    told.advance(5)
    told.woo.shop.orphan_status(21, "partial-shipped")
    told.woo.shop.orders.quietly(21, date_completed_gmt=told.clock().replace(tzinfo=None).isoformat())
    told.woo.shop.orders.quietly(21, status="left-the-house")
    told.sync()
    assert told.statuses()["21"] == "fulfilled"


def test_every_open_order_without_a_number_has_its_turn(told: Connected) -> None:
    for number in range(100, 190):
        told.woo.shop.place_order(number)
    told.sync()
    asked = len(told.woo.asked)
    for _ in range(3):
        told.sync()
    read_again = {endpoint for _, endpoint, _ in told.woo.asked[asked:] if endpoint.startswith("orders/")}
    assert {f"orders/{number}" for number in range(100, 190)} <= read_again


def test_what_was_deleted_for_good_is_missed_at_night(told: Connected) -> None:
    """A permanent deletion fires nothing and moves no date."""
    for number in (30, 31):
        told.woo.shop.place_order(number)
        told.woo.shop.edit_product(700 + number)
    told.sync()
    told.woo.shop.orders.drop(30)
    told.woo.shop.products.drop(730)
    take_stock(told.context, told.row.id or 0)
    assert told.statuses()["30"] == "deleted"
    assert told.statuses()["31"] == "paid"
    with read(told.context.engine) as session:
        gone = {row.vendor_id for row in session.exec(select(ProductRow)) if row.deleted_at is not None}
    assert gone == {"730"}
    assert told.row.counted_at == told.clock()


def test_history_is_not_read_again(told: Connected) -> None:
    with read(told.context.engine) as session:
        found = open_orders.open_orders(session, 1, "woocommerce", 0, told.clock() - timedelta(days=60), 10)
    assert [one.vendor_id for one in found] == [], "the first order was placed before the shop came to us"

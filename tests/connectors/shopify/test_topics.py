"""What Shopify tells of the parts of an order: each leads to the order, which is read; late or twice harms nothing."""

from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sqlmodel import select

from connectors.shopify import bulk
from connectors.shopify.lookup import ShopifyLookup
from connectors.shopify.webhooks import ShopifyWebhooks
from integration.domain.events import Refetch
from integration.domain.reasons import HoldReason, SendReason
from integration.ports import Delivery, Permanent
from integration.store import inbox
from integration.store.session import read, write
from integration.store.tables import DecisionRow, OrderRow
from jobs.delays import decide_order
from jobs.queue import open_queue, queue_of
from tests.clock import Clock
from tests.connectors.shopify.conftest import Installed
from tests.connectors.shopify.gathering import Gathering, lines
from tests.connectors.shopify.test_faults import the_order
from tests.connectors.shopify_app import ShopifyApp
from tests.connectors.shopify_store import connection, reply
from tests.connectors.test_shopify_client import access
from tests.connectors.test_shopify_promised import part
from tests.connectors.test_shopify_storefront import order

ONE = {"id": "gid://shopify/FulfillmentOrder/61", "status": "on_hold"}
HELD = "fulfillment_orders/placed_on_hold"
RELEASED = "fulfillment_orders/hold_released"


@pytest.mark.parametrize(
    ("topic", "body", "kind", "number"),
    [
        ("returns/request", {"id": 4, "order": {"id": 5501}}, "order", "5501"),
        ("returns/close", {"id": 4, "order": {"admin_graphql_api_id": "gid://shopify/Order/5501"}}, "order", "5501"),
        ("returns/update", {"admin_graphql_api_id": "gid://shopify/Return/4", "restock": {}}, "return", "4"),
        ("returns/approve", {"return": {"id": 4, "order_id": 5501}}, "order", "5501"),
        ("returns/cancel", {"id": 4}, "return", "4"),
        (HELD, {"fulfillment_order": ONE, "created_fulfillment_hold": {"id": 9}}, "fulfillment_order", "61"),
        (RELEASED, {"fulfillment_order": {**ONE, "order_id": 5501}}, "order", "5501"),
        ("fulfillment_orders/moved", {"original_fulfillment_order": ONE}, "fulfillment_order", "61"),
        (
            "fulfillment_orders/merged",
            {"fulfillment_order_merges": [{"id": 1}], "merged": [{"id": ONE["id"]}]},
            "fulfillment_order",
            "61",
        ),
        ("disputes/create", {"id": 7, "order_id": 5501, "status": "needs_response"}, "order", "5501"),
        ("disputes/update", {"id": 7, "order_id": None, "status": "won"}, "dispute", "7"),
    ],
)
def test_whose_it_is_as_far_as_it_says(topic: str, body: Any, kind: str, number: str, shopify: ShopifyApp) -> None:
    told = ShopifyWebhooks(access(shopify)).parse(shopify.delivery(topic, body))
    assert told == [Refetch(kind, number, topic)]


@pytest.mark.parametrize(
    "body", [{}, {"id": "gid://shopify/Shop/1"}, {"fulfillment_order": {"id": "../etc"}}, {"order": {"id": "²"}}]
)
@pytest.mark.parametrize("topic", ["returns/update", HELD, "disputes/update"])
def test_one_that_says_nothing_is_refused(topic: str, body: Any, shopify: ShopifyApp) -> None:
    with pytest.raises(Permanent, match="does not say which one it is about"):
        ShopifyWebhooks(access(shopify)).parse(shopify.delivery(topic, body))


@pytest.mark.parametrize(
    ("kind", "operation", "answer"),
    [
        ("return", "Return", {"return": {"order": {"id": "gid://shopify/Order/5501"}}}),
        ("dispute", "Dispute", {"dispute": {"order": {"id": "gid://shopify/Order/5501"}}}),
        ("fulfillment_order", "FulfillmentOrder", {"fulfillmentOrder": {"orderId": "gid://shopify/Order/5501"}}),
    ],
)
def test_the_store_is_asked_whose_a_part_is(kind: str, operation: str, answer: Any, shopify: ShopifyApp) -> None:
    shopify.token = "shpat_lantern"
    lookup = ShopifyLookup(access(shopify))
    shopify.answers[operation] = answer
    assert lookup.order_of(kind, "4") == "5501"
    shopify.answers[operation] = dict.fromkeys(answer)
    assert lookup.order_of(kind, "4") is None


def hold(shop: Installed, *reasons: str) -> None:
    """Shopify puts nothing of this into the order's time of change."""
    status = {"status": "ON_HOLD", "fulfillmentHolds": [{"reason": reason} for reason in reasons]} if reasons else {}
    whole = {"displayFulfillmentStatus": "ON_HOLD"} if reasons else {"displayFulfillmentStatus": "UNFULFILLED"}
    shop.node = {**shop.node, **whole, "fulfillments": [], "fulfillmentOrders": connection([part(**status)])}
    shop.shopify.answers["FulfillmentOrder"] = {"fulfillmentOrder": {"orderId": shop.node["id"]}}


def decided(shop: Installed) -> str:
    decide_order(shop.context, the_order(shop).id or 0)
    with read(shop.context.engine) as session:
        return session.exec(select(DecisionRow).order_by(DecisionRow.id)).all()[-1].reason


def test_a_hold_at_the_store_keeps_a_letter_back_until_it_is_released(shop: Installed, clock: Clock) -> None:
    hold(shop)
    shop.sync()
    clock.advance(days=30)
    hold(shop, "INVENTORY_OUT_OF_STOCK", "SOMETHING_NEW")
    assert shop.tell(HELD, {"fulfillment_order": ONE}) == 200
    shop.work()
    assert the_order(shop).held_for == "out_of_stock,other"
    assert decided(shop) == HoldReason.HELD_AT_STORE
    hold(shop)
    assert shop.tell(RELEASED, {"fulfillment_order": ONE}) == 200
    # The word of the hold comes once more, a day late: what counts is how the order stands now.
    assert shop.tell(HELD, {"fulfillment_order": ONE}, **{"event-id": "late"}) == 200
    shop.work()
    assert the_order(shop).held_for == ""
    assert decided(shop) == SendReason.NEARLY_CERTAIN


@pytest.mark.parametrize(
    ("reason", "why"),
    [("AWAITING_PAYMENT", HoldReason.UNPAID), ("HIGH_RISK_OF_FRAUD", HoldReason.ON_HOLD), (None, "held_at_store")],
)
def test_why_it_is_on_hold_says_what_its_customer_is_owed(shop: Installed, reason: str | None, why: str) -> None:
    hold(shop, *([reason] if reason else ["ONLINE_STORE_POST_PURCHASE_CROSS_SELL"]))
    shop.sync()
    assert decided(shop) == why


def test_a_part_that_is_gone_changes_nothing(shop: Installed) -> None:
    shop.sync()
    shop.shopify.answers["FulfillmentOrder"] = {"fulfillmentOrder": None}
    assert shop.tell(HELD, {"fulfillment_order": ONE}) == 200
    shop.work()
    [row] = shop.inbox()
    assert (row.state, row.outcome) == ("done", f"ignored: {HELD}; it is gone, or of no order")


def test_one_that_cannot_be_read_stays_and_is_replayed(shop: Installed, clock: Clock) -> None:
    """The key lacked a scope; once it is granted, the same delivery is read."""
    shop.sync()
    denied = {"message": "Access denied for return field.", "extensions": {"code": "ACCESS_DENIED"}}
    shop.shopify.answers["Return"] = lambda _: reply({"data": {"return": None}, "errors": [denied]})
    assert shop.tell("returns/update", {"admin_graphql_api_id": "gid://shopify/Return/4"}) == 200
    shop.work()
    [row] = shop.inbox()
    assert row.state == "failed"
    assert "return" in row.outcome
    shop.shopify.answers["Return"] = {"return": {"order": {"id": "gid://shopify/Order/5501"}}}
    with write(shop.context.engine) as session:
        assert inbox.replay(session, row.shop_id, row.id or 0, clock())
        session.commit()
    shop.work()
    assert [row.state for row in shop.inbox()] == ["done"]


def test_a_dispute_is_known_as_soon_as_it_is_told(shop: Installed) -> None:
    shop.sync()
    shop.node = {**shop.node, "disputes": [{"status": "NEEDS_RESPONSE"}]}
    assert shop.tell("disputes/create", {"id": 7, "order_id": 5501, "status": "needs_response"}) == 200
    shop.work()
    assert the_order(shop).disputed
    shop.node = {**shop.node, "disputes": [{"status": "WON"}]}
    assert shop.tell("disputes/update", {"id": 7, "order_id": 5501, "status": "won"}) == 200
    shop.work()
    assert not the_order(shop).disputed


def test_an_import_goes_on_at_the_bell_and_a_late_one_changes_nothing(
    shop: Installed, server: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "POLL_SECONDS", 0.0)
    monkeypatch.setattr(bulk, "PATIENCE_SECONDS", 0.0)
    shopify = shop.shopify
    gathering = Gathering(shopify, server, lines([order()]))
    gathering.states = ["RUNNING"]
    shopify.answers["Counts"] = {"productsCount": {"count": 1}, "ordersCount": {"count": 2000}}
    shop.sync()
    with read(shop.context.engine) as session:
        assert session.exec(select(OrderRow)).all() == [], "Shopify still gathers, and no worker waits for it"
    for said in ("first", "second"):
        finished = {"admin_graphql_api_id": "gid://shopify/BulkOperation/5", "status": "completed"}
        _rung(shop)
        assert shop.tell("bulk_operations/finish", finished, **{"event-id": said}) == 200
        shop.work()
        assert _rung(shop) == {f"sync {shop.row.id}"}
        shop.sync()
        assert the_order(shop).vendor_id == "5501"
    assert shopify.asked().count("BulkRun") == 1


def test_what_the_store_lets_us_do_is_looked_at_when_that_changes(shop: Installed) -> None:
    _rung(shop)
    assert shop.tell("app/scopes_update", {"id": 1, "current": []}) == 200
    shop.work()
    assert _rung(shop) == {f"sync {shop.row.id}", f"watch {shop.row.id}"}


def _rung(shop: Installed) -> set[str]:
    """Since the last look."""
    queues = [open_queue(shop.context.redis, name) for name in {queue_of("sync"), queue_of("watch")}]
    found = {job.description for queue in queues for job in queue.get_jobs()}
    for queue in queues:
        queue.empty()
    return {one for one in found if one.startswith(("sync", "watch"))}


def test_a_delivery_without_a_body_is_refused(shopify: ShopifyApp) -> None:
    with pytest.raises(Permanent):
        ShopifyWebhooks(access(shopify)).parse(Delivery("shopify", {"x-shopify-topic": "returns/request"}, b""))

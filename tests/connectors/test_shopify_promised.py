"""What a Shopify store itself says of an order: when it leaves and arrives, whether it is disputed, who is reached."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from connectors.shopify.orders import order as read_order
from connectors.shopify.storefront import ShopifyStorefront
from integration.domain.commerce import Order
from integration.domain.incident_reason import HoldCause
from integration.domain.promise import Basis, PromiseSettings, is_pickup, promise_for
from tests.connectors.shopify_store import ShopifyStore, connection, reply
from tests.connectors.test_shopify_client import access
from tests.connectors.test_shopify_storefront import SHOP, order

NOW = datetime(2026, 10, 1, 10, tzinfo=UTC)
DENIED = {"message": "Access denied for fulfillmentOrders field.", "extensions": {"code": "ACCESS_DENIED"}}


def part(by: str | None = None, *, first: str | None = None, method: str = "SHIPPING", **said: Any) -> dict[str, Any]:
    about = [{"lineItem": {"id": "gid://shopify/LineItem/1"}}]
    way = {"methodType": method, "minDeliveryDateTime": first, "maxDeliveryDateTime": by}
    known = {"status": "OPEN", "fulfillAt": "2026-10-01T09:00:00Z", "fulfillBy": None}
    return {**known, "deliveryMethod": way, "lineItems": connection(about), **said}


def bought(*parts: dict[str, Any], **changes: Any) -> Order:
    return read_order(order(fulfillmentOrders=connection(list(parts)), **changes), {})


def test_the_last_part_makes_the_order_complete() -> None:
    found = bought(
        part("2026-10-07T20:00:00Z", first="2026-10-05T08:00:00Z"),
        part("2026-10-09T20:00:00Z", first="2026-10-06T08:00:00Z"),
        part("2026-12-24T20:00:00Z", status="CANCELLED"),
    )
    assert found.promised_by == datetime(2026, 10, 9, 20, tzinfo=UTC)
    assert found.promised_from == datetime(2026, 10, 6, 8, tzinfo=UTC)
    promise = promise_for(found, PromiseSettings(handling=(0, 1), default_transit=(1, 2)), NOW)
    assert (promise.basis, promise.promised_by) == (Basis.STATED, found.promised_by)


@pytest.mark.parametrize("parts", [(), (part(),), (part("2026-10-07T20:00:00Z"), part())])
def test_a_date_that_is_not_known_of_every_part_is_none(parts: tuple[dict[str, Any], ...]) -> None:
    found = bought(*parts)
    assert (found.promised_from, found.promised_by, found.ships_by) == (None, None, None)


def test_by_when_it_is_to_be_sent() -> None:
    found = bought(part(fulfillBy="2026-10-06T16:00:00Z"), part(fulfillBy="2026-10-05T16:00:00Z"), part(method="NONE"))
    assert found.ships_by == datetime(2026, 10, 6, 16, tzinfo=UTC)


def test_why_parts_of_it_are_on_hold() -> None:
    """A cause that nobody knows yet, and none at all, hold it too; one that is left from before does not."""
    said = {"fulfillmentHolds": [{"reason": "INVENTORY_OUT_OF_STOCK"}, {"reason": "SOMETHING_NEW"}]}
    assert bought(part(), part(status="ON_HOLD", **said)).held_for == (HoldCause.OUT_OF_STOCK, HoldCause.OTHER)
    assert bought(part(status="ON_HOLD")).held_for == (HoldCause.OTHER,)
    assert bought(part(**said), part(status="CANCELLED", **said)).held_for == ()


def test_what_was_bought_ahead_waits_until_its_day() -> None:
    """Else every order of a shop that sells ahead were late."""
    found = bought(part(status="SCHEDULED", fulfillAt="2026-12-01T00:00:00Z"))
    [line] = found.lines
    assert (line.preordered, line.available_on) == (True, date(2026, 12, 1))
    assert promise_for(found, PromiseSettings(), NOW).promised_by > datetime(2026, 12, 1, tzinfo=UTC)
    nobody_says = bought(part(status="SCHEDULED", fulfillAt=None))
    assert promise_for(nobody_says, PromiseSettings(), NOW).basis is Basis.NONE


def test_a_shop_calls_it_in_its_own_language_and_it_is_fetched() -> None:
    there = {"title": "Abholung im Laden"}
    assert is_pickup(bought(part(method="PICK_UP"), shippingLine=there), PromiseSettings())
    assert not is_pickup(bought(part(method="PICK_UP"), part(), shippingLine=there), PromiseSettings())
    assert not is_pickup(bought(part(method="PICKUP_POINT"), shippingLine=there), PromiseSettings())


@pytest.mark.parametrize(
    ("status", "disputed"),
    [("NEEDS_RESPONSE", True), ("UNDER_REVIEW", True), ("WON", False), ("LOST", False), ("SOMETHING_NEW", False)],
)
def test_a_payment_that_is_called_back(status: str, disputed: bool) -> None:
    dispute = {"id": "gid://shopify/ShopifyPaymentsDispute/1", "initiatedAs": "CHARGEBACK", "status": status}
    assert bought(disputes=[dispute]).disputed is disputed


@pytest.mark.parametrize(
    ("known", "email"),
    [
        ({"emailAddress": "Ana@example.com", "validFormat": False}, ""),
        ({"emailAddress": "ana@example.com", "validFormat": True}, "ana@example.com"),
        ({"emailAddress": "old@example.com", "validFormat": False}, "ana@example.com"),
        (None, "ana@example.com"),
    ],
)
def test_nobody_is_written_to_at_what_is_no_address(known: Any, email: str) -> None:
    customer = {"id": "gid://shopify/Customer/9", "displayName": "Ana", "defaultEmailAddress": known}
    assert bought(customer=customer).customer.email == email


@pytest.fixture
def lantern(server: HTTPServer) -> ShopifyStore:
    store = ShopifyStore(server)
    store.answers |= {"Shop": SHOP, "Order": {"order": order()}, "Orders": {"orders": connection([order()])}}
    return store


def asked_for(store: ShopifyStore) -> list[tuple[str, bool]]:
    return [(name, variables["promised"]) for name, variables, _ in store.seen if "promised" in variables]


def test_an_order_is_read_where_its_promise_is_kept_from_us(lantern: ShopifyStore) -> None:
    """What cannot be null takes the order with it."""
    lantern.faults = [reply({"data": {"order": None}, "errors": [DENIED]})]
    shopfront = ShopifyStorefront(access(lantern))
    assert shopfront.order("5501") is not None
    assert len(shopfront.orders(NOW, None).items) == 1
    assert asked_for(lantern) == [("Order", True), ("Order", False), ("Orders", False)]


@pytest.mark.parametrize(
    ("scope", "asks"),
    [
        ("read_orders,read_products", False),
        ("read_orders,read_merchant_managed_fulfillment_orders", True),
        ("write_third_party_fulfillment_orders", True),
        ("customer_read_orders,read_orders", False),
        ("customer_read_orders,read_third_party_fulfillment_orders", True),
        ("", True),
    ],
)
def test_a_key_that_shows_no_promise_does_not_ask_for_one(lantern: ShopifyStore, scope: str, asks: bool) -> None:
    ShopifyStorefront(access(lantern, scope=scope)).order("5501")
    assert asked_for(lantern) == [("Order", asks)]

"""Shopify's JSON as orders and parcels. Pure; values of its enumerations that nobody knows yet stop nothing."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from connectors.shopify.promised import promised
from connectors.shopify.read import money, nodes, number
from connectors.shopify.returns import returns
from connectors.values import identity, kept, moment, objects, table, text, whole
from integration.domain.commerce import (
    Address,
    Customer,
    Fulfillment,
    Money,
    Order,
    OrderLine,
    OrderStatus,
    Raw,
    Refund,
    Tracking,
    TrackingEvent,
    TrackingStatus,
)

FINANCIAL: Mapping[str, OrderStatus] = {
    "REFUNDED": OrderStatus.REFUNDED,
    "PENDING": OrderStatus.PENDING,
    "AUTHORIZED": OrderStatus.PENDING,
    "EXPIRED": OrderStatus.PENDING,
    "VOIDED": OrderStatus.CANCELLED,
}
Statuses = Mapping[str, TrackingStatus]
"""What Shopify's words for a parcel's state mean."""

GONE = frozenset({"CANCELLED", "ERROR", "FAILURE"})
DONE = frozenset({"FULFILLED", "FULFILLMENT_NOT_REQUIRED"})
UNSETTLED = frozenset({"NEEDS_RESPONSE", "UNDER_REVIEW"})
FETCHED = "Local pickup"
"""What a store calls it in its own language, the customer comes for the goods."""


def order(node: Raw, statuses: Statuses, lines: Iterable[Raw] = ()) -> Order:
    """An order with its parcels; `lines` are those that did not fit into the node.

    Raises ValueError when it has no id, price or date.
    """
    order_id, total, placed_at = number(node.get("id")), money(node.get("totalPriceSet")), moment(node.get("createdAt"))
    if not order_id or total is None or placed_at is None:
        raise ValueError("this is no order: its id, its price or its date is missing")
    said = promised(node)
    return Order(
        id=order_id,
        number=text(node.get("name")).removeprefix("#") or order_id,
        status=_status(node),
        placed_at=placed_at,
        total=total,
        lines=tuple(_line(line, total.currency, said.waits) for line in [*nodes(node.get("lineItems")), *lines]),
        customer=_customer(node),
        ship_to=_address(table(node.get("shippingAddress"))),
        paid_at=_paid_at(node),
        updated_at=moment(node.get("updatedAt")),
        promised_from=said.begins,
        promised_by=said.by,
        ships_by=said.ships_by,
        disputed=any(text(one.get("status")) in UNSETTLED for one in objects(node.get("disputes"))),
        held_for=said.held_for,
        shipping_method=FETCHED if said.fetched else text(table(node.get("shippingLine")).get("title")),
        fulfillments=tuple(parcels(node, statuses)),
        refunds=tuple(_refunds(node, order_id)),
        returns=returns(node),
        raw=kept(node),
    )


def parcels(node: Raw, statuses: Statuses) -> list[Fulfillment]:
    """The order's hand-overs; one that was cancelled or never came about is none."""
    order_id = number(node.get("id"))
    found = objects(node.get("fulfillments"))
    return [_parcel(one, order_id, statuses) for one in found if text(one.get("status")) not in GONE]


def parcels_of_work(node: Raw, statuses: Statuses) -> list[Fulfillment]:
    """Those by which a fulfillment order was sent, with their scans."""
    order_id = number(node.get("orderId"))
    found = nodes(node.get("fulfillments"))
    return [_parcel(one, order_id, statuses) for one in found if text(one.get("status")) not in GONE]


def _parcel(node: Raw, order_id: str, statuses: Statuses) -> Fulfillment:
    events = tuple(sorted(_events(node, statuses), key=lambda event: event.at))
    delivered = moment(node.get("deliveredAt"))
    return Fulfillment(
        id=number(node.get("id")),
        order_id=order_id,
        tracking=tuple(_tracking(one) for one in objects(node.get("trackingInfo")) if text(one.get("number"))),
        shipped_at=moment(node.get("createdAt")),
        delivered_at=delivered,
        status=TrackingStatus.DELIVERED if delivered else statuses.get(text(node.get("displayStatus")), _last(events)),
        events=events,
        raw=kept(node),
    )


def _last(events: tuple[TrackingEvent, ...]) -> TrackingStatus:
    return events[-1].status if events else TrackingStatus.UNKNOWN


def _events(node: Raw, statuses: Statuses) -> list[TrackingEvent]:
    return [
        TrackingEvent(
            at,
            statuses.get(text(one.get("status")), TrackingStatus.UNKNOWN),
            text(one.get("message")),
            ", ".join(part for part in (text(one.get("city")), text(one.get("country"))) if part),
        )
        for one in nodes(node.get("events"))
        if (at := moment(one.get("happenedAt"))) is not None
    ]


def _tracking(node: Raw) -> Tracking:
    return Tracking(text(node.get("number")), text(node.get("company")), text(node.get("url")))


def _status(node: Raw) -> OrderStatus:
    fulfilled = text(node.get("displayFulfillmentStatus"))
    if moment(node.get("cancelledAt")):
        return OrderStatus.CANCELLED
    told = FINANCIAL.get(text(node.get("displayFinancialStatus")))
    if told is OrderStatus.REFUNDED or told is OrderStatus.CANCELLED:
        return told
    if fulfilled in DONE:
        return OrderStatus.FULFILLED
    if fulfilled == "ON_HOLD":
        return OrderStatus.ON_HOLD
    return told or OrderStatus.PAID


def _line(node: Raw, currency: str, waits: Mapping[str, date | None]) -> OrderLine:
    line_id = number(node.get("id"))
    return OrderLine(
        id=line_id,
        product_id=number(table(node.get("product")).get("id")),
        title=text(node.get("title")),
        quantity=whole(node.get("quantity")),
        total=money(node.get("discountedTotalSet")) or Money(Decimal(0), currency),
        sku=text(node.get("sku")),
        requires_shipping=node.get("requiresShipping") is not False,
        preordered=line_id in waits,
        available_on=waits.get(line_id),
        unsent=_unsent(node),
    )


def _unsent(node: Raw) -> int | None:
    """Units that were taken off or paid back are not to come."""
    if node.get("unfulfilledQuantity") is None:
        return None
    return min(whole(node.get("unfulfilledQuantity")), whole(node.get("currentQuantity", node.get("quantity"))))


def _customer(node: Raw) -> Customer:
    """What is protected from us is null: then there is no address, and nothing can be sent; as with a malformed one."""
    customer, address = table(node.get("customer")), table(node.get("shippingAddress"))
    email = text(node.get("email"))
    return Customer(
        id=identity(number(customer.get("id"))),
        name=text(customer.get("displayName")) or text(address.get("name")),
        email="" if _is_malformed(email, table(customer.get("defaultEmailAddress"))) else email,
        phone=text(node.get("phone")),
        language=text(node.get("customerLocale")) or None,
    )


def _is_malformed(email: str, known: Raw) -> bool:
    """Whether Shopify says of this very address that it is none."""
    return known.get("validFormat") is False and email.casefold() == text(known.get("emailAddress")).casefold()


def _address(node: Raw) -> Address:
    return Address(*(text(node.get(part)) for part in ("countryCodeV2", "provinceCode", "zip", "city")))


def _paid_at(node: Raw) -> datetime | None:
    """When the first payment came through."""
    paid = (
        moment(one.get("processedAt"))
        for one in objects(node.get("transactions"))
        if one.get("kind") in ("SALE", "CAPTURE") and one.get("status") == "SUCCESS"
    )
    return min((at for at in paid if at is not None), default=None)


def _refunds(node: Raw, order_id: str) -> list[Refund]:
    """A refund of nothing only puts goods back on the shelf."""
    found = ((one, money(one.get("totalRefundedSet"))) for one in objects(node.get("refunds")))
    return [
        Refund(number(one.get("id")), order_id, total, text(one.get("note")), moment(one.get("createdAt")))
        for one, total in found
        if total is not None and total.amount
    ]

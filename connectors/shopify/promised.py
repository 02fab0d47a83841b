"""What a store itself says of when an order leaves and arrives, and of what it holds back.

By its fulfillment orders, the work that it makes.

Source: https://shopify.dev/docs/api/admin-graphql/2026-10/objects/FulfillmentOrder
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from connectors.shopify.read import nodes, number
from connectors.values import moment, objects, table, text
from integration.domain.commerce import Raw
from integration.domain.incident_reason import HoldCause

VOID = frozenset({"CANCELLED", "INCOMPLETE"})
FETCHED = frozenset({"PICK_UP", "RETAIL"})
UNSENT = FETCHED | {"NONE"}
HOLDS: Mapping[str, HoldCause] = {
    "AWAITING_PAYMENT": HoldCause.AWAITING_PAYMENT,
    "AWAITING_RETURN_ITEMS": HoldCause.AWAITING_RETURN,
    "HIGH_RISK_OF_FRAUD": HoldCause.FRAUD,
    "INCORRECT_ADDRESS": HoldCause.ADDRESS,
    "INVENTORY_OUT_OF_STOCK": HoldCause.OUT_OF_STOCK,
    "ONLINE_STORE_POST_PURCHASE_CROSS_SELL": HoldCause.MAY_GROW,
    "UNKNOWN_DELIVERY_DATE": HoldCause.NO_DATE,
}


@dataclass(frozen=True, slots=True)
class Promised:
    """Dates are None where the store names none for each part that is sent. `waits`: lines that cannot be sent yet, by
    their ids, with the day from which they can; None: nobody says. `fetched`: the customer comes for all of it.
    `held_for`: why parts of it are on hold."""

    begins: datetime | None = None
    by: datetime | None = None
    ships_by: datetime | None = None
    waits: Mapping[str, date | None] = field(default_factory=lambda: MappingProxyType({}))
    fetched: bool = False
    held_for: tuple[HoldCause, ...] = ()


def promised(order: Raw) -> Promised:
    """All of it unknown where the store keeps its fulfillment orders to itself."""
    parts = [part for part in nodes(order.get("fulfillmentOrders")) if text(part.get("status")) not in VOID]
    sent = [part for part in parts if _method(part, "methodType") not in UNSENT]
    earliest = [moment(_method(part, "minDeliveryDateTime")) for part in sent]
    latest = _last([moment(_method(part, "maxDeliveryDateTime")) for part in sent])
    return Promised(
        begins=_last(earliest) if latest else None,
        by=latest,
        ships_by=_last([moment(part.get("fulfillBy")) for part in sent]),
        waits=dict(_waits(parts)),
        held_for=_held_for(parts),
        fetched=bool(parts) and all(_method(part, "methodType") in FETCHED for part in parts),
    )


def _method(part: Raw, field: str) -> str:
    return text(table(part.get("deliveryMethod")).get(field))


def _last(moments: Sequence[datetime | None]) -> datetime | None:
    """An order is complete with its last part: of which a date has to be known as well."""
    known = [at for at in moments if at is not None]
    return max(known) if known and len(known) == len(moments) else None


def _waits(parts: Sequence[Raw]) -> list[tuple[str, date | None]]:
    scheduled = [(part, moment(part.get("fulfillAt"))) for part in parts if text(part.get("status")) == "SCHEDULED"]
    return [
        (number(table(line.get("lineItem")).get("id")), at.date() if at else None)
        for part, at in scheduled
        for line in nodes(part.get("lineItems"))
    ]


def _held_for(parts: Sequence[Raw]) -> tuple[HoldCause, ...]:
    """Each cause once. One that is on hold for nothing that is said is on hold all the same."""
    said = [
        HOLDS.get(text(hold.get("reason")), HoldCause.OTHER)
        for part in parts
        if text(part.get("status")) == "ON_HOLD"
        for hold in objects(part.get("fulfillmentHolds")) or [{}]
    ]
    return tuple(dict.fromkeys(said))

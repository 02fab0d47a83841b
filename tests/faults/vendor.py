"""The made-up vendor of tests.postbox, telling of orders: what each delivery says, and what it means."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from connectors import Manifest
from integration.domain.commerce import (
    Address,
    Customer,
    Fulfillment,
    Money,
    Order,
    OrderLine,
    OrderStatus,
    Refund,
    Tracking,
    TrackingEvent,
    TrackingStatus,
)
from integration.domain.events import Event, OrderChanged, RefundCreated, TrackingUpdated
from integration.ports import Channel, Delivery, Webhooks
from integration.store.tables import ConnectionRow
from jobs.context import Context, Port
from tests.postbox import PostboxContext, PostboxWebhooks

EUR = Money(Decimal(50), "EUR")
MANIFEST = Manifest("postbox", "Postbox", ("Webhooks",))


class TellingWebhooks(PostboxWebhooks):
    """`{"do": "order" | "scan" | "refund", "order": name, "at": moment, ...}`; `"n"` makes two of a kind differ."""

    def parse(self, delivery: Delivery) -> Sequence[Event]:
        told = json.loads(delivery.body)
        return [READ[told["do"]](told, datetime.fromisoformat(told["at"]))]


class TellingContext(PostboxContext):
    """Knows the postbox, and the mail server as every other Context does."""

    def open(self, connection: ConnectionRow, port: type[Port]) -> Port:
        if port is Channel:
            return Context.open(self, connection, port)
        credentials = self.vault.open(connection.credentials)
        made: Any = TellingWebhooks(credentials["secret"])
        assert port is Webhooks, port
        opened: Port = made
        return opened


def _order(told: Mapping[str, Any], at: datetime) -> Event:
    name, placed = told["order"], datetime.fromisoformat(told["placed"])
    line = OrderLine("1", "p1", "Kettle", 1, EUR, requires_shipping=not told.get("digital"))
    left = placed + timedelta(days=1)
    scan = TrackingEvent(left, TrackingStatus.IN_TRANSIT)
    parcel = Fulfillment(f"f{name}", name, (Tracking(f"T{name}", "DHL"),), left, events=(scan,))
    has_left = not (told.get("digital") or told.get("pickup"))
    return OrderChanged(
        Order(
            name, name, OrderStatus(told.get("status", "paid")), placed, EUR, (line,),
            Customer("", "Ana", f"{name}@customer.example"), Address("DE", "BE"), paid_at=placed, updated_at=at,
            promised_by=datetime.fromisoformat(told["promised"]), fulfillments=(parcel,) if has_left else (),
            shipping_method="local_pickup" if told.get("pickup") else "Standard",
        )
    )  # fmt: skip


def _scan(told: Mapping[str, Any], at: datetime) -> Event:
    return TrackingUpdated(f"T{told['order']}", (TrackingEvent(at, TrackingStatus(told["status"])),))


def _refund(told: Mapping[str, Any], at: datetime) -> Event:
    return RefundCreated(Refund(f"r{told['order']}", told["order"], EUR, created_at=at))


READ: Mapping[str, Callable[[Mapping[str, Any], datetime], Event]] = {
    "order": _order,
    "scan": _scan,
    "refund": _refund,
}

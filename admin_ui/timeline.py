"""What happened to an order and what we decided, as one list, the newest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from admin_ui.formats import day, money, of_twenty, sentence
from admin_ui.outlooks import promised_day
from admin_ui.words import tell
from integration.domain.reasons import words
from integration.store.order_list import OrderStory
from integration.store.tables import DecisionRow, OutboxRow, TrackingEventRow

SCANS: Mapping[str, str] = {
    "pending": "Announced to the carrier",
    "picked_up": "Handed over",
    "on_hold": "Held up",
    "in_transit": "Under way",
    "out_for_delivery": "Out for delivery",
    "ready_for_pickup": "Waits to be fetched",
    "delivered": "Delivered",
    "delivery_failed": "Could not be delivered",
    "delivery_delayed": "Delayed, says the carrier",
    "return_to_sender": "On its way back",
    "cancelled": "Label cancelled",
    "unknown": "Scanned",
}
TROUBLE = frozenset({"on_hold", "delivery_failed", "delivery_delayed", "return_to_sender"})
MESSAGES: Mapping[str, tuple[str, str, str]] = {
    "proposed": ("late", "late", "A message waits for your approval"),
    "waiting": ("sent", "", "Approved; it goes out now"),
    "sending": ("sent", "", "On its way out"),
    "sent": ("sent", "sent", "Told the customer"),
    "held": ("pause", "", "Message held"),
    "failed": ("clash", "late", "The message did not arrive"),
    "unresolved": ("ask", "open", "The message may or may not have gone out"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """`message_id` links to the message; `upcoming` has not happened yet."""

    at: datetime
    title: str
    text: str = ""
    icon: str = "dot"
    tone: str = ""
    message_id: int | None = None
    upcoming: bool = False


def timeline(story: OrderStory) -> list[Entry]:
    entries = [
        *map(_message, story.messages),
        *map(_decision, story.decisions),
        *map(_scan, story.scans),
        *_store_facts(story),
    ]
    return sorted(entries, key=lambda entry: (entry.upcoming, entry.at), reverse=True)


def _message(row: OutboxRow) -> Entry:
    icon, tone, title = MESSAGES.get(row.state, ("info", "", row.state))
    upcoming = row.state in ("proposed", "waiting")
    at = row.created_at if upcoming else row.sent_at or row.created_at
    return Entry(at, tell(title), sentence(words(row.outcome)), icon, tone, row.id, upcoming)


def _decision(row: DecisionRow) -> Entry:
    chance = row.weighed.get("probability_late")
    late = tell(": %(chance)s late", chance=of_twenty(chance)) if isinstance(chance, int | float) else ""
    if row.decision == "send":
        return Entry(row.at, tell("Decided to tell the customer") + late, words(row.reason), "search")
    return Entry(row.at, tell("Held") + late, words(row.reason), "pause")


def _scan(row: TrackingEventRow) -> Entry:
    where = ", ".join(part for part in (row.description, row.place) if part)
    tone = "late" if row.status in TROUBLE else ""
    icon = "late" if tone else "check" if row.status == "delivered" else "dot"
    return Entry(row.at, tell(SCANS.get(row.status, SCANS["unknown"])), where, icon, tone)


def _store_facts(story: OrderStory) -> Iterator[Entry]:
    order = story.order
    for parcel in story.parcels:
        if parcel.shipped_at:
            number = tell("Tracking number %(number)s", number=parcel.tracking_number) if parcel.tracking_number else ""
            handed = tell("Handed to %(carrier)s", carrier=parcel.carrier) if parcel.carrier else tell("Sent")
            yield Entry(parcel.shipped_at, handed, number, "parcel")
        if parcel.delivered_at and not any(scan.status == "delivered" for scan in story.scans):
            yield Entry(parcel.delivered_at, tell("Delivered"), "", "check")
    for refund in story.refunds:
        if refund.created_at:
            paid = money(refund.amount, refund.currency)
            yield Entry(refund.created_at, tell("Refunded %(amount)s", amount=paid), refund.reason, "undo")
    promised = promised_day(order, story.promise)
    shown = tell("Promised by %(day)s", day=day(promised)) if promised else tell("No delivery day was promised.")
    paid = tell("Ordered and paid") if order.paid_at else tell("Ordered")
    yield Entry(order.placed_at, paid, shown, "pen")

"""What happened to an order and what we decided, as one list, the newest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from admin_ui.formats import day, money, of_twenty, sentence
from admin_ui.outlooks import promised_day
from admin_ui.returned import Step, steps
from admin_ui.words import gettext_noop, reason_words, tell, tell_problem
from integration.store.order_list import OrderStory
from integration.store.tables import DecisionRow, HappeningRow, OutboxRow, TrackingEventRow, WriteBackRow

SCANS: Mapping[str, str] = {
    "pending": gettext_noop("Announced to the carrier"),
    "picked_up": gettext_noop("Handed over"),
    "on_hold": gettext_noop("Held up"),
    "in_transit": gettext_noop("Under way"),
    "out_for_delivery": gettext_noop("Out for delivery"),
    "ready_for_pickup": gettext_noop("Waits to be fetched"),
    "delivered": gettext_noop("Delivered"),
    "delivery_failed": gettext_noop("Could not be delivered"),
    "delivery_delayed": gettext_noop("Delayed, says the carrier"),
    "return_to_sender": gettext_noop("On its way back"),
    "cancelled": gettext_noop("Label cancelled"),
    "unknown": gettext_noop("Scanned"),
}
TROUBLE = frozenset({"on_hold", "delivery_failed", "delivery_delayed", "return_to_sender"})
MESSAGES: Mapping[str, tuple[str, str, str]] = {
    "proposed": ("late", "late", gettext_noop("A message waits for your approval")),
    "waiting": ("sent", "", gettext_noop("Approved; it goes out now")),
    "sending": ("sent", "", gettext_noop("On its way out")),
    "sent": ("sent", "sent", gettext_noop("Told the customer")),
    "held": ("pause", "", gettext_noop("Message held")),
    "failed": ("clash", "late", gettext_noop("The message did not arrive")),
    "unresolved": ("ask", "open", gettext_noop("The message may or may not have gone out")),
}

SAID: Mapping[str, str] = {
    "agreed": gettext_noop("The customer will wait"),
    "cancelled": gettext_noop("The customer cancelled"),
    "refund_requested": gettext_noop("The customer asked for the money back"),
    "given_up": gettext_noop("The shop said that it will not ship"),
}


TOLD: Mapping[str, str] = {
    "waiting": gettext_noop("The store will be told"),
    "written": gettext_noop("Told the store"),
    "undone": gettext_noop("Put back in the store"),
    "dropped": gettext_noop("The store was not told"),
    "refused": gettext_noop("The store was not told: something else stands there"),
    "denied": gettext_noop("The store will be told once it allows it"),
    "failed": gettext_noop("The store could not be told"),
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
    told_id: int | None = None
    """Of what the store was told."""


def timeline(story: OrderStory) -> list[Entry]:
    entries = [
        *map(_message, story.messages),
        *map(_decision, story.decisions),
        *map(_scan, story.scans),
        *(_said(row) for row in story.happenings if row.occasion in SAID),
        *(_told_store(row) for row in story.told),
        *(_returned(step) for row in story.returns for step in steps(row)),
        *_store_facts(story),
    ]
    return sorted(entries, key=lambda entry: (entry.upcoming, entry.at), reverse=True)


def _message(row: OutboxRow) -> Entry:
    icon, tone, title = MESSAGES.get(row.state, ("info", "", row.state))
    upcoming = row.state in ("proposed", "waiting")
    at = row.created_at if upcoming else row.sent_at or row.created_at
    return Entry(at, tell(title), sentence(reason_words(row.outcome)), icon, tone, row.id, upcoming)


def _decision(row: DecisionRow) -> Entry:
    chance = row.weighed.get("probability_late")
    late = tell(": %(chance)s late", chance=of_twenty(chance)) if isinstance(chance, int | float) else ""
    if row.decision == "send":
        return Entry(row.at, tell("Decided to tell the customer") + late, reason_words(row.reason), "search")
    return Entry(row.at, tell("Held") + late, reason_words(row.reason), "pause")


def _said(row: HappeningRow) -> Entry:
    until = tell("Until %(day)s.", day=day(row.revised)) if row.revised else ""
    return Entry(row.at, tell(SAID[row.occasion]), until, "check" if row.occasion == "agreed" else "clash")


def _returned(step: Step) -> Entry:
    return Entry(step.at, step.title, step.text, "clash" if step.declined else "undo", "late" if step.declined else "")


def _told_store(row: WriteBackRow) -> Entry:
    """What was told, or why it was not."""
    at, title = row.undone_at or row.written_at or row.created_at, tell(TOLD.get(row.state, TOLD["waiting"]))
    if row.kind == "delay":
        told = tell("Expected by %(day)s.", day=day(date.fromisoformat(row.news)))
    else:
        was, now = row.before, row.after
        told = f"{was['carrier']} {was['number']} → {now['carrier']} {now['number']}"
    why = f" {sentence(tell_problem(row.reason))}." if row.reason else ""
    tone = "late" if row.state in ("denied", "failed", "refused") else ""
    return Entry(at, title, told + why, "plug", tone, told_id=row.id)


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

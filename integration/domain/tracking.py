"""What a parcel's scans add up to: they come twice, late and out of order, and the order changes nothing."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from integration.domain.commerce import Fulfillment, TrackingEvent, TrackingStatus
from integration.domain.incident_reason import IncidentReason

_PROGRESS = (
    TrackingStatus.UNKNOWN,
    TrackingStatus.PENDING,
    TrackingStatus.CANCELLED,
    TrackingStatus.PICKED_UP,
    TrackingStatus.IN_TRANSIT,
    TrackingStatus.ON_HOLD,
    TrackingStatus.DELIVERY_DELAYED,
    TrackingStatus.OUT_FOR_DELIVERY,
    TrackingStatus.DELIVERY_FAILED,
    TrackingStatus.READY_FOR_PICKUP,
    TrackingStatus.DELIVERED,
    TrackingStatus.RETURN_TO_SENDER,
)
_RANK = {status: rank for rank, status in enumerate(_PROGRESS)}
_BEFORE_HANDOVER = frozenset({TrackingStatus.UNKNOWN, TrackingStatus.PENDING, TrackingStatus.CANCELLED})
_FINISHED = frozenset({TrackingStatus.DELIVERED, TrackingStatus.RETURN_TO_SENDER, TrackingStatus.CANCELLED})


class Meaning(NamedTuple):
    """What a word or code of a carrier's feed means; `status` None leaves the parcel where it was."""

    status: TrackingStatus | None
    reason: IncidentReason | None


def event_key(event: TrackingEvent) -> str:
    """What makes two reports the same scan: second, status, place and words; case and spacing do not count."""
    moment = event.at.astimezone(UTC).replace(microsecond=0).isoformat()
    words = (" ".join(part.casefold().split()) for part in (event.place, event.description))
    return "|".join((moment, event.status, *words))


def merge(events: Iterable[TrackingEvent]) -> tuple[TrackingEvent, ...]:
    """Every scan once, oldest first. Of two reports of one scan the same one stays, whichever came first."""
    kept: dict[str, TrackingEvent] = {}
    for event in sorted(events, key=lambda event: (event.at, event.place, event.description, event.reason or "~")):
        kept.setdefault(event_key(event), event)
    return tuple(sorted(kept.values(), key=lambda event: (event.at, _RANK[event.status], event_key(event))))


def status_of(events: Iterable[TrackingEvent]) -> TrackingStatus:
    """Where the parcel is by its scans; UNKNOWN without any.

    A label printed after the first scan, or a stray scan after delivery, does not take the parcel back. A delivery
    after "return to sender" is the shop's, not the customer's.
    """
    current = TrackingStatus.UNKNOWN
    for event in merge(events):
        if _follows(current, event.status):
            current = event.status
    return current


def _follows(current: TrackingStatus, new: TrackingStatus) -> bool:
    if current is TrackingStatus.RETURN_TO_SENDER:
        return False
    if current is TrackingStatus.DELIVERED:
        return new is TrackingStatus.RETURN_TO_SENDER
    return new not in _BEFORE_HANDOVER or (current in _BEFORE_HANDOVER and _RANK[new] > _RANK[current])


def handed_over_at(events: Iterable[TrackingEvent]) -> datetime | None:
    """When the carrier first had the parcel in its hands; a printed label is not that."""
    return next((event.at for event in merge(events) if event.status not in _BEFORE_HANDOVER), None)


def delivered_at(events: Iterable[TrackingEvent]) -> datetime | None:
    """When the customer got it: the first delivery that no return stands before or after."""
    merged = merge(events)
    if status_of(merged) is not TrackingStatus.DELIVERED:
        return None
    return next(event.at for event in merged if event.status is TrackingStatus.DELIVERED)


def has_arrived(parcel: Fulfillment) -> bool:
    """Whether the customer has it, by the store's word or the carrier's; a parcel going back has not."""
    if status_of(parcel.events) is TrackingStatus.RETURN_TO_SENDER:
        return False
    return parcel.delivered_at is not None or TrackingStatus.DELIVERED in (parcel.status, status_of(parcel.events))


def incident_of(event: TrackingEvent) -> IncidentReason | None:
    """The reason that the scan gives; none once the parcel's way ended.

    A code that says that nothing is wrong is believed: "released by customs" holds nothing up.
    """
    over = event.status in _FINISHED or event.reason is IncidentReason.NONE
    return None if over else event.reason


def is_stalled(events: Sequence[TrackingEvent], now: datetime, quiet_days: int = 4) -> bool:
    """Whether an open parcel has had no scan for more than `quiet_days` weekdays.

    It is worked out anew each time, so it clears with the next scan; a weekend does not make Monday an alarm.
    """
    merged = merge(events)
    if not merged or status_of(merged) in _FINISHED:
        return False
    return _weekdays_between(merged[-1].at.date(), now.date()) > quiet_days


def _weekdays_between(start: date, end: date) -> int:
    days = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
    return sum(day.weekday() < 5 for day in days)

"""What holds parcels up by their newest scans, and when that is news for their customer."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from integration.domain.commerce import Fulfillment, TrackingEvent
from integration.domain.incident_reason import IncidentReason
from integration.domain.tracking import incident_of, merge

NEWS_FOR = timedelta(days=3)
"""So long a scan is news: a feed that is connected late must not write about what is long over."""

UNMENDED = frozenset({
    IncidentReason.CARRIER_DAMAGED, IncidentReason.CARRIER_LOST, IncidentReason.CONSIGNEE_ADDRESS,
})  # fmt: skip
"""It does not come by itself any more: the customer hears at once, however far the promise."""

HOLDING_UP = UNMENDED | {
    IncidentReason.CARRIER_LATE, IncidentReason.CARRIER_MISSORTED, IncidentReason.CONSIGNEE_DUTIES,
    IncidentReason.CUSTOMS, IncidentReason.WEATHER,
}  # fmt: skip
"""What is told as a hold-up on the way. That nobody was at home, the carrier tells at the door."""


def held_up_by(events: Sequence[TrackingEvent]) -> IncidentReason | None:
    """Only the newest scan counts: what it was held up by before, it has got over."""
    return incident_of(merge(events)[-1]) if events else None


def is_fresh(events: Sequence[TrackingEvent], now: datetime) -> bool:
    return bool(events) and now - merge(events)[-1].at <= NEWS_FOR


def holding_up(parcels: Iterable[Fulfillment], now: datetime) -> frozenset[IncidentReason]:
    """What holds these parcels up, as far as it is news and worth a letter of its own."""
    fresh = (parcel.events for parcel in parcels if is_fresh(parcel.events, now))
    return frozenset(reason for events in fresh if (reason := held_up_by(events))) & HOLDING_UP

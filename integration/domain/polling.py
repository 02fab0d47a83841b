"""When a parcel is asked about: seldom while its days are far, often when one is near or has just passed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from integration.domain.commerce import TrackingStatus

SHORTEST, LONGEST = timedelta(hours=2), timedelta(hours=24)
UNKNOWN = timedelta(hours=12)
"""Between two questions about a parcel of which nobody knows when it should come."""
SHARE = 6
"""Looks between now and the next moment that matters, were it not for the bounds."""
LOOK_AHEAD = timedelta(days=2)
"""How long before the promised day it is decided whether to write."""
GIVEN_UP = timedelta(days=90)
WHEN_TOLD = 4
"""A vendor who tells of itself is asked so many times less."""
HEAD_START = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Watched:
    """A parcel under way. `earliest` is when it may first be there, `promised_by` when it should be; None: unknown."""

    id: int
    status: TrackingStatus
    sent_at: datetime
    asked_at: datetime | None = None
    earliest: datetime | None = None
    promised_by: datetime | None = None


def pause(parcel: Watched, now: datetime, told: bool = False) -> timedelta | None:
    """How long nobody asks about it; None for one that nobody asks about any more. `told`: the vendor tells of itself.

    A parcel on the van is asked about as often as any: what comes next may come within the hour.
    """
    if parcel.status in (TrackingStatus.DELIVERED, TrackingStatus.RETURN_TO_SENDER, TrackingStatus.CANCELLED):
        return None
    if now - parcel.sent_at > GIVEN_UP:
        return None
    moments = _moments(parcel)
    distance = min((abs(moment - now) for moment in moments), default=SHARE * UNKNOWN)
    usual = SHORTEST if parcel.status is TrackingStatus.OUT_FOR_DELIVERY else distance / SHARE
    return min(max(usual, SHORTEST) * (WHEN_TOLD if told else 1), LONGEST)


def most_pressing(parcels: Iterable[Watched], now: datetime, room: int, told: bool = False) -> Sequence[int]:
    """The ids of those that waited longest for their turn, measured by how long each should wait, at most `room`.

    One that was never asked about has waited since it was sent, so that none waits for ever.
    """
    ranked = [
        ((now - (parcel.asked_at or parcel.sent_at)) / usual, parcel.id)
        for parcel in parcels
        if (usual := pause(parcel, now, told)) is not None
    ]
    return [parcel_id for _, parcel_id in sorted(ranked, reverse=True)[: max(0, room)]]


def room_left(a_day: int, asked: int, now: datetime) -> int:
    """How many more numbers may be asked about now, so that the day's last for the day (UTC, as vendors count)."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    gone = min((now - midnight + HEAD_START) / timedelta(days=1), 1.0)
    return max(0, ceil(a_day * gone) - asked)


def _moments(parcel: Watched) -> list[datetime]:
    """When it may first be there, when it is decided whether to write, and when it should be there."""
    promised = [parcel.promised_by - LOOK_AHEAD, parcel.promised_by] if parcel.promised_by else []
    return [*([parcel.earliest] if parcel.earliest else []), *promised]

"""Past orders as columns of day numbers, which is what counting and forecasting take."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int64]
NEVER = np.iinfo(np.int64).max // 4
"""A day that never came: later than any other."""

DISTANCES = (50, 150, 400, 700, 1100, 1600, 2200, 3000)
WINDOWS = (10, 14, 18, 22, 26, 30, 36)
_EPOCH = date(1970, 1, 1).toordinal()


class PastOrder(NamedTuple):
    """What happened to one order, in days; None is unknown or never. Places and the seller are any names."""

    id: str
    bought: date
    promised: date
    paid: date | None = None
    handed_over: date | None = None
    delivered: date | None = None
    ship_by: date | None = None
    seller: str = ""
    origin: str = ""
    destination: str = ""
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class Groups:
    """Which group each order belongs to, and how many groups there are."""

    of: Days
    count: int


@dataclass(frozen=True, slots=True)
class OrderTable:
    """The columns of a shop's orders; days count from 1970-01-01. `lane`, `distance` ... are the levels of counting."""

    ids: tuple[str, ...]
    paid: Days
    handed_over: Days
    delivered: Days
    promised: Days
    lane: Groups
    distance: Groups
    window: Groups
    region: Groups
    seller: Groups
    ship_by: Groups
    everything: Groups

    def __len__(self) -> int:
        return len(self.ids)


def day_number(day: date | None) -> int:
    return NEVER if day is None else day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    return date.fromordinal(int(number) + _EPOCH)


def orders_table(orders: Iterable[PastOrder]) -> OrderTable:
    """The orders as columns. Where no order says when it was paid or handed over, each is from when it was bought."""
    rows = sorted(orders, key=lambda order: (order.bought, order.id))
    bought, promised = _days(row.bought for row in rows), _days(row.promised for row in rows)
    paid = _days(row.paid for row in rows) if any(row.paid for row in rows) else bought
    delivered = _days(row.delivered for row in rows)
    # Without a hand-over the way is one stretch, from payment to delivery.
    handed = _days(row.handed_over for row in rows) if any(row.handed_over for row in rows) else paid
    distance = np.digitize([row.distance_km or 0.0 for row in rows], DISTANCES)
    window = np.digitize(promised - paid, WINDOWS)
    slack = np.clip(_days(row.ship_by or row.bought for row in rows) - bought, 0, 22) // 2
    return OrderTable(
        ids=tuple(row.id for row in rows), paid=paid,
        handed_over=np.where(handed > delivered, delivered, handed), delivered=delivered, promised=promised,
        lane=_groups((row.origin, row.destination) for row in rows),
        distance=Groups(distance, len(DISTANCES) + 1),
        window=Groups(distance * (len(WINDOWS) + 1) + window, (len(DISTANCES) + 1) * (len(WINDOWS) + 1)),
        region=_groups(row.destination for row in rows),
        seller=_groups(row.seller for row in rows),
        ship_by=Groups(slack.astype(np.int64), 12),
        everything=Groups(np.zeros(len(rows), dtype=np.int64), 1),
    )  # fmt: skip


def _days(days: Iterable[date | None]) -> Days:
    return np.array([day_number(day) for day in days], dtype=np.int64)


def _groups(names: Iterable[Hashable]) -> Groups:
    known: dict[Hashable, int] = {}
    of = np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)
    return Groups(of, max(len(known), 1))

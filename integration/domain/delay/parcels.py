"""Parcels as columns of day numbers and groups, which is what counting and forecasting take."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from integration.domain.delay.workdays import Days, Workdays, day_number

Range = tuple[int, int]

DISTANCES = (50, 150, 400, 700, 1100, 1600, 2200, 3000)
WINDOWS = (10, 14, 18, 22, 26, 30, 36)
"""Days from payment to promise: what a shop promises says where a parcel goes, and how."""

UNPUBLISHED: Range = (2, 10)
"""Own assumption, in working days: the range to begin with where nobody has published any."""

UNSAID_HANDLING: Range = (0, 3)


class Parcel(NamedTuple):
    """What happened to one parcel, in days; None is unknown or never. Places, seller and carrier are any names.

    `published` and `handling` are the working days that carrier and shop say it takes, fewest and most. `country` and
    `home` (ISO 3166) are where it goes and where it comes from, for their holidays; "" has none.
    `on_van`: it went out for delivery this very day. Of one that is not `followed` nobody would say that it came.
    """

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
    carrier: str = ""
    country: str = ""
    home: str = ""
    published: Range = UNPUBLISHED
    handling: Range = UNSAID_HANDLING
    on_van: bool = False
    followed: bool = True


@dataclass(frozen=True, slots=True)
class Groups:
    """Which group each parcel belongs to, and what the groups are called; nothing is counted for ""."""

    of: Days
    names: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels of counting, coarse to fine. `of` is each parcel's combination of groups, a row of `combinations`."""

    groups: tuple[Groups, ...]
    of: Days
    combinations: Days

    @classmethod
    def over(cls, *groups: Groups) -> "Levels":
        code = np.zeros(len(groups[0].of), dtype=np.int64)
        for level in groups:  # numbered anew each time, so that the code never outgrows its 64 bits
            code = np.unique(code * len(level.names) + level.of, return_inverse=True)[1].reshape(-1)
        _, first, of = np.unique(code, return_index=True, return_inverse=True)
        return cls(groups, of.reshape(-1), np.stack([level.of[first] for level in groups], axis=1))


@dataclass(frozen=True, slots=True)
class Parcels:
    """Columns; days count from 1970-01-01."""

    ids: tuple[str, ...]
    paid: Days
    handed_over: Days
    delivered: Days
    promised: Days
    transit: Levels
    handling: Levels
    region: Groups
    there: Workdays
    here: Workdays
    on_van: NDArray[np.bool_]
    followed: NDArray[np.bool_]
    places: Mapping[str, int]
    """Where each id stands."""

    def __len__(self) -> int:
        return len(self.ids)


def parcels_table(parcels: Iterable[Parcel]) -> Parcels:
    """The parcels as columns, in the order of purchase."""
    rows = sorted(parcels, key=attrgetter("bought", "id"))
    bought, promised = _days(row.bought for row in rows), _days(row.promised for row in rows)
    paid, delivered = _days(row.paid for row in rows), _days(row.delivered for row in rows)
    handed = _days(row.handed_over for row in rows)
    first, last = _ends(bought, promised)
    return Parcels(
        ids=tuple(row.id for row in rows),
        paid=paid,
        handed_over=np.where(handed > delivered, delivered, handed),
        delivered=delivered,
        promised=promised,
        transit=_transit_levels(rows, promised - paid),
        handling=_handling_levels(rows, bought),
        region=_groups(f"{row.country}/{row.destination}" for row in rows),
        there=Workdays.of([row.country for row in rows], first, last),
        here=Workdays.of([row.home for row in rows], first, last),
        on_van=np.array([row.on_van for row in rows], dtype=bool),
        followed=np.array([row.followed for row in rows], dtype=bool),
        places={row.id: place for place, row in enumerate(rows)},
    )


def _transit_levels(rows: Sequence[Parcel], window: Days) -> Levels:
    """All that are said to take as long; like ways; like ways with like promises; the lane; the lane by carrier."""
    distance = np.digitize([row.distance_km or 0.0 for row in rows], DISTANCES).tolist()
    windows = np.digitize(window, WINDOWS).tolist()
    ways = [f"{row.home}>{row.country}:{far}" for row, far in zip(rows, distance, strict=True)]
    lanes = [f"{row.origin}>{row.country}/{row.destination}" for row in rows]
    return Levels.over(
        _groups(row.published for row in rows),
        _groups(ways),
        _groups(f"{way}:{width}" for way, width in zip(ways, windows, strict=True)),
        _groups(lanes),
        _groups(f"{lane} {row.carrier}" if row.carrier else "" for row, lane in zip(rows, lanes, strict=True)),
    )


def _handling_levels(rows: Sequence[Parcel], bought: Days) -> Levels:
    slack = np.clip(_days(row.ship_by or row.bought for row in rows) - bought, 0, 22) // 2
    return Levels.over(
        _groups(row.handling for row in rows),
        _groups(str(days) if row.ship_by else "" for row, days in zip(rows, slack.tolist(), strict=True)),
        _groups(row.seller for row in rows),
    )


def _ends(bought: Days, promised: Days) -> tuple[int, int]:
    return (int(bought.min()), int(promised.max())) if len(bought) else (0, 0)


def _days(days: Iterable[date | None]) -> Days:
    return np.array([day_number(day) for day in days], dtype=np.int64)


def _groups(names: Iterable[Hashable]) -> Groups:
    known: dict[Hashable, int] = {}
    of = np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)
    return Groups(of, tuple(known))

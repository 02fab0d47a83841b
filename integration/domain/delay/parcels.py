"""Parcels as columns of day numbers and groups, which is what counting and forecasting take."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from integration.domain.delay.workdays import NEVER, Days, Workdays, day_number, day_of

Range = tuple[int, int]

DISTANCES = (50, 150, 400, 700, 1100, 1600, 2200, 3000)
WINDOWS = (10, 14, 18, 22, 26, 30, 36)
"""Days from payment to promise: what a shop promises says where a parcel goes, and how."""

UNPUBLISHED: Range = (2, 10)
"""Own assumption, in working days: the range to begin with where nobody has published any."""

UNSAID_HANDLING: Range = (0, 3)


class Parcel(NamedTuple):
    """What happened to one parcel, in days; None is unknown or never. Places, seller and how it goes are any names.

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
    service: str = ""
    country: str = ""
    home: str = ""
    published: Range = UNPUBLISHED
    handling: Range = UNSAID_HANDLING
    on_van: bool = False
    followed: bool = True


_DATES = ("bought", "promised", "paid", "handed_over", "delivered", "ship_by")


class Way(NamedTuple):
    """What many parcels have in common: the fields of a Parcel that say from where to where it goes, and how."""

    seller: str
    origin: str
    destination: str
    carrier: str
    service: str
    country: str
    home: str
    published: Range
    handling: Range


@dataclass(frozen=True, slots=True)
class Columns:
    """Parcels by column, in any order, as a Parcel has them; `way` is each one's place among the `ways`.

    A day that is not known or never came is NEVER, a distance that nobody measured 0.
    """

    ids: Sequence[str]
    bought: Days
    promised: Days
    paid: Days
    handed_over: Days
    delivered: Days
    ship_by: Days
    distance_km: NDArray[np.float64]
    on_van: NDArray[np.bool_]
    followed: NDArray[np.bool_]
    way: Days
    ways: Sequence[Way]

    def parcels(self) -> Iterator[Parcel]:
        """One by one, for whoever looks at a few."""
        days = (self.bought, self.promised, self.paid, self.handed_over, self.delivered, self.ship_by)
        known = zip(*([None if day == NEVER else day_of(day) for day in of.tolist()] for of in days), strict=True)
        marks = zip(*(of.tolist() for of in (self.distance_km, self.on_van, self.followed, self.way)), strict=True)
        for name, dates, (far, on_van, followed, way) in zip(self.ids, known, marks, strict=True):
            said = dict(zip(_DATES, dates, strict=True)) | self.ways[way]._asdict()
            yield Parcel(**said, id=name, distance_km=far, on_van=on_van, followed=followed)


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

    def spread(self, over: Days) -> "Levels":
        """The same levels for parcels that are each of the kind at this place."""
        groups = tuple(replace(level, of=level.of[over]) for level in self.groups)
        return Levels(groups, self.of[over], self.combinations)


@dataclass(frozen=True)
class Parcels:
    """Columns; days count from 1970-01-01."""

    ids: Sequence[str]
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

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each id stands."""
        return {name: place for place, name in enumerate(self.ids)}

    @classmethod
    def of(cls, columns: Columns) -> "Parcels":
        first, last = _ends(columns.bought, columns.promised)
        region = _groups(f"{way.country}/{way.destination}" for way in columns.ways)
        there = Workdays.of([way.country for way in columns.ways], first, last)
        here = Workdays.of([way.home for way in columns.ways], first, last)
        return cls(
            ids=columns.ids,
            paid=columns.paid,
            handed_over=np.minimum(columns.handed_over, columns.delivered),
            delivered=columns.delivered,
            promised=columns.promised,
            transit=_transit_levels(columns),
            handling=_handling_levels(columns),
            region=replace(region, of=region.of[columns.way]),
            there=replace(there, calendar=there.calendar[columns.way]),
            here=replace(here, calendar=here.calendar[columns.way]),
            on_van=columns.on_van,
            followed=columns.followed,
        )


def parcels_table(parcels: Iterable[Parcel]) -> Parcels:
    """The parcels as columns, in the order of purchase."""
    rows, ways = sorted(parcels, key=attrgetter("bought", "id")), dict[Way, int]()
    days = {name: _days(map(attrgetter(name), rows)) for name in _DATES}
    way = [ways.setdefault(Way(*_WAY(row)), len(ways)) for row in rows]
    return Parcels.of(
        Columns(
            ids=[row.id for row in rows],
            **days,
            distance_km=np.array([row.distance_km or 0.0 for row in rows], dtype=np.float64),
            on_van=np.array([row.on_van for row in rows], dtype=bool),
            followed=np.array([row.followed for row in rows], dtype=bool),
            way=np.array(way, dtype=np.int64),
            ways=tuple(ways),
        )
    )


_WAY = attrgetter(*Way._fields)


def _transit_levels(columns: Columns) -> Levels:
    """All said to take as long; like ways; those with like promises; by service; the lane of a service; by carrier."""
    distance, window = np.digitize(columns.distance_km, DISTANCES), columns.promised - columns.paid
    of, kinds = _kinds(columns.way, distance, np.digitize(window, WINDOWS))
    rows = [(columns.ways[way], far, width) for way, far, width in kinds]
    ways = [f"{way.home}>{way.country}:{far}" for way, far, _ in rows]
    lanes = [f"{way.origin}>{way.country}/{way.destination} {way.service}".rstrip() for way, _, _ in rows]
    return Levels.over(
        _groups(way.published for way, _, _ in rows),
        _groups(ways),
        _groups(f"{way}:{width}" for way, (_, _, width) in zip(ways, rows, strict=True)),
        _groups(f"{way.home}>{way.country} {way.service}" if way.service else "" for way, _, _ in rows),
        _groups(lanes),
        _groups(f"{lane} {way.carrier}" if way.carrier else "" for (way, _, _), lane in zip(rows, lanes, strict=True)),
    ).spread(of)


def _handling_levels(columns: Columns) -> Levels:
    said = columns.ship_by != NEVER
    slack = np.where(said, np.clip(columns.ship_by - columns.bought, 0, 22) // 2, -1)
    of, kinds = _kinds(columns.way, slack + 1)
    rows = [(columns.ways[way], days - 1) for way, days in kinds]
    return Levels.over(
        _groups(way.handling for way, _ in rows),
        _groups(str(days) if days >= 0 else "" for _, days in rows),
        _groups(way.seller for way, _ in rows),
    ).spread(of)


def _kinds(*marks: Days) -> tuple[Days, list[list[int]]]:
    """Of which kind each row is, and the marks of each kind: many rows are of few kinds."""
    code = np.zeros(len(marks[0]), dtype=np.int64)
    for mark in marks:
        code = code * (int(mark.max(initial=0)) + 1) + mark
    _, place, of = np.unique(code, return_index=True, return_inverse=True)
    return of.reshape(-1), np.stack([mark[place] for mark in marks], axis=1).tolist()


def _ends(bought: Days, promised: Days) -> tuple[int, int]:
    return (int(bought.min()), int(promised.max())) if len(bought) else (0, 0)


def _days(days: Iterable[date | None]) -> Days:
    return np.array([day_number(day) for day in days], dtype=np.int64)


def _groups(names: Iterable[Hashable]) -> Groups:
    known: dict[Hashable, int] = {}
    of = np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)
    return Groups(of, tuple(known))

"""Morning by morning through a shop's past: what was learnt until yesterday, and what it says of every open order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from integration.domain.replay.calibration import Calibration, Outcomes
from integration.domain.replay.forecast import HORIZON, day_by_which, waiting, waiting_to_leave
from integration.domain.replay.hazards import Chances, Hazards
from integration.domain.replay.orders import NEVER, Days, OrderTable, day_number, day_of
from integration.domain.replay.pace import Pace

LOST = 0.02
"""Own assumption: the share of parcels that never arrive; without it they would make every lane look slow."""

OLDEST_WAY, OLDEST_WAIT = 60, 30
TAIL = 0.14
"""What is cut off at either end of the days it may come. Days are whole, so that the rest holds about 8 of 10."""

LEARNT_FROM = 14
"""Looks this close to the promise (days) teach the calibration."""

CHECKED_AFTER, FOUND_WITHIN = 7, 30
"""Days after the promise: when its truth is looked at, and when what is not there counts as lost."""

FOUND_MEMORY, FOUND_COUNTS = 0.99, np.array([18.0, 10.0])


class Look(NamedTuple):
    """One open order on one morning. 8 of 10 arrive from `expected_from` to `expected_to`."""

    order: str
    day: date
    days_to_promise: int
    probability_late: float
    expected_from: date
    expected_to: date


def looks(table: OrderTable, first: date | None = None, last: date | None = None) -> Iterator[Look]:
    """Every paid, undelivered order on every morning from `first` to the promised day; all before it is only learnt.

    The morning of a day sees what happened on earlier days. Nothing is read of how an order ended.
    """
    if not len(table):
        return
    past = _Past(table)
    begin, end = int(table.paid.min()) + 1, int(table.promised.max())
    shown_from = begin if first is None else day_number(first)
    for today in range(begin, min(end, NEVER if last is None else day_number(last)) + 1):
        past.learn(today - 1)
        yield from past.look(today, shown=today >= shown_from)


@dataclass(slots=True)
class _Past:
    """What is known on the morning after the last day that was learnt."""

    table: OrderTable
    transit: Hazards = field(init=False)
    handling: Hazards = field(init=False)
    pace: Pace = field(init=False)
    calibration: Calibration = field(default_factory=Calibration)
    _found: Chances = field(default_factory=lambda: np.zeros(2))
    _stated: dict[int, list[tuple[Days, Days, Chances]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        table = self.table
        way = np.full(OLDEST_WAY + 1, 0.06)
        way[:2] = 0.01, 0.03
        levels = ((table.everything, 50.0), (table.distance, 40.0), (table.window, 40.0))
        self.transit = Hazards(way, [*levels, (table.lane, 25.0)])
        wait = np.full(OLDEST_WAIT + 1, 0.3)
        self.handling = Hazards(wait, [(table.everything, 50.0), (table.ship_by, 40.0), (table.seller, 25.0)])
        self.pace = Pace(table.region.count)

    def learn(self, day: int) -> None:
        """What happened on this day, which is over."""
        self._learn_ways(day)
        self._learn_waits(day)
        self._learn_truth(day)

    def _learn_ways(self, day: int) -> None:
        table, hazards = self.table, self.transit
        hazards.fade()
        rows = np.flatnonzero((table.handed_over <= day) & (table.delivered >= day) & _within(table, day))
        if not len(rows):
            return
        ages, arrived = day - table.handed_over[rows], table.delivered[rows] == day
        chances = np.take_along_axis(hazards.of(rows), ages[:, None], axis=1)[:, 0]
        self.pace.learn(day, table.region.of[rows], arrived, chances)
        hazards.learn(rows, ages, arrived, np.where(arrived, 1.0, _alive(hazards.coarse())[ages]))

    def _learn_waits(self, day: int) -> None:
        table = self.table
        self.handling.fade()
        open_ = (table.paid <= day) & (table.handed_over >= day) & (table.delivered >= day)
        rows = np.flatnonzero(open_ & (day - table.paid <= OLDEST_WAIT))
        if len(rows):
            left = table.handed_over[rows] == day
            self.handling.learn(rows, day - table.paid[rows], left, np.ones(len(rows)))

    def _learn_truth(self, day: int) -> None:
        """What was said of orders promised a week ago is checked against what came until now.

        Those still missing may be lost, and nobody can be told a day for what never comes: they teach nothing. Those
        that will come later yet are made up for by the late ones that came, as it was a month before.
        """
        self._count_found(day - FOUND_WITHIN)
        within, soon = self._found + FOUND_COUNTS
        promised = day - CHECKED_AFTER
        outcomes = []
        for rows, to_promise, stated in self._stated.pop(promised, ()):
            came = self.table.delivered[rows] <= day
            late = self.table.delivered[rows][came] > promised
            weights = np.where(late, within / soon, 1.0)
            outcomes.append(Outcomes(stated[came], to_promise[came], late, weights))
        self.calibration.learn(outcomes)

    def _count_found(self, day: int) -> None:
        """Of the orders that were late on this past day, how many came within a month, and how many within a week."""
        delay = self.table.delivered[self.table.promised == day] - day
        late = delay[delay > 0]
        came = (np.sum(late <= FOUND_WITHIN), np.sum(late <= CHECKED_AFTER))
        self._found = self._found * FOUND_MEMORY + came

    def look(self, today: int, *, shown: bool) -> Iterator[Look]:
        table = self.table
        rows = np.flatnonzero((table.paid < today) & (table.delivered >= today) & (table.promised >= today))
        if not len(rows):
            return
        left = self._left(rows, today)
        to_promise = table.promised[rows] - today
        stated = left[np.arange(len(rows)), np.minimum(to_promise, HORIZON - 1)]
        self._remember(rows, to_promise, stated)
        if shown:
            yield from self._shown(rows, today, left, self.calibration.corrected(stated, to_promise))

    def _left(self, rows: Days, today: int) -> Chances:
        """For each order the share of its like not arrived after each day ahead."""
        table = self.table
        arrival = self.transit.of(rows)
        weekday = self.pace.weekday(np.arange(today, today + HORIZON))
        pace = self.pace.regions()[table.region.of[rows]][:, None] * weekday
        left = np.empty((len(rows), HORIZON))
        gone = table.handed_over[rows] < today
        ages = np.minimum(today - table.handed_over[rows[gone]], OLDEST_WAY)
        left[gone] = waiting(arrival[gone], ages, pace[gone])
        here = ~gone
        if here.any():
            leaving = self.handling.of(rows[here])
            left[here] = waiting_to_leave(leaving, today - table.paid[rows[here]], arrival[here], pace[here])
        return left

    def _remember(self, rows: Days, to_promise: Days, stated: Chances) -> None:
        near = to_promise <= LEARNT_FROM
        for day in np.unique(self.table.promised[rows[near]]):
            these = near & (self.table.promised[rows] == day)
            self._stated.setdefault(int(day), []).append((rows[these], to_promise[these], stated[these]))

    def _shown(self, rows: Days, today: int, left: Chances, late: Chances) -> Iterator[Look]:
        soonest, latest = day_by_which(left, TAIL), day_by_which(left, 1 - TAIL)
        day = day_of(today)
        for place, row in enumerate(rows):
            yield Look(
                self.table.ids[row],
                day,
                int(self.table.promised[row]) - today,
                float(late[place]),
                day + timedelta(days=int(soonest[place])),
                day + timedelta(days=int(latest[place])),
            )


def _within(table: OrderTable, day: int) -> NDArray[np.bool_]:
    return np.asarray(day - table.handed_over <= OLDEST_WAY)


def _alive(coarse: Chances) -> Chances:
    """By age: how sure it is that a parcel still under way will arrive at all."""
    still = np.concatenate([[1.0], np.cumprod(1.0 - np.minimum(coarse, 0.9))[:-1]])
    return np.asarray((1 - LOST) * still / ((1 - LOST) * still + LOST))

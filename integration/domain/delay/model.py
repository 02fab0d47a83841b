"""The estimate: what was learnt from all days until yesterday, and what it says of every parcel this morning."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from integration.domain.delay.calibration import Calibration
from integration.domain.delay.forecast import HORIZON, MOST, day_by_which, waiting, waiting_to_leave
from integration.domain.delay.hazards import Chances, Hazards
from integration.domain.delay.pace import Pace, Rhythm
from integration.domain.delay.parcels import Levels, Parcels
from integration.domain.delay.truth import Said, Truth
from integration.domain.delay.workdays import Days

GIVEN_UP = 70
"""Days after which what has not arrived, or has not left, teaches no more."""

WAY_AGES, WAIT_AGES = 46, 26
WAY_WEIGHTS, WAIT_WEIGHTS = (50.0, 40.0, 40.0, 40.0, 25.0, 25.0), (50.0, 40.0, 25.0)

PASSING = 0.97
"""How much of a region's slow-down is left a day later, as far as can be known."""

ON_THE_VAN = 0.85
"""Own assumption: the chance that a parcel on the van arrives the same day."""

AT_ONCE = 20_000
"""Parcels reckoned at one time: what bounds the memory."""


class Outlook(NamedTuple):
    """For each parcel: the chance of being late, and in how many days (0 is today) it comes.

    8 of 10 come from `soonest` to `latest`, half by `middle`. `stated` is the chance before it is set right.
    """

    late: Chances
    soonest: Days
    middle: Days
    latest: Days
    stated: Chances


@dataclass(slots=True)
class Model:
    """Learns a day at a time, in order; looks as often as wanted in between."""

    transit: Hazards = field(default_factory=lambda: Hazards(WAY_WEIGHTS, WAY_AGES))
    handling: Hazards = field(default_factory=lambda: Hazards(WAIT_WEIGHTS, WAIT_AGES))
    way_rhythm: Rhythm = field(default_factory=Rhythm)
    wait_rhythm: Rhythm = field(default_factory=Rhythm)
    pace: Pace = field(default_factory=Pace)
    calibration: Calibration = field(default_factory=Calibration)
    truth: Truth = field(default_factory=Truth)

    def learn(self, day: int, parcels: Parcels) -> None:
        """What happened on this day, which is over, to all that were open on its morning; the rest is passed over."""
        self._learn_ways(day, parcels)
        self._learn_waits(day, parcels)
        self.calibration.learn(self.truth.learn(day, parcels))

    def look(self, parcels: Parcels, rows: Days, today: int, left_by: int) -> Outlook:
        """The parcels of `rows`, none of which has arrived, on the morning of `today`.

        Those handed over until `left_by` are under way.
        """
        parts = [self._part(parcels, rows[at : at + AT_ONCE], today, left_by) for at in range(0, len(rows), AT_ONCE)]
        soonest, middle, latest, stated = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        late = self.calibration.corrected(stated, parcels.promised[rows] - today)
        return Outlook(np.where(parcels.promised[rows] < today, 1.0, late), soonest, middle, latest, stated)

    def remember(self, parcels: Parcels, rows: Days, today: int, outlook: Outlook) -> None:
        """Keeps of what was said this morning what is checked once the truth is known."""
        self.truth.remember(parcels, rows, today, Said(outlook.stated, outlook.soonest, outlook.latest))

    def _learn_ways(self, day: int, parcels: Parcels) -> None:
        self.transit.fade()
        open_ = (parcels.handed_over <= day) & (parcels.delivered >= day) & (day - parcels.handed_over <= GIVEN_UP)
        rows = np.flatnonzero(open_ & parcels.followed)
        if not len(rows):
            return
        ended = parcels.delivered[rows] == day
        ages = np.minimum(parcels.there.age(rows, parcels.handed_over[rows], day), WAY_AGES - 1)
        by_age = _at_age(self.transit, parcels.transit, rows, ages)
        kinds, pace = parcels.there.kind(rows, day), self.pace.of(parcels.region)[parcels.region.of[rows]]
        speed = self.way_rhythm.factors[kinds]
        self.way_rhythm.learn(kinds, ended, by_age * pace)
        self.pace.learn(parcels.region, rows, ended, np.minimum(by_age * speed, MOST))
        self.transit.learn(parcels.transit, rows, ages, ended, speed)
        self.transit.settle(int(ended.sum()), int((~ended & (parcels.handed_over[rows] == day - GIVEN_UP)).sum()))

    def _learn_waits(self, day: int, parcels: Parcels) -> None:
        self.handling.fade()
        open_ = (parcels.paid <= day) & (parcels.handed_over >= day) & (parcels.delivered >= day)
        rows = np.flatnonzero(open_ & (day - parcels.paid <= GIVEN_UP))
        if not len(rows):
            return
        ended = parcels.handed_over[rows] == day
        ages = np.minimum(parcels.here.age(rows, parcels.paid[rows], day), WAIT_AGES - 1)
        kinds = parcels.here.kind(rows, day)
        speed = self.wait_rhythm.factors[kinds]
        self.wait_rhythm.learn(kinds, ended, _at_age(self.handling, parcels.handling, rows, ages))
        self.handling.learn(parcels.handling, rows, ages, ended, speed)
        self.handling.settle(int(ended.sum()), int((~ended & (parcels.paid[rows] == day - GIVEN_UP)).sum()))

    def _part(self, parcels: Parcels, rows: Days, today: int, left_by: int) -> tuple[Days, Days, Days, Chances]:
        """Parcels that are alike are reckoned once."""
        gone = parcels.handed_over[rows] <= left_by
        ages = np.where(
            gone,
            np.minimum(parcels.there.age(rows, parcels.handed_over[rows], today), WAY_AGES - 1),
            np.minimum(parcels.here.age(rows, parcels.paid[rows], today), WAIT_AGES - 1),
        )
        first, of = _alike(parcels, rows, gone, ages)
        left = self._left(parcels, rows[first], gone[first], ages[first], today)
        promised = np.clip(parcels.promised[rows] - today, 0, HORIZON - 1)
        low, high = self.truth.tails
        soonest, middle, latest = (day_by_which(left, share)[of] for share in (low, 0.5, 1 - high))
        return soonest, middle, latest, left[of, promised]

    def _left(self, parcels: Parcels, rows: Days, gone: NDArray[np.bool_], ages: Days, today: int) -> Chances:
        """For each parcel the share of its like not arrived after each day ahead."""
        arrival = _by_age(self.transit, parcels.transit, rows)
        pace = self.pace.of(parcels.region)[parcels.region.of[rows]][:, None] ** PASSING ** np.arange(HORIZON)
        left = np.empty((len(rows), HORIZON))
        for calendar in np.unique(parcels.there.calendar[rows]):
            kinds, elapsed = parcels.there.ahead(int(calendar), today, HORIZON)
            here, speed = parcels.there.calendar[rows] == calendar, pace * self.way_rhythm.factors[kinds]
            moving, resting = np.flatnonzero(here & gone), np.flatnonzero(here & ~gone)
            left[moving] = waiting(arrival[moving], ages[moving], elapsed, speed[moving])
            leaving = self._leaving(parcels, rows[resting], ages[resting], today)
            left[resting] = waiting_to_leave(leaving, arrival[resting], elapsed, speed[resting])
        van = np.flatnonzero(parcels.on_van[rows])
        left[van] *= np.minimum(1.0, (1 - ON_THE_VAN) / left[van, :1])
        return left

    def _leaving(self, parcels: Parcels, rows: Days, ages: Days, today: int) -> Chances:
        """For each order not handed over yet: the chance that each of the days ahead is the one."""
        leaving = np.zeros((len(rows), HORIZON))
        if not len(rows):
            return leaving
        by_age = _by_age(self.handling, parcels.handling, rows)
        for calendar in np.unique(parcels.here.calendar[rows]):
            kinds, elapsed = parcels.here.ahead(int(calendar), today, HORIZON)
            here = np.flatnonzero(parcels.here.calendar[rows] == calendar)
            ahead = np.minimum(ages[here, None] + elapsed, WAIT_AGES - 1)
            speed = self.wait_rhythm.factors[kinds]
            leaving[here] = np.minimum(np.take_along_axis(by_age[here], ahead, axis=1) * speed, MOST)
        return leaving


def _by_age(hazards: Hazards, levels: Levels, rows: Days) -> Chances:
    which, of = np.unique(levels.of[rows], return_inverse=True)
    return np.asarray(hazards.of(levels, which)[of.reshape(-1)])


def _at_age(hazards: Hazards, levels: Levels, rows: Days, ages: Days) -> Chances:
    which, of = np.unique(levels.of[rows], return_inverse=True)
    return np.asarray(hazards.of(levels, which)[of.reshape(-1), ages])


def _alike(parcels: Parcels, rows: Days, gone: NDArray[np.bool_], ages: Days) -> tuple[Days, Days]:
    """One parcel of each kind, and for each parcel which kind it is; what was before the hand-over no longer counts."""
    marks = (
        gone * 2 + parcels.on_van[rows],
        parcels.there.calendar[rows],
        parcels.region.of[rows],
        parcels.transit.of[rows],
        np.where(gone, 0, parcels.handling.of[rows]),
        np.where(gone, 0, parcels.here.calendar[rows]),
    )
    code = ages
    for mark in marks:
        code = np.unique(code * (int(mark.max()) + 1) + mark, return_inverse=True)[1].reshape(-1)
    _, first, of = np.unique(code, return_index=True, return_inverse=True)
    return first, of.reshape(-1)

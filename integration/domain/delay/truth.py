"""What was said, against what was so: kept until the truth is known, which is a week after the promised day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from integration.domain.delay.calibration import Outcomes
from integration.domain.delay.hazards import Chances
from integration.domain.delay.parcels import Parcels
from integration.domain.delay.workdays import Days

LEARNT_FROM = 14
"""Looks this close to the promise (days) teach."""

MOST_KEPT = 500
"""Looks of one morning that are kept: more would teach little more."""

CHECKED_AFTER, FOUND_WITHIN = 7, 30
"""Days after the promise: when its truth is looked at, and when what is not there counts as lost."""

FOUND_MEMORY, FOUND_COUNTS = 0.99, np.array([18.0, 10.0])

OUTSIDE, STEP = 0.085, 0.05
"""What should come before and after the days that are named, and how far a day's outcomes move the cut."""

TAIL = 0.12
"""Where the cut begins. Days are whole, so it takes less than it says."""


class Said(NamedTuple):
    """The chance of being late before it is set right, and in how many days it would come, for each parcel."""

    stated: Chances
    soonest: Days
    latest: Days


class Kept(NamedTuple):
    """What was said on the morning of `today` of these parcels, all promised for one day."""

    ids: tuple[str, ...]
    today: int
    said: Said


@dataclass(slots=True)
class Truth:
    """`found` counts late parcels that came within a month and within a week; `tails` is what the named days leave
    out at either end; `kept` is by promised day."""

    found: Chances = field(default_factory=lambda: np.zeros(2))
    tails: Chances = field(default_factory=lambda: np.array([TAIL, TAIL]))
    kept: dict[int, list[Kept]] = field(default_factory=dict)

    def chosen(self, parcels: Parcels, rows: Days, today: int) -> Days:
        """Of these parcels those whose looks are kept: near the promise, and the same ones every morning."""
        to_promise = parcels.promised[rows] - today
        near = rows[(to_promise <= LEARNT_FROM) & (to_promise >= 0)]
        if len(near) <= MOST_KEPT:
            return near
        drawn = np.array([crc32(parcels.ids[row].encode()) for row in near])
        return np.sort(near[np.argsort(drawn, kind="stable")[:MOST_KEPT]])

    def remember(self, parcels: Parcels, rows: Days, today: int, said: Said) -> None:
        chosen = np.isin(rows, self.chosen(parcels, rows, today), assume_unique=True)
        for day in np.unique(parcels.promised[rows[chosen]]):
            these = chosen & (parcels.promised[rows] == day)
            ids = tuple(parcels.ids[row] for row in rows[these])
            self.kept.setdefault(int(day), []).append(Kept(ids, today, Said(*(each[these] for each in said))))

    def learn(self, day: int, parcels: Parcels) -> Outcomes:
        """What was said of parcels promised a week ago is checked against what came until now.

        Those still missing may be lost, and nobody can be told a day for what never comes: they teach nothing. Those
        that will come later yet are made up for by the late ones that came, as it was a month before.
        """
        self._count_found(day - FOUND_WITHIN, parcels)
        within, soon = self.found + FOUND_COUNTS
        due = [promised for promised in self.kept if promised <= day - CHECKED_AFTER]
        checked = [_checked(kept, parcels, day, within / soon) for promised in due for kept in self.kept.pop(promised)]
        self._trim([outside for _, outside in checked])
        return _joined([outcomes for outcomes, _ in checked])

    def _trim(self, outside: Sequence[Chances]) -> None:
        """The cut at each end follows what came before and after the days that were named."""
        count, early, late = np.sum(outside, axis=0) if outside else np.zeros(3)
        if count:
            step = STEP * count / (count + 50) * (OUTSIDE - np.array([early, late]) / count)
            self.tails = np.clip(self.tails + step, 0.02, 0.3)

    def _count_found(self, day: int, parcels: Parcels) -> None:
        """Of the parcels that were late on this past day, how many came within a month, and how many within a week."""
        delay = parcels.delivered[parcels.promised == day] - day
        late = delay[delay > 0]
        self.found = self.found * FOUND_MEMORY + (np.sum(late <= FOUND_WITHIN), np.sum(late <= CHECKED_AFTER))


def _checked(kept: Kept, parcels: Parcels, day: int, worth: float) -> tuple[Outcomes, Chances]:
    """What became of the parcels that came until `day`, the late ones being `worth` that much each.

    With it, by what each is worth: how many came, how many before the days that were named, and how many after.
    """
    known = np.array([name in parcels.places for name in kept.ids], dtype=bool)
    rows = np.array([parcels.places[name] for name in kept.ids if name in parcels.places], dtype=np.int64)
    came = parcels.delivered[rows] <= day
    stated, soonest, latest = (each[known][came] for each in kept.said)
    delivered, promised = parcels.delivered[rows][came], parcels.promised[rows][came]
    weights = np.where(delivered > promised, worth, 1.0)
    after: NDArray[np.int64] = delivered - kept.today
    outside = np.array([weights.sum(), weights[after < soonest].sum(), weights[after > latest].sum()])
    return Outcomes(stated, promised - kept.today, delivered > promised, weights), outside


def _joined(parts: Sequence[Outcomes]) -> Outcomes:
    if not parts:
        return Outcomes(np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool), np.zeros(0))
    return Outcomes(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

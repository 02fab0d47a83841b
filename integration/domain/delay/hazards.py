"""Counts by age in working days, at several levels: of the parcels under way at that age, how many arrived then.

A level with few counts borrows from the coarser one: (ended + k x borrowed) / (exposed + k). Old counts fade.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from integration.domain.delay.parcels import Groups, Levels, Range
from integration.domain.delay.workdays import Days

Chances = NDArray[np.float64]

FADING = 0.99
"""What a count is worth a day later: half after ten weeks."""

LOST = 0.02
LOST_COUNTS = 50.0
"""Own assumption, worth so many parcels: the share that never arrives. It must not make every lane look slow."""


@dataclass(slots=True)
class Level:
    """Counts of the groups of one level: a row each, by age. Row 0 belongs to no group and stays empty.

    `k` is how many parcels the coarser level counts for.
    """

    k: float
    ages: int
    rows: dict[Hashable, int] = field(default_factory=dict)
    ended: Chances = field(init=False)
    exposed: Chances = field(init=False)
    touched: set[Hashable] = field(default_factory=set)
    """Groups that learnt something since they were last kept."""

    def __post_init__(self) -> None:
        self.ended, self.exposed = np.zeros((8, self.ages)), np.zeros((8, self.ages))

    def row_of(self, groups: Groups) -> Days:
        """The row of each group; 0 of one that nothing is known of."""
        return np.array([self.rows.get(name, 0) for name in groups.names], dtype=np.int64)

    def add(self, name: Hashable) -> int:
        if name not in self.rows:
            self.rows[name] = len(self.rows) + 1
            if self.rows[name] >= len(self.ended):
                self.ended, self.exposed = (np.concatenate([old, 0 * old]) for old in (self.ended, self.exposed))
        return self.rows[name]

    def learn(self, groups: Groups, rows: Days, ages: Days, ended: Chances, exposed: Chances) -> None:
        member = groups.of[rows]
        names = {index: groups.names[index] for index in np.unique(member).tolist() if groups.names[index] != ""}
        at = np.zeros(len(groups.names), dtype=np.int64)
        for index, name in names.items():
            at[index] = self.add(name)
        self.touched.update(names.values())
        np.add.at(self.exposed, (at[member], ages), exposed)
        np.add.at(self.ended, (at[member], ages), ended)
        self.exposed[0] = self.ended[0] = 0.0

    def shrunk(self, at: Days, borrowed: Chances) -> Chances:
        """The chances of these rows, where a group has few counts mostly the borrowed ones."""
        return np.asarray((self.ended[at] + self.k * borrowed) / (self.exposed[at] + self.k))


class Hazards:
    """The chance of each age, given that it was not before. `weights` are each level's k, coarse to fine.

    The coarsest level's groups are called by the range of days that is published for them.
    """

    def __init__(self, weights: Sequence[float], ages: int) -> None:
        self.levels = tuple(Level(k, ages) for k in weights)
        self.ages = ages
        self.begun, self.lost = LOST_COUNTS, LOST_COUNTS * LOST
        """Parcels that had time enough, and how many of them never ended."""

    def fade(self) -> None:
        self.begun, self.lost = self.begun * FADING, self.lost * FADING
        for level in self.levels:
            level.ended *= FADING
            level.exposed *= FADING

    def learn(self, levels: Levels, rows: Days, ages: Days, ended: NDArray[np.bool_], speed: Chances) -> None:
        """One day of these parcels at these ages: who ended it. `speed` is what such a day is worth for each."""
        coarsest = levels.groups[0]
        exposed = speed * np.where(ended, 1.0, self._alive(coarsest)[coarsest.of[rows], ages])
        for level, groups in zip(self.levels, levels.groups, strict=True):
            level.learn(groups, rows, ages, ended.astype(np.float64), exposed)

    def settle(self, ended: int, lost: int) -> None:
        """So many parcels ended, and so many more had time enough to and did not."""
        self.begun += ended + lost
        self.lost += lost

    def of(self, levels: Levels, which: Days) -> Chances:
        """For these combinations of groups: the chance of each age."""
        combinations = levels.combinations[which]
        chances = self._published(levels.groups[0])[combinations[:, 0]]
        for column, (level, groups) in enumerate(zip(self.levels, levels.groups, strict=True)):
            chances = level.shrunk(level.row_of(groups)[combinations[:, column]], chances)
        return chances

    def _published(self, coarsest: Groups) -> Chances:
        return np.array([prior_hazards(_range(name), self.ages) for name in coarsest.names])

    def _alive(self, coarsest: Groups) -> Chances:
        """For each of the coarsest groups, by age: how sure it is that what has not ended yet will end at all."""
        share, level = self.lost / self.begun, self.levels[0]
        chances = level.shrunk(level.row_of(coarsest), self._published(coarsest))
        still = np.cumprod(1.0 - np.minimum(chances, 0.9), axis=1)
        still = np.concatenate([np.ones((len(still), 1)), still[:, :-1]], axis=1)
        return np.asarray((1 - share) * still / ((1 - share) * still + share))


@lru_cache(maxsize=1024)
def prior_hazards(days: Range, ages: int) -> Chances:
    """A log-logistic whose middle is the range's and whose ninth tenth is its most, cut into days.

    Its tail is heavy on purpose: a parcel long overdue is more likely stuck than due tomorrow.
    """
    fewest, most = days
    middle = (fewest + most) / 2 + 0.5
    steepness = min(math.log(9.0) / math.log((most + 1) / middle), 60.0)
    odds = 1.0 + (np.arange(ages + 1) / middle) ** steepness
    return np.asarray(1.0 - odds[:-1] / odds[1:])


def _range(name: Hashable) -> Range:
    if isinstance(name, tuple) and len(name) == 2:
        return name
    raise ValueError(f"the coarsest level counts by a range of days, not {name!r}")

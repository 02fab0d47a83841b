"""Counts by day of age, at several levels: of the parcels still under way at that age, how many arrived that day.

A level with few counts borrows from its parent: (arrived + k x parent) / (exposed + k). Old counts fade.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from integration.domain.replay.orders import Days, Groups

Chances = NDArray[np.float64]

FADING = 0.99
"""What a count is worth a day later: half after ten weeks."""


@dataclass(slots=True)
class Level:
    """`parent` says for each group of this level which group of the coarser one it borrows from, `k` how much."""

    groups: Groups
    parent: Days
    k: float
    ended: Chances
    exposed: Chances


class Hazards:
    """`prior` is the chance of each day of age before anything was seen; `levels` go from coarse to fine."""

    def __init__(self, prior: Chances, levels: Sequence[tuple[Groups, float]]) -> None:
        self.prior = prior
        self.levels: list[Level] = []
        before: Groups | None = None
        for groups, k in levels:
            shape = (groups.count, len(prior))
            parent = _parents(groups, before)
            self.levels.append(Level(groups, parent, k, np.zeros(shape), np.zeros(shape)))
            before = groups

    @property
    def last(self) -> int:
        """The oldest age that is counted; beyond it a parcel is as at it."""
        return len(self.prior) - 1

    def fade(self) -> None:
        for level in self.levels:
            level.ended *= FADING
            level.exposed *= FADING

    def learn(self, rows: Days, ages: Days, ended: NDArray[np.bool_], weights: Chances) -> None:
        """One day of these orders at these ages: who ended it, and who was exposed, by weight."""
        for level in self.levels:
            group = level.groups.of[rows]
            np.add.at(level.exposed, (group, ages), weights)
            np.add.at(level.ended, (group[ended], ages[ended]), 1.0)

    def coarse(self) -> Chances:
        """The chances of all together, by age."""
        top = self.levels[0]
        return np.asarray((top.ended[0] + top.k * self.prior) / (top.exposed[0] + top.k))

    def of(self, rows: Days) -> Chances:
        """The chance of each age for each of these orders."""
        chances = np.broadcast_to(self.prior, (1, len(self.prior)))
        for level in self.levels[:-1]:
            chances = _shrunk(level, slice(None), chances[level.parent])
        finest = self.levels[-1]
        if len(self.levels) == 1:
            return _shrunk(finest, finest.groups.of[rows], chances[finest.parent[finest.groups.of[rows]]])
        borrowed = chances[self.levels[-2].groups.of[rows]]
        return _shrunk(finest, finest.groups.of[rows], borrowed)


def _shrunk(level: Level, groups: slice | Days, borrowed: Chances) -> Chances:
    return np.asarray((level.ended[groups] + level.k * borrowed) / (level.exposed[groups] + level.k))


def _parents(groups: Groups, before: Groups | None) -> Days:
    """For each group the coarser one that its orders belong to."""
    parent = np.zeros(groups.count, dtype=np.int64)
    if before is not None:
        parent[groups.of] = before.of
    return parent

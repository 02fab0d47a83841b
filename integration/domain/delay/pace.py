"""How fast parcels move just now, against what the counts expect: by kind of day, and by the region they go to."""

from collections.abc import Hashable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from integration.domain.delay.hazards import Chances
from integration.domain.delay.parcels import Groups
from integration.domain.delay.workdays import KINDS, SATURDAY, Days

KIND_MEMORY = 0.9
"""Of a kind of day: what the one before weighs."""

KIND_COUNTS = 20.0
AT_FIRST = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 0.2, 0.05, 0.1])
"""Own assumption, worth KIND_COUNTS parcels: on a Saturday a fifth of a working day's, on Sundays next to none."""

MEMORY = 0.9
"""Of a region: what yesterday weighs today. Ten days, about."""

ALL_COUNTS, REGION_COUNTS = 20.0, 8.0
SLOWEST, FASTEST = 0.4, 1.6
"""A feed that stops must not make everything late, nor a day of catching up everything early."""


@dataclass(slots=True)
class Rhythm:
    """How much of a working day's work is done on each kind of day."""

    seen: Chances = field(default_factory=lambda: KIND_COUNTS * AT_FIRST)
    expected: Chances = field(default_factory=lambda: np.full(KINDS, KIND_COUNTS))

    def learn(self, kinds: Days, ended: NDArray[np.bool_], chances: Chances) -> None:
        """A day's ends, with the chance that each had by its age alone."""
        seen, expected = (np.bincount(kinds, weights=of, minlength=KINDS) for of in (ended.astype(float), chances))
        today = np.unique(kinds)
        for kept, now in ((self.seen, seen), (self.expected, expected)):
            kept[today] = kept[today] * KIND_MEMORY + now[today]
        rest = KIND_COUNTS * (1 - KIND_MEMORY)
        self.seen[today] += rest * AT_FIRST[today]
        self.expected[today] += rest

    @property
    def factors(self) -> Chances:
        """By kind of day, where Monday to Friday are 1.0 on average: how fast all go is not theirs to say."""
        raw = self.seen / self.expected
        return np.asarray(raw / (self.seen[:SATURDAY].sum() / self.expected[:SATURDAY].sum()))


@dataclass(slots=True)
class Pace:
    """Arrivals seen over arrivals expected, by region. 1.0 is as expected, 0.5 half as fast."""

    seen: dict[Hashable, float] = field(default_factory=dict)
    expected: dict[Hashable, float] = field(default_factory=dict)

    def learn(self, groups: Groups, rows: Days, arrived: NDArray[np.bool_], expected: Chances) -> None:
        """A day's arrivals among the parcels under way, with what was expected of each on such a day."""
        member = groups.of[rows]
        for kept, now in ((self.seen, arrived.astype(float)), (self.expected, expected)):
            for name in kept:
                kept[name] *= MEMORY
            sums = np.bincount(member, weights=now, minlength=len(groups.names))
            for index in np.unique(member).tolist():
                kept[groups.names[index]] = kept.get(groups.names[index], 0.0) + float(sums[index])

    def of(self, groups: Groups) -> Chances:
        """Each region's factor, shrunk to that of all."""
        everywhere = (sum(self.seen.values()) + ALL_COUNTS) / (sum(self.expected.values()) + ALL_COUNTS)
        seen = np.array([self.seen.get(name, 0.0) for name in groups.names])
        expected = np.array([self.expected.get(name, 0.0) for name in groups.names])
        return np.clip((seen + REGION_COUNTS * everywhere) / (expected + REGION_COUNTS), SLOWEST, FASTEST)

"""How fast parcels move just now, against what the counts expect: by weekday, and by the region they go to."""

import numpy as np
from numpy.typing import NDArray

from integration.domain.replay.hazards import Chances
from integration.domain.replay.orders import Days

MEMORY = 0.9
"""Of a region: what yesterday weighs today. Ten days, about."""

WEEKDAY_MEMORY = 0.9
"""The same of a weekday, a week ago."""

NATION_COUNTS, REGION_COUNTS, WEEKDAY_COUNTS = 20.0, 8.0, 5.0
SLOWEST, FASTEST = 0.4, 1.6
"""A feed that stops must not make everything late, nor a day of catching up everything early."""


class Pace:
    """Arrivals seen over arrivals expected. 1.0 is as expected, 0.5 half as fast."""

    def __init__(self, regions: int) -> None:
        self._seen, self._expected = np.zeros(regions), np.zeros(regions)
        self._weekday_seen, self._weekday_expected = np.ones(7), np.ones(7)

    def learn(self, day: int, region: Days, arrived: NDArray[np.bool_], chances: Chances) -> None:
        """A day's arrivals among the parcels that were under way, with the chance that each had by its age."""
        weekday = day % 7
        expected = np.minimum(chances * self.weekday(day), 0.95)
        self._seen, self._expected = self._seen * MEMORY, self._expected * MEMORY
        np.add.at(self._seen, region, arrived)
        np.add.at(self._expected, region, expected)
        for kept, now in ((self._weekday_seen, arrived.sum()), (self._weekday_expected, chances.sum())):
            kept[weekday] = kept[weekday] * WEEKDAY_MEMORY + (now + WEEKDAY_COUNTS) * (1 - WEEKDAY_MEMORY)

    def weekday(self, days: int | Days) -> Chances:
        factors: Chances = self._weekday_seen / self._weekday_expected
        return np.asarray(factors[np.asarray(days) % 7])

    def regions(self) -> Chances:
        """Each region's factor, shrunk to that of all."""
        seen, expected = self._seen.sum(), self._expected.sum()
        nation = (seen + NATION_COUNTS) / (expected + NATION_COUNTS)
        factor = (self._seen + REGION_COUNTS * nation) / (self._expected + REGION_COUNTS)
        return np.asarray(np.clip(factor, SLOWEST, FASTEST))

"""Moments and the days of a zone that they fall on, many at once. Moments are seconds since 1970, NaN where unknown."""

from datetime import datetime, time, tzinfo
from functools import lru_cache

import numpy as np

from integration.domain.delay.hazards import Chances
from integration.domain.delay.workdays import NEVER, Days, day_of

A_DAY = 86_400


def days_in(zone: tzinfo, seconds: Chances) -> Days:
    """The day number of each moment there; NEVER where it is unknown."""
    days = np.full(len(seconds), NEVER)
    known = np.flatnonzero(~np.isnan(seconds))
    moments = seconds[known]
    # No place is a whole day ahead of UTC or behind, so that two midnights tell.
    utc, of = np.unique((moments // A_DAY).astype(np.int64), return_inverse=True)
    midnights = np.array([[_second(zone, day, time.min) for day in (one, one + 1)] for one in utc.tolist()])
    if len(known):
        days[known] = utc[of] - 1 + (moments[:, None] >= midnights[of]).sum(axis=1)
    return days


def seconds_at(zone: tzinfo, days: Days, at: time) -> Chances:
    """The moment of this time on each of the days there."""
    known, of = np.unique(days, return_inverse=True)
    return np.array([_second(zone, day, at) for day in known.tolist()], dtype=np.float64)[of]


@lru_cache(maxsize=65_536)
def _second(zone: tzinfo, day: int, at: time) -> float:
    return datetime.combine(day_of(day), at, zone).timestamp()

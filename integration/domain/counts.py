"""How long a shop's parcels took, counted by business day: what an estimate learns from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from integration.domain.calendars import business_calendar

Chances = NDArray[np.float64]

HORIZON = 60
"""Business days; a parcel that is out longer is taken to be anywhere beyond."""


@dataclass(frozen=True, slots=True)
class Route:
    origin: str = ""
    country: str = ""
    region: str = ""

    @property
    def levels(self) -> tuple[str, ...]:
        """The groups that a parcel belongs to, coarsest first."""
        lane = f"{self.origin}>{self.country}"
        return ("all", lane, f"{lane}/{self.region}") if self.region else ("all", lane)


@dataclass(frozen=True, slots=True)
class Passage:
    """One stage of one parcel that was or is under way: payment to hand-over, or hand-over to delivery."""

    route: Route
    begun: date
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """By business day: how many parcels ended the stage on it, and how many were still under way when it began."""

    ended: Chances
    exposed: Chances


def tally(passages: Sequence[Passage], today: date) -> dict[str, Counts]:
    """Counts by level of stages that ended, and of those still open today for the days they have stood."""
    ages, ended = _ages(passages, today), np.array([passage.ended is not None for passage in passages], dtype=bool)
    members: dict[str, list[int]] = {}
    for index, passage in enumerate(passages):
        for level in passage.route.levels:
            members.setdefault(level, []).append(index)
    return {level: _counts(ages[indices], ended[indices]) for level, indices in members.items()}


def _counts(ages: NDArray[np.int64], ended: NDArray[np.bool_]) -> Counts:
    """A parcel was exposed on every day before its age, and on the day it ended too."""
    exposures = np.bincount(np.minimum(ages + ended, HORIZON), minlength=HORIZON + 1)
    ends = np.bincount(ages[ended & (ages < HORIZON)], minlength=HORIZON)
    exposed = len(ages) - np.cumsum(exposures)[:HORIZON]
    return Counts(ends.astype(np.float64), exposed.astype(np.float64))


def _ages(passages: Sequence[Passage], today: date) -> NDArray[np.int64]:
    """Business days of each passage by its destination's calendar; all passages of a country in one go."""
    ages = np.zeros(len(passages), dtype=np.int64)
    begun = np.array([passage.begun for passage in passages], dtype="datetime64[D]")
    until = np.array([passage.ended or today for passage in passages], dtype="datetime64[D]")
    countries = np.array([passage.route.country for passage in passages], dtype=str)
    for country in set(countries.tolist()):
        here = countries == country
        years = [moment.astype(date).year for moment in (begun[here].min(), until[here].max())]
        calendar = business_calendar(country, years[0], max(years))
        ages[here] = np.busday_count(begun[here], until[here], busdaycal=calendar)
    return np.maximum(ages, 0)

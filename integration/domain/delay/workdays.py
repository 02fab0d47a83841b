"""Days as numbers, and which of them are working days where a parcel is: many parcels at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from integration.domain.calendars import public_holidays

Days = NDArray[np.int64]
NEVER = np.iinfo(np.int64).max // 4
"""A day that never came: later than any other."""

SATURDAY, HOLIDAY, KINDS = 5, 7, 8
"""Kinds of day: Monday to Sunday are 0 to 6, a public holiday on a weekday is of its own kind."""

_EPOCH = date(1970, 1, 1).toordinal()
_MARGIN = 200
"""Days beyond the promises for which a calendar is drawn; what lies outside is as its end."""


def day_number(day: date | None) -> int:
    return NEVER if day is None else day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    return date.fromordinal(int(number) + _EPOCH)


@dataclass(frozen=True, slots=True)
class Workdays:
    """`calendar` says by which country's calendar each parcel goes; a row of the two tables is a calendar."""

    calendar: Days
    first: int
    kinds: Days
    elapsed: Days
    """Working days before each day, from `first` on."""

    @classmethod
    def of(cls, countries: Sequence[str], first: int, last: int) -> "Workdays":
        known: dict[str, int] = {}
        calendar = np.array([known.setdefault(country, len(known)) for country in countries], dtype=np.int64)
        days = np.arange(first, last + _MARGIN)
        kinds = np.array([_kinds(country, days) for country in known], dtype=np.int64).reshape(len(known), len(days))
        works = kinds < SATURDAY
        return cls(calendar, first, kinds, np.cumsum(works, axis=1) - works)

    def age(self, rows: Days, start: Days, day: int) -> Days:
        """Working days of these parcels from `start` on and before `day`."""
        calendar = self.calendar[rows]
        return np.asarray(
            np.maximum(self.elapsed[calendar, self._at(day)] - self.elapsed[calendar, self._at(start)], 0)
        )

    def kind(self, rows: Days, day: int) -> Days:
        return np.asarray(self.kinds[self.calendar[rows], self._at(day)])

    def ahead(self, calendar: int, today: int, count: int) -> tuple[Days, Days]:
        """By one calendar, of today and the days after: their kinds, and the working days until each."""
        at = self._at(np.arange(today, today + count))
        return self.kinds[calendar, at], self.elapsed[calendar, at] - self.elapsed[calendar, at[0]]

    def _at(self, day: int | Days) -> Days:
        return np.asarray(np.clip(np.asarray(day) - self.first, 0, self.kinds.shape[1] - 1))


def _kinds(country: str, days: Days) -> Days:
    weekdays = (days + 3) % 7  # 1970-01-01 was a Thursday
    if not country:
        return weekdays
    years = range(day_of(days[0]).year, day_of(days[-1]).year + 1)
    free = [day_number(day) for year in years for day in public_holidays(country, year)]
    return np.where(np.isin(days, free) & (weekdays < SATURDAY), HOLIDAY, weekdays)

"""Days on which work is done: weekdays and public holidays of a country."""

from datetime import date, timedelta
from functools import lru_cache

import holidays
import numpy as np

WEEKDAYS = frozenset(range(5))
_HORIZON = 3660


@lru_cache(maxsize=512)
def public_holidays(country: str, year: int, region: str = "") -> frozenset[date]:
    """Public holidays, nationwide and of a state (ISO 3166-2, with the country or without) where its calendar is known.

    None for a country whose calendar is not known.
    """
    state = region.upper().removeprefix(f"{country.upper()}-")
    try:
        return frozenset(holidays.country_holidays(country.upper(), subdiv=state or None, years=year))
    except NotImplementedError:
        return public_holidays(country, year) if state else frozenset()


def is_business_day(day: date, country: str, working_days: frozenset[int] = WEEKDAYS, region: str = "") -> bool:
    """Whether work is done on `day`; `working_days` counts from Monday, 0."""
    return day.weekday() in working_days and not (country and day in public_holidays(country, day.year, region))


def next_business_day(day: date, country: str, working_days: frozenset[int] = WEEKDAYS, region: str = "") -> date:
    """`day` itself when it is one. Raises ValueError when no weekday is a working day."""
    for offset in range(_HORIZON):
        candidate = day + timedelta(days=offset)
        if is_business_day(candidate, country, working_days, region):
            return candidate
    raise ValueError("a calendar without working days never gets anywhere")


def add_business_days(
    day: date, days: int, country: str, working_days: frozenset[int] = WEEKDAYS, region: str = ""
) -> date:
    """The day that is `days` business days after `day`; the day it starts from is day 0."""
    for _ in range(days):
        day = next_business_day(day + timedelta(days=1), country, working_days, region)
    return day


@lru_cache(maxsize=512)
def business_calendar(country: str, first_year: int, last_year: int) -> np.busdaycalendar:
    """Monday to Friday without the public holidays of these years, for counting many parcels at once."""
    years = range(first_year, last_year + 1) if country else ()
    return np.busdaycalendar(holidays=sorted(day for year in years for day in public_holidays(country, year)))

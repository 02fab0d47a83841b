"""How long a shop's orders really took: what its delivery promise may rest on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np

from integration.domain.calendars import business_calendar
from integration.domain.promise import Days

ENOUGH = 12
"""Parcels from which a range is proposed for one destination; below it they count for the shop as a whole."""
_SHARE = (0.1, 0.9)
"""The proposed range leaves out the fastest and the slowest tenth."""


class Trip(NamedTuple):
    """One parcel on the shop's calendar; `delivered` is None where nobody said when it came. `country` is ISO 3166."""

    placed: date
    shipped: date
    delivered: date | None
    country: str


@dataclass(frozen=True, slots=True)
class UsualDays:
    """Business days, fewest and most, of 8 parcels in 10; None where there are fewer than `ENOUGH`.

    `sent` and `delivered` are how many parcels each rests on, `parcels` how many each destination.
    """

    handling: Days | None = None
    transit: Days | None = None
    by_country: Mapping[str, Days] = field(default_factory=dict)
    parcels: Mapping[str, int] = field(default_factory=dict)
    sent: int = 0
    delivered: int = 0


def usual_days(trips: Iterable[Trip], home: str) -> UsualDays:
    """`home` is the shop's country: its holidays count for handling, the destination's for transit."""
    trips = [trip for trip in trips if trip.placed <= trip.shipped]
    arrived: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for trip in trips:
        if trip.delivered and trip.delivered >= trip.shipped:
            arrived[trip.country].append((trip.shipped, trip.delivered))
    transit = {country: _business_days(spans, country) for country, spans in arrived.items()}
    every = [days for lasted in transit.values() for days in lasted]
    ranges = {country: _range(lasted) for country, lasted in sorted(transit.items()) if country}
    return UsualDays(
        handling=_range(_business_days([(trip.placed, trip.shipped) for trip in trips], home)),
        transit=_range(every),
        by_country={country: found for country, found in ranges.items() if found},
        parcels={country: len(lasted) for country, lasted in transit.items()},
        sent=len(trips),
        delivered=len(every),
    )


def _business_days(spans: Sequence[tuple[date, date]], country: str) -> list[int]:
    if not spans:
        return []
    calendar = business_calendar(country, min(first for first, _ in spans).year, max(last for _, last in spans).year)
    first, last = (np.array(days, dtype="datetime64[D]") for days in zip(*spans, strict=True))
    counted: list[int] = np.busday_count(first, last, busdaycal=calendar).tolist()
    return counted


def _range(days: Sequence[int]) -> Days | None:
    if len(days) < ENOUGH:
        return None
    low, high = np.quantile(days, _SHARE, method="inverted_cdf")
    return int(low), int(high)

"""Rows of orders and parcels as the estimate takes them: days of the customer instead of moments, many at once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from integration.domain.commerce import Address, OrderStatus, TrackingStatus
from integration.domain.delay.hazards import Chances
from integration.domain.delay.local_days import days_in
from integration.domain.delay.parcels import Columns, Range, Way
from integration.domain.delay.workdays import NEVER, Days, day_number
from integration.domain.promise import PromiseSettings
from integration.domain.zones import zone_of
from integration.store.tables import ShopRow

_ENDED = (TrackingStatus.DELIVERED, TrackingStatus.RETURN_TO_SENDER)
T = TypeVar("T")


class Found(NamedTuple):
    """Rows by column; those of an order stand beside each other. Moments are seconds since 1970."""

    order: Sequence[int]
    status: Sequence[str]
    country: Sequence[str]
    region: Sequence[str]
    service: Sequence[str]
    carrier: Sequence[str | None]
    parcel_status: Sequence[str | None]
    ready: Sequence[float]
    promised_by: Sequence[float]
    shipped_at: Sequence[float | None]
    handed_over_at: Sequence[float | None]
    scanned_at: Sequence[float | None]
    delivered_at: Sequence[float | None]


class Known(NamedTuple):
    """What was last estimated of each parcel's order: three moments, and the chance of being late. NaN: nothing was."""

    earliest: Chances
    expected: Chances
    latest: Chances
    probability_late: Chances


@dataclass(frozen=True, slots=True)
class Read:
    """Parcels with our id of each one's order; `zone` is the place among `zones` of the clock that its days go by."""

    columns: Columns
    orders: Days
    zone: Days
    zones: Sequence[tzinfo]
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Turns rows into parcels of one shop as they stand at `now`.

    `transit_prior` (by origin and destination) and `handling_prior` stand in where the merchant has said nothing.
    """

    shop: ShopRow
    settings: PromiseSettings
    now: datetime
    transit_prior: Callable[[str, str], Range]
    handling_prior: Range

    def read(self, rows: Sequence[Sequence[Any]]) -> Read:
        """Rows as Found, and as Known where they have more columns.

        What would seem to travel for ever is left out: sent back, or sent or delivered without saying when.
        """
        width = len(Found._fields)
        cells = list(zip(*rows, strict=True)) or [()] * width
        found, known = Found(*cells[:width]), np.array(cells[width:], dtype=np.float64)
        places, way = _distinct(zip(found.country, found.region, found.service, found.carrier, strict=True))
        zones, of = _distinct(self._zone(country, region) for country, region, *_ in places)
        zone, ways = of[way], [self._way(*each) for each in places]
        clear, columns = self._columns(found, way, ways, zone, zones)
        orders = np.array(found.order, dtype=np.int64)[clear]
        return Read(columns, orders, zone[clear], zones, Known(*known[:, clear]) if len(known) else None)

    def _columns(
        self, found: Found, way: Days, ways: Sequence[Way], zone: Days, zones: Sequence[tzinfo]
    ) -> tuple[Days, Columns]:
        """The rows of which something can be said, and those as columns."""
        ready, promised, shipped, handed, scanned, delivered = _days(found, zone, zones)
        today = np.array([day_number(self.now.astimezone(each).date()) for each in zones], dtype=np.int64)[zone]
        followed = scanned != NEVER
        left = np.where(followed, handed, shipped)
        silent = (left == NEVER) & ~followed & _are(found.status, OrderStatus.FULFILLED)
        clear = np.flatnonzero((delivered != NEVER) | ~(silent | _are(found.parcel_status, *_ENDED)))
        left = np.maximum(ready, left)
        arrived = np.maximum(np.where(left == NEVER, ready, left), delivered)
        return clear, Columns(
            ids=[f"{order}.{number}" if number > 1 else str(order) for order, number in _numbered(found.order, clear)],
            bought=ready[clear],
            promised=promised[clear],
            paid=ready[clear],
            handed_over=np.minimum(left, arrived)[clear],
            delivered=arrived[clear],
            ship_by=np.full(len(clear), NEVER),
            distance_km=np.zeros(len(clear)),
            on_van=(_are(found.parcel_status, TrackingStatus.OUT_FOR_DELIVERY) & (scanned == today))[clear],
            followed=(followed | (delivered != NEVER))[clear],
            way=way[clear],
            ways=ways,
        )

    def _zone(self, country: str, region: str) -> tzinfo:
        return zone_of(Address(country=country, region=region), self.shop.timezone)

    def _way(self, country: str, region: str, service: str, carrier: str | None) -> Way:
        country, home = country.upper(), (self.settings.country or self.shop.country).upper()
        said = self.settings.transit_to(country, service)
        return Way(
            seller=str(self.shop.id),
            origin=home,
            destination=region,
            carrier=(carrier or "").casefold(),
            service=service.strip().casefold(),
            country=country,
            home=home,
            published=said or self.transit_prior(home, country),
            handling=self.settings.handling or self.handling_prior,
        )


def _days(found: Found, zone: Days, zones: Sequence[tzinfo]) -> Days:
    """The days there of the six moments, a row each."""
    moments = np.array(found[7:], dtype=np.float64)
    days = np.full(moments.shape, NEVER)
    for place, there in enumerate(zones):
        here = np.flatnonzero(zone == place)
        for of, row in zip(moments, days, strict=True):
            row[here] = days_in(there, of[here])
    return days


def _numbered(orders: Sequence[int], chosen: Days) -> Iterable[tuple[int, int]]:
    """The order of each chosen row, and its number among all rows of that order."""
    of, places = np.array(orders, dtype=np.int64), np.arange(len(orders))
    begins = np.append(True, of[1:] != of[:-1])[: len(of)]
    number = places - np.maximum.accumulate(np.where(begins, places, 0)) + 1
    return zip(of[chosen].tolist(), number[chosen].tolist(), strict=True)


def _are(said: Iterable[str | None], *statuses: str) -> NDArray[np.bool_]:
    return np.array([status in statuses for status in said], dtype=bool)


def _distinct(found: Iterable[T]) -> tuple[Sequence[T], Days]:
    """What there is, each once, and for each of the found which of these it is."""
    known: dict[T, int] = {}
    of = np.array([known.setdefault(each, len(known)) for each in found], dtype=np.int64)
    return tuple(known), of

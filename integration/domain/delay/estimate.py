"""When a parcel will arrive: the chance of each coming day, from the shop's own parcels and a prior.

The unit is the hazard: of the parcels still under way on business day n, the share that arrives on that day. Counts
are shrunk from the lane to its country to all of the shop's parcels to a prior, so that few parcels change little.
Parcels still under way count too; leaving them out would make every lane look fast. Not modelled: the weekday,
the season, a region that slows down, and Saturday deliveries (they count as Monday's).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

import numpy as np

from integration.domain.calendars import business_calendar
from integration.domain.commerce import TrackingStatus
from integration.domain.counts import HORIZON, Chances, Counts, Route

Days = tuple[int, int]

WEIGHT = 30.0
"""Parcels that the next coarser level counts for."""

OUT_FOR_DELIVERY = 0.85
"""Own assumption: the chance that a parcel on the van arrives the same day."""

DAY_ENDS, VAN_ENDS = 20, 22
"""The hour, at the customer's, after which no delivery is expected any more; a parcel on the van has until 22."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What is known of one stage: the range to begin with, and the shop's own counts by level."""

    prior: Days
    counts: Mapping[str, Counts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class History:
    handling: Stage
    transit: Stage


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel that has not arrived. `ready_at` is when the shop could begin; `zone` is the customer's.

    `status` is that of the newest scan, made at `scanned_at`.
    """

    route: Route
    ready_at: datetime
    handed_over_at: datetime | None = None
    promised_by: datetime | None = None
    status: TrackingStatus = TrackingStatus.UNKNOWN
    scanned_at: datetime | None = None
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Estimate:
    """Eight of ten such parcels arrive from `earliest` to `latest`, half by `expected`; days of the customer.

    `basis` says what it rests on, ready for JSON: stage, age in business days, parcels counted by level, prior.
    """

    earliest: datetime
    expected: datetime
    latest: datetime
    probability_late: float
    basis: Mapping[str, Any] = field(default_factory=dict)


def estimate(parcel: Parcel, history: History, now: datetime) -> Estimate:
    """When the parcel will arrive, knowing that it had not at `now`."""
    today = _first_possible_day(parcel, now.astimezone(parcel.zone))
    chances, basis = _arrival(parcel, history, today)
    reached = np.cumsum(chances)
    days = [_on(parcel, today, int(np.searchsorted(reached, share))) for share in (0.1, 0.5, 0.9)]
    return Estimate(
        earliest=_moment(days[0], time.min, parcel.zone),
        expected=_moment(days[1], time(12), parcel.zone),
        latest=_moment(days[2], time(23, 59, 59), parcel.zone),
        probability_late=_late(parcel, today, reached),
        basis=basis,
    )


def slowest(estimates: Iterable[Estimate]) -> Estimate | None:
    """The estimate of an order in several parcels: it is complete when the last one is there. None without any."""
    known = list(estimates)
    if not known:
        return None
    last = max(known, key=lambda each: (each.latest, each.expected))
    late = max(each.probability_late for each in known)
    return Estimate(last.earliest, last.expected, last.latest, late, {**last.basis, "parcels_open": len(known)})


def hazards(stage: Stage, route: Route) -> Chances:
    """The chance of each business day, given that it was not before."""
    chances = _prior_hazards(stage.prior)
    for level in route.levels:
        if counts := stage.counts.get(level):
            chances = (counts.ended + WEIGHT * chances) / (counts.exposed + WEIGHT)
    return chances


def _arrival(parcel: Parcel, history: History, today: date) -> tuple[Chances, dict[str, Any]]:
    """The chance of each business day from `today` on, and what it rests on."""
    transit = hazards(history.transit, parcel.route)
    if parcel.handed_over_at is None:
        age = _age(parcel.ready_at.astimezone(parcel.zone).date(), today, parcel.route.origin)
        handing = _remaining(hazards(history.handling, parcel.route), age)
        return np.convolve(handing, _remaining(transit, 0)), _basis("handling", age, history.handling, parcel.route)
    age = _age(parcel.handed_over_at.astimezone(parcel.zone).date(), today, parcel.route.country)
    if _on_the_van(parcel, today) and age < HORIZON:
        transit[age] = max(transit[age], OUT_FOR_DELIVERY)
    return _remaining(transit, age), _basis("transit", age, history.transit, parcel.route)


def _on_the_van(parcel: Parcel, today: date) -> bool:
    """A scan of another day says nothing of today: that round came back with the parcel."""
    if parcel.status is not TrackingStatus.OUT_FOR_DELIVERY or parcel.scanned_at is None:
        return False
    return parcel.scanned_at.astimezone(parcel.zone).date() == today


def _basis(name: str, age: int, stage: Stage, route: Route) -> dict[str, Any]:
    seen = {level: int(counts.ended.sum()) for level in route.levels if (counts := stage.counts.get(level))}
    return {"stage": name, "age": age, "parcels": seen, "prior_days": list(stage.prior)}


def _remaining(chances: Chances, age: int) -> Chances:
    """The distribution over the days from `age` on. Beyond the horizon the last day's chance goes on for as long
    again, so that an old parcel is not promised for tomorrow; what is left then falls on the day after."""
    ahead = np.append(chances[min(age, HORIZON - 1) :], np.full(HORIZON, chances[-1]))
    alive = np.concatenate(([1.0], np.cumprod(1.0 - ahead)))
    return np.append(alive[:-1] * ahead, alive[-1])


def _prior_hazards(days: Days) -> Chances:
    """A log-logistic whose middle is the range's and whose ninth tenth is its most, cut into days.

    Its tail is heavy on purpose: a parcel long overdue is more likely stuck than due tomorrow.
    """
    fewest, most = days
    middle = (fewest + most) / 2 + 0.5
    steepness = min(math.log(9.0) / math.log((most + 1) / middle), 60.0)
    odds = 1.0 + (np.arange(HORIZON + 1) / middle) ** steepness
    return np.asarray(1.0 - odds[:-1] / odds[1:])


def _late(parcel: Parcel, today: date, reached: Chances) -> float:
    if parcel.promised_by is None:
        return 0.0
    promised = parcel.promised_by.astimezone(parcel.zone).date()
    days_left = _age(today, promised + timedelta(days=1), parcel.route.country)
    if days_left == 0:
        return 1.0
    return float(np.clip(1.0 - reached[min(days_left, len(reached)) - 1], 0.0, 1.0))


def _first_possible_day(parcel: Parcel, local: datetime) -> date:
    ends = VAN_ENDS if _on_the_van(parcel, local.date()) else DAY_ENDS
    return local.date() + timedelta(days=1 if local.hour >= ends else 0)


def _age(start: date, end: date, country: str) -> int:
    """Business days from `start` on and before `end`; 0 when `end` comes first."""
    if end <= start:
        return 0
    return int(np.busday_count(start, end, busdaycal=business_calendar(country, start.year, end.year)))


def _on(parcel: Parcel, today: date, days: int) -> date:
    calendar = business_calendar(parcel.route.country, today.year, today.year + 1)
    day: date = np.busday_offset(today, days, roll="forward", busdaycal=calendar).astype(date)
    return day


def _moment(day: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)

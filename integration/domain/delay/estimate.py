"""The estimate of an order that is under way, in moments of the customer's days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

import numpy as np

from integration.domain.delay.model import WAIT_AGES, WAY_AGES, Model
from integration.domain.delay.parcels import Parcel, Parcels, parcels_table
from integration.domain.delay.workdays import day_number, day_of

DAY_ENDS, VAN_ENDS = 20, 22
"""The hour, at the customer's, after which no delivery is expected any more; a parcel on the van has until 22."""

AT = (time.min, time(12), time(23, 59, 59))
"""The first moment of the first day, noon of the middle one, the last moment of the last."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Eight of ten such parcels arrive from `earliest` to `latest`, half by `expected`; days of the customer.

    `basis` says what it rests on, ready for JSON: stage, age in working days, parcels counted by level, pace.
    """

    earliest: datetime
    expected: datetime
    latest: datetime
    probability_late: float
    basis: Mapping[str, Any] = field(default_factory=dict)


def estimate(model: Model, parcels: Sequence[Parcel], now: datetime, zone: tzinfo) -> Estimate | None:
    """When the order is complete: when the last of its open parcels is there. None without any."""
    if not parcels:
        return None
    table = parcels_table(parcels)
    today = day_number(min(first_possible_day(parcel.on_van, now.astimezone(zone)) for parcel in parcels))
    outlook = model.look(table, np.arange(len(table)), today, left_by=today)
    last = int(np.lexsort((outlook.middle, outlook.latest))[-1])
    days = [day_of(today + int(each[last])) for each in (outlook.soonest, outlook.middle, outlook.latest)]
    basis = _basis(model, table, last, today) | ({"parcels_open": len(parcels)} if len(parcels) > 1 else {})
    return Estimate(*moments(days[0], days[1], days[2], zone), float(outlook.late.max()), basis)


def first_possible_day(on_van: bool, local: datetime) -> date:
    ends = VAN_ENDS if on_van else DAY_ENDS
    return local.date() + timedelta(days=1 if local.hour >= ends else 0)


def moments(earliest: date, expected: date, latest: date, zone: tzinfo) -> tuple[datetime, datetime, datetime]:
    """As AT says, of three days there."""
    named = zip((earliest, expected, latest), AT, strict=True)
    first, middle, last = (datetime.combine(day, at, zone).astimezone(UTC) for day, at in named)
    return first, middle, last


def _basis(model: Model, parcels: Parcels, row: int, today: int) -> dict[str, Any]:
    gone = bool(parcels.handed_over[row] <= today)
    rows = np.array([row])
    hazards, levels = (model.transit, parcels.transit) if gone else (model.handling, parcels.handling)
    workdays, since, most = (
        (parcels.there, parcels.handed_over, WAY_AGES) if gone else (parcels.here, parcels.paid, WAIT_AGES)
    )
    named = [(groups.names[groups.of[row]], level) for level, groups in zip(hazards.levels, levels.groups, strict=True)]
    seen = {
        _called(name): round(float(level.ended[level.rows[name]].sum())) for name, level in named if name in level.rows
    }
    return {
        "stage": "transit" if gone else "handling",
        "age": int(min(workdays.age(rows, since[rows], today)[0], most - 1)),
        "parcels": {"all": round(float(hazards.levels[0].ended.sum())), **seen},
        "published_days": list(levels.groups[0].names[levels.groups[0].of[row]]),
        "pace": round(float(model.pace.of(parcels.region)[parcels.region.of[row]]), 2),
    }


def _called(name: object) -> str:
    return name if isinstance(name, str) else "-".join(str(part) for part in name) if isinstance(name, tuple) else ""

"""Many open orders on one morning, by column: what is expected of each, from all its open parcels."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import NamedTuple

import numpy as np

from integration.domain.delay.estimate import AT
from integration.domain.delay.hazards import Chances
from integration.domain.delay.local_days import seconds_at
from integration.domain.delay.model import Model
from integration.domain.delay.parcels import Parcels
from integration.domain.delay.workdays import Days


class Expected(NamedTuple):
    """Orders, each by its parcel that comes last, `row` of the table; days are numbers, the promise is days ahead."""

    orders: Days
    row: Days
    soonest: Days
    middle: Days
    latest: Days
    late: Chances
    to_promise: Days


def expected(model: Model, parcels: Parcels, orders: Days, today: Days) -> Expected:
    """`orders` and `today` are each parcel's. An order is late when any of its parcels is."""
    (soonest, middle, latest), late = _outlook(model, parcels, today)
    order = np.lexsort((middle, latest, orders))
    begins = np.flatnonzero(np.append(True, orders[order][1:] != orders[order][:-1])[: len(order)])
    last = order[np.append(begins[1:], len(order)) - 1] if len(order) else order
    worst = np.maximum.reduceat(late[order], begins) if len(order) else late
    to_promise = (parcels.promised - today)[last]
    return Expected(orders[last], last, soonest[last], middle[last], latest[last], worst, to_promise)


def moments_of(found: Expected, zone: Days, zones: Sequence[tzinfo]) -> Chances:
    """Of each order, in seconds since 1970: the earliest, the middle and the latest moment, a row each."""
    days, here = np.stack([found.soonest, found.middle, found.latest]), zone[found.row]
    moments = np.empty(days.shape)
    for place, there in enumerate(zones):
        rows = np.flatnonzero(here == place)
        for each, at, moment in zip(days, AT, moments, strict=True):
            moment[rows] = seconds_at(there, each[rows], at)
    return moments


def _outlook(model: Model, parcels: Parcels, today: Days) -> tuple[Days, Chances]:
    """Soonest, middle and latest day, a row each; and the chance of being late."""
    days, late = np.empty((3, len(today)), dtype=np.int64), np.empty(len(today))
    for day in np.unique(today).tolist():
        these = np.flatnonzero(today == day)
        outlook = model.look(parcels, these, day, left_by=day)
        days[:, these] = day + np.stack([outlook.soonest, outlook.middle, outlook.latest])
        late[these] = outlook.late
    return days, late

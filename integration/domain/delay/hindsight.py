"""What a model would have said of orders a week ago, at the usual pace, beside what is known of them now."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from integration.domain.delay.hazards import Chances
from integration.domain.delay.model import Model
from integration.domain.delay.pace import Pace
from integration.domain.delay.parcels import Parcels
from integration.domain.delay.workdays import Days

WINDOW = 7
"""Days to look back: long enough for a standstill to show, short enough to have it noticed before the promised day."""


class Hindsight(NamedTuple):
    """Of the parcels in `rows`: the first morning of those looked back at on which each was open, and the chance of
    being late, said then and now."""

    rows: Days
    first: Days
    before: Chances
    now: Chances


def hindsight(model: Model, parcels: Parcels, today: int) -> Hindsight:
    """Of each parcel that was open and not yet late on a morning of the last week.

    What slows a region down just now is left out of what would have been said then: it is what is looked for.
    """
    first = np.maximum(today - WINDOW, parcels.paid + 1)
    there = (first <= today) & (parcels.delivered >= first) & (parcels.promised >= first) & parcels.followed
    rows = np.flatnonzero(there)
    return Hindsight(rows, first[rows], _said(model, parcels, rows, first[rows]), _known(model, parcels, rows, today))


def _said(model: Model, parcels: Parcels, rows: Days, first: Days) -> Chances:
    usual, said = replace(model, pace=Pace()), np.zeros(len(rows))
    for day in np.unique(first).tolist():
        these = np.flatnonzero(first == day)
        said[these] = usual.look(parcels, rows[these], day, left_by=day - 1).late
    return said


def _known(model: Model, parcels: Parcels, rows: Days, today: int) -> Chances:
    known = (parcels.delivered[rows] > parcels.promised[rows]).astype(float)
    open_ = np.flatnonzero(parcels.delivered[rows] >= today)
    if len(open_):
        known[open_] = model.look(parcels, rows[open_], today, left_by=today).late
    return known

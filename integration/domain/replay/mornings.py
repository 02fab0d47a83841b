"""Morning by morning through a shop's past: what was learnt until yesterday, and what it says of every open order."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from integration.domain.delay import Model, Outlook, Parcel, Parcels, parcels_table
from integration.domain.delay.workdays import NEVER, Days, day_number, day_of


class Look(NamedTuple):
    """One open order on one morning. 8 of 10 arrive from `expected_from` to `expected_to`.

    `seen_before`: there was a morning before this one on which it could have been looked at.
    """

    order: str
    day: date
    days_to_promise: int
    probability_late: float
    expected_from: date
    expected_to: date
    seen_before: bool


def past_table(orders: Iterable[Parcel]) -> Parcels:
    """Past orders as columns. Where none says when it was paid, each is from when it was bought.

    Where none says when it was handed over, the way is one stretch, from payment to delivery.
    """
    rows = list(orders)
    if not any(row.paid for row in rows):
        rows = [row._replace(paid=row.bought) for row in rows]
    if not any(row.handed_over for row in rows):
        rows = [row._replace(handed_over=row.paid) for row in rows]
    return parcels_table(rows)


def looks(table: Parcels, first: date | None = None, last: date | None = None) -> Iterator[Look]:
    """Every paid, undelivered order on every morning from `first` to the promised day; all before it is only learnt.

    The morning of a day sees what happened on earlier days. Nothing is read of how an order ended.
    """
    if not len(table):
        return
    model = Model()
    begin, end = int(table.paid.min()) + 1, int(table.promised.max())
    shown_from = begin if first is None else day_number(first)
    for today in range(begin, min(end, NEVER if last is None else day_number(last)) + 1):
        model.learn(today - 1, table)
        rows = np.flatnonzero((table.paid < today) & (table.delivered >= today) & (table.promised >= today))
        if not len(rows):
            continue
        outlook = model.look(table, rows, today, left_by=today - 1)
        model.remember(table, rows, today, outlook)
        if today >= shown_from:
            yield from _shown(table, rows, today, outlook)


def _shown(table: Parcels, rows: Days, today: int, outlook: Outlook) -> Iterator[Look]:
    day, to_promise, paid = day_of(today), (table.promised[rows] - today).tolist(), table.paid[rows].tolist()
    late, soonest, latest = (each.tolist() for each in (outlook.late, outlook.soonest, outlook.latest))
    for place, row in enumerate(rows.tolist()):
        yield Look(
            table.ids[row],
            day,
            to_promise[place],
            late[place],
            day + timedelta(days=soonest[place]),
            day + timedelta(days=latest[place]),
            seen_before=paid[place] < today - 1,
        )

"""Every night, all open parcels of a shop at once: what was learnt yesterday, and what changes by it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import NamedTuple
from uuid import uuid4

import numpy as np
from sqlmodel import select

from integration.domain.delay import Model, Parcels, parcels_table
from integration.domain.delay.estimate import Estimate, first_possible_day, moments
from integration.domain.delay.hazards import Chances
from integration.domain.delay.policy import MAIN_LOOK
from integration.domain.delay.workdays import Days, day_number, day_of
from integration.domain.notice_settings import NoticeSettings
from integration.store import leases, notices
from integration.store.learnt import save_model
from integration.store.parcels import Known, Read, Viewpoint, page_under_way
from integration.store.session import read, write
from integration.store.tables import ShopRow
from jobs.context import Context
from jobs.facts import notice_settings
from jobs.learning import brought_up, forget_lent, today_of, viewpoint_of
from jobs.queue import ring_many

LEASE_SECONDS = 3600.0
AT_ONCE = 50_000
"""Parcels read, estimated and written at one time."""

SAME = 0.005
"""A chance that moved less than this is no news."""


def estimate_shop(context: Context, shop_id: int) -> None:
    """Writes the estimates that changed, and has those orders decided that may be told of a delay now.

    Does nothing while somebody else does it. A run that dies is done again: what it wrote stands already.
    """
    owner, now = uuid4().hex, context.clock()
    with write(context.engine) as session:
        shop = session.exec(select(ShopRow).where(ShopRow.id == shop_id)).one_or_none()
        if shop is None or not leases.acquire(session, f"estimate:{shop_id}", owner, now, LEASE_SECONDS):
            return
        session.commit()
    try:
        _estimate(context, shop_id, now)
    finally:
        with write(context.engine) as session:
            leases.release(session, f"estimate:{shop_id}", owner)
            session.commit()


def _estimate(context: Context, shop_id: int, now: datetime) -> None:
    with read(context.engine) as session:
        shop = session.exec(select(ShopRow).where(ShopRow.id == shop_id)).one()
        settings = notice_settings(session, shop)
        model, today = brought_up(session, shop, now), today_of(shop, now)
        session.expunge_all()
    for page in _pages(context, viewpoint_of(shop, settings.promise, now)):
        looked = _looked(model, page, now)
        changed = {order_id: one for order_id, one in looked.items() if _news(one)}
        with write(context.engine) as session:
            notices.save_estimates(session, shop_id, {key: one.estimate for key, one in changed.items()}, now)
            session.commit()
        ring_many(context, "decide", [key for key, one in looked.items() if _worth_a_look(one, settings)])
    with write(context.engine) as session:
        save_model(session, shop_id, model, today - 1, swept_on=today)
        session.commit()
    forget_lent(context.engine, shop_id)


def _pages(context: Context, viewpoint: Viewpoint) -> Iterator[Sequence[Read]]:
    after: int | None = 0
    while after is not None:
        with read(context.engine) as session:
            page, after = page_under_way(session, viewpoint, after, AT_ONCE)
        if page:
            yield page


class _Looked(NamedTuple):
    estimate: Estimate
    days_to_promise: int
    known: Known | None


def _looked(model: Model, page: Sequence[Read], now: datetime) -> Mapping[int, _Looked]:
    """An order's estimate is that of the parcel which comes last, and it is late when any of them is."""
    table = parcels_table([one.parcel for one in page])
    rows = np.array([table.places[one.parcel.id] for one in page], dtype=np.int64)
    firsts = {zone: day_number(first_possible_day(False, now.astimezone(zone))) for zone in {one.zone for one in page}}
    today = np.array([firsts[one.zone] for one in page], dtype=np.int64)
    soonest, middle, latest, late = _outlook(model, table, rows, today)
    orders = np.array([one.order_id for one in page], dtype=np.int64)
    order = np.lexsort((middle, latest, orders))
    begins = np.flatnonzero(np.append(True, orders[order][1:] != orders[order][:-1]))
    last, worst = order[np.append(begins[1:], len(order)) - 1], np.maximum.reduceat(late[order], begins)
    spans = zip(soonest[last].tolist(), middle[last].tolist(), latest[last].tolist(), strict=True)
    ahead = (table.promised[rows[last]] - today[last]).tolist()
    found = zip((page[at] for at in last.tolist()), spans, worst.tolist(), ahead, strict=True)
    return {one.order_id: _as_looked(one, span, chance, days) for one, span, chance, days in found}


def _outlook(model: Model, table: Parcels, rows: Days, today: Days) -> tuple[Days, Days, Days, Chances]:
    """In day numbers: soonest, middle and latest; and the chance of being late."""
    days, late = np.empty((3, len(rows)), dtype=np.int64), np.empty(len(rows))
    for day in np.unique(today).tolist():
        these = np.flatnonzero(today == day)
        outlook = model.look(table, rows[these], day, left_by=day)
        days[:, these] = day + np.stack([outlook.soonest, outlook.middle, outlook.latest])
        late[these] = outlook.late
    return days[0], days[1], days[2], late


def _as_looked(one: Read, span: tuple[int, int, int], chance: float, days_to_promise: int) -> _Looked:
    basis = {"stage": "handling" if one.parcel.handed_over is None else "transit"}
    return _Looked(Estimate(*_moments(*span, one.zone), round(chance, 4), basis), days_to_promise, one.known)


@lru_cache(maxsize=65_536)
def _moments(soonest: int, middle: int, latest: int, zone: tzinfo) -> tuple[datetime, datetime, datetime]:
    return moments(day_of(soonest), day_of(middle), day_of(latest), zone)


def _news(looked: _Looked) -> bool:
    known, made = looked.known, looked.estimate
    if known is None or (known.earliest, known.expected, known.latest) != (made.earliest, made.expected, made.latest):
        return True
    return abs(known.probability_late - made.probability_late) >= SAME


def _worth_a_look(looked: _Looked, settings: NoticeSettings) -> bool:
    return looked.days_to_promise <= MAIN_LOOK or looked.estimate.probability_late >= settings.early_threshold

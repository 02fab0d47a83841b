"""Every night, all open parcels of a shop at once: what was learnt yesterday, and what changes by it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from sqlmodel import select

from integration.domain.delay import Model, Parcels
from integration.domain.delay.estimate import Estimate, first_possible_day, moments
from integration.domain.delay.hazards import Chances
from integration.domain.delay.nightly import Expected, expected, moments_of
from integration.domain.delay.policy import MAIN_LOOK
from integration.domain.delay.workdays import NEVER, day_number, day_of
from integration.domain.notice_settings import NoticeSettings
from integration.store import leases, notices
from integration.store.learnt import save_model
from integration.store.parcels import page_under_way, pages_under_way
from integration.store.session import read, write
from integration.store.tables import ShopRow
from integration.store.viewpoint import Read, Viewpoint
from jobs.context import Context
from jobs.facts import notice_settings
from jobs.incidents import watch_incidents
from jobs.learning import brought_up, forget_lent, today_of, viewpoint_of
from jobs.queue import ring_many
from jobs.replaying import ask_again

LEASE_SECONDS = 3600.0
AT_ONCE = 20_000
"""Orders read, estimated and written at one time."""

SAME = 0.005
"""A chance that moved less than this is no news."""

_BASIS = {True: {"stage": "handling"}, False: {"stage": "transit"}}
"""By whether the parcel waits to be handed over; the rest of it is told where one order is looked at alone."""


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
        watch_incidents(context, shop_id)
        ask_again(context, shop_id)
    finally:
        with write(context.engine) as session:
            leases.release(session, f"estimate:{shop_id}", owner)
            session.commit()


def _estimate(context: Context, shop_id: int, now: datetime) -> None:
    with read(context.engine) as session:
        shop = session.exec(select(ShopRow).where(ShopRow.id == shop_id)).one()
        settings = notice_settings(shop)
        model, today = brought_up(session, shop, now), today_of(shop, now)
        session.expunge_all()
    for page in _pages(context, viewpoint_of(shop, settings.promise, now)):
        looked = look_at(model, page, now)
        with write(context.engine) as session:
            notices.save_estimates(session, shop_id, looked.news(), now)
            session.commit()
        ring_many(context, "decide", looked.worth_a_look(settings))
    with write(context.engine) as session:
        save_model(session, shop_id, model, today - 1, swept_on=today)
        session.commit()
    forget_lent(context.engine, shop_id)


def _pages(context: Context, viewpoint: Viewpoint) -> Iterator[Read]:
    with read(context.engine) as session:
        pages = pages_under_way(session, viewpoint, AT_ONCE)
    for between in pages:
        with read(context.engine) as session:
            page = page_under_way(session, viewpoint, between)
        if len(page.orders):
            yield page


@dataclass(frozen=True, slots=True)
class Looked:
    """A page's orders, what is expected of each, and what was last known. `late` is rounded, as it is kept."""

    page: Read
    found: Expected
    late: Chances

    def news(self) -> Mapping[int, Estimate]:
        """By order, the estimates that are not those of yesterday."""
        changed = np.flatnonzero(self._changed())
        row = self.found.row[changed]
        waits = self.page.columns.handed_over[row] == NEVER
        days = (each[changed].tolist() for each in (self.found.soonest, self.found.middle, self.found.latest))
        spans = zip(*days, (self.page.zones[place] for place in self.page.zone[row].tolist()), strict=True)
        said = zip(spans, self.late[changed].tolist(), waits.tolist(), strict=True)
        made = (Estimate(*_moments(*span), late, _BASIS[waits]) for span, late, waits in said)
        return dict(zip(self.found.orders[changed].tolist(), made, strict=True))

    def worth_a_look(self, settings: NoticeSettings) -> Sequence[int]:
        """The orders about which something may be told now."""
        near = self.found.to_promise <= MAIN_LOOK
        orders: list[int] = self.found.orders[near | (self.late >= settings.early_threshold)].tolist()
        return orders

    def _changed(self) -> NDArray[np.bool_]:
        known, moments = self.page.known, moments_of(self.found, self.page.zone, self.page.zones)
        if known is None:
            return np.ones(len(self.late), dtype=bool)
        *were, chance = (each[self.found.row] for each in known)
        moved = (np.stack(were) != moments).any(axis=0)
        return np.asarray(moved | (np.abs(chance - self.late) >= SAME))


def look_at(model: Model, page: Read, now: datetime) -> Looked:
    firsts = [day_number(first_possible_day(False, now.astimezone(zone))) for zone in page.zones]
    today = np.array(firsts, dtype=np.int64)[page.zone]
    found = expected(model, Parcels.of(page.columns), page.orders, today)
    return Looked(page, found, np.array([round(chance, 4) for chance in found.late.tolist()]))


@lru_cache(maxsize=65_536)
def _moments(soonest: int, middle: int, latest: int, zone: tzinfo) -> tuple[datetime, datetime, datetime]:
    return moments(day_of(soonest), day_of(middle), day_of(latest), zone)

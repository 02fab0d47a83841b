"""What a shop's own parcels have taught so far, counted once an hour a process and not for every order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from integration.domain.counts import Counts, tally
from integration.domain.zones import day_in
from integration.store.passages import passages
from integration.store.tables import ShopRow

FRESH = timedelta(hours=1)
MOST_SHOPS = 200
"""Kept at once: a shop with a hundred lanes takes some 100 kB."""


@dataclass(frozen=True, slots=True)
class Learnt:
    handling: Mapping[str, Counts]
    transit: Mapping[str, Counts]
    at: datetime


_kept: WeakKeyDictionary[Engine | Connection, dict[int, Learnt]] = WeakKeyDictionary()


def learnt(session: Session, shop: ShopRow, now: datetime) -> Learnt:
    """At most an hour old, and never from the future of `now`."""
    shops = _kept.setdefault(session.get_bind(), {})
    found = shops.get(shop.id or 0)
    if found is None or not timedelta(0) <= now - found.at < FRESH:
        found = _count(session, shop, now)
        if len(shops) >= MOST_SHOPS:
            shops.clear()
        shops[shop.id or 0] = found
    return found


def _count(session: Session, shop: ShopRow, now: datetime) -> Learnt:
    seen = passages(session, shop, now)
    today = day_in(shop.timezone, now)
    return Learnt(tally(seen.handling, today), tally(seen.transit, today), now)

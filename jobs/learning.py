"""What a shop's own parcels have taught so far: brought up to date a day at a time, and lent to whoever estimates."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Connection, Engine
from sqlmodel import Session

from integration.data.transit import handling_prior, transit_prior
from integration.domain.delay import Model, Parcels
from integration.domain.delay.workdays import day_number, day_of
from integration.domain.promise import PromiseSettings
from integration.domain.zones import zone
from integration.store.learnt import learnt_until, model_of
from integration.store.order_parts import promise_settings
from integration.store.parcels import of_day, past
from integration.store.tables import ShopRow
from integration.store.viewpoint import Viewpoint

FRESH = timedelta(hours=1)
MOST_SHOPS = 200
"""Models kept at once: one of a hundred lanes takes some 300 kB."""

MOST_DAYS = 14
"""A model further behind than that is learnt anew from the shop's past, in one go."""


@dataclass(frozen=True, slots=True)
class Lent:
    model: Model
    at: datetime


_kept: WeakKeyDictionary[Engine | Connection, dict[int, Lent]] = WeakKeyDictionary()


def learnt(session: Session, shop: ShopRow, now: datetime) -> Model:
    """The model to look with, read at most an hour ago. A shop of which nothing is known goes by what is published."""
    shops = _kept.setdefault(session.get_bind(), {})
    found = shops.get(shop.id or 0)
    if found is None or not timedelta(0) <= now - found.at < FRESH:
        if len(shops) >= MOST_SHOPS:
            shops.clear()
        found = shops[shop.id or 0] = Lent(model_of(session, shop.id or 0) or Model(), now)
    return found.model


def forget_lent(engine: Engine, shop_id: int) -> None:
    """The next who asks reads the model anew."""
    _kept.get(engine, {}).pop(shop_id, None)


def viewpoint_of(shop: ShopRow, settings: PromiseSettings, now: datetime) -> Viewpoint:
    """The shop's parcels as they stand now, with what is published where the merchant has said nothing."""
    return Viewpoint(shop, settings, now, transit_prior, handling_prior())


def today_of(shop: ShopRow, now: datetime) -> int:
    return day_number(now.astimezone(zone(shop.timezone)).date())


def brought_up(session: Session, shop: ShopRow, now: datetime) -> Model:
    """The model that knows every day until the shop's yesterday; the days it lacked are learnt."""
    viewpoint = viewpoint_of(shop, promise_settings(shop), now)
    yesterday, until = today_of(shop, now) - 1, learnt_until(session, shop.id or 0)
    model = model_of(session, shop.id or 0) if until is not None and yesterday - until <= MOST_DAYS else None
    if model is None or until is None:
        return lived_through(Parcels.of(past(session, viewpoint).columns), yesterday)
    for day in range(until + 1, yesterday + 1):
        _live_through(model, Parcels.of(of_day(session, viewpoint, day_of(day)).columns), day)
    return model


def lived_through(table: Parcels, yesterday: int) -> Model:
    """A model that lived through the shop's past day by day, and knows how true its words were."""
    model = Model()
    for day in range(int(table.paid.min()) if len(table) else yesterday + 1, yesterday + 1):
        _live_through(model, table, day)
    return model


def _live_through(model: Model, table: Parcels, day: int) -> None:
    """Learns the day, and keeps what is said of the morning after it, to be checked when the truth is known."""
    model.learn(day, table)
    today = day + 1
    open_ = np.flatnonzero((table.paid < today) & (table.delivered >= today) & (table.promised >= today))
    rows = model.truth.chosen(table, open_, today)
    if len(rows):
        model.remember(table, rows, today, model.look(table, rows, today, left_by=day))

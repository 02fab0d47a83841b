"""Keeps the periods: raw deliveries and customers' data go when their time is over, in small batches."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session

from integration.store import inbox
from integration.store.activity import log
from integration.store.retention import customer_days, erase_customers
from integration.store.session import read, write
from integration.store.shops import shops
from integration.store.wishes import hide_wishes
from jobs.context import Context

BATCH = 500


def keep_periods(context: Context) -> None:
    """Forgets what is past its time, and notes in each shop's log what was erased. Safe to stop and repeat."""
    now = context.clock()
    forget_raw(context, now - timedelta(days=context.keep_raw_days))
    with read(context.engine) as session:
        periods = [(shop.id, customer_days(shop, context.keep_customer_days)) for shop in shops(session)]
    for shop_id, days in periods:
        if shop_id is not None:
            _erase(context, shop_id, now, days)


def forget_raw(context: Context, before: datetime) -> int:
    """Empties the bodies of deliveries that came before `before` and are read; says how many."""
    return _in_batches(context, lambda session: inbox.forget_bodies(session, before, BATCH))


def _erase(context: Context, shop_id: int, now: datetime, days: int) -> None:
    before = now - timedelta(days=days)
    erased = _in_batches(context, lambda session: erase_customers(session, shop_id, before, now, BATCH))
    if erased:
        with write(context.engine) as session:
            hide_wishes(session, shop_id, context.vault)
            log(session, shop_id, now, "forthright", "erased customers", f"{erased} orders", days=days)
            session.commit()


def _in_batches(context: Context, step: Callable[[Session], int]) -> int:
    """One short transaction a batch, so that nobody waits behind it."""
    total = 0
    while True:
        with write(context.engine) as session:
            done = step(session)
            session.commit()
        total += done
        if done < BATCH:
            return total

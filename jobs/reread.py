"""Reads orders again one by one, where a vendor changes them without a date that moves or a list that shows it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from integration.ports import Permanent, Storefront
from integration.store import open_orders, shops
from integration.store.open_orders import OpenOrder
from integration.store.session import read, write
from integration.store.tables import ConnectionRow
from jobs.apply import apply
from jobs.context import Context
from jobs.queue import ring_many
from jobs.refetch import order_as_it_stands

AT_ONCE = 40
"""Orders a visit: at one visit in five minutes two calls each are sixteen a minute, which no host minds."""
UNTRACKED_FOR = timedelta(days=60)
OPEN_FOR = timedelta(days=180)
CURSOR = "reread"


def some(context: Context, connection: ConnectionRow, storefront: Storefront) -> int:
    """The next few orders that have no tracking number yet, round and round; how many."""
    told, since = (connection.shop_id, connection.connector), context.clock() - UNTRACKED_FOR
    after = connection.cursors.get(CURSOR, {}).get("after", 0)
    with read(context.engine) as session:
        found = open_orders.open_orders(session, *told, after, since, AT_ONCE, untracked=True)
        if after and len(found) < AT_ONCE:
            first = open_orders.open_orders(session, *told, 0, since, AT_ONCE, untracked=True)
            found = [*found, *(one for one in first if one.id <= after)][:AT_ONCE]
    _read(context, connection, storefront, found)
    with write(context.engine) as session:
        place = {"after": found[-1].id if found else 0}
        shops.set_cursor(session, connection.shop_id, connection.connector, CURSOR, place)
        session.commit()
    return len(found)


def every(context: Context, connection: ConnectionRow, storefront: Storefront) -> Iterator[int]:
    """All open orders, a few at a time; yields how many each time."""
    told, since, after = (connection.shop_id, connection.connector), context.clock() - OPEN_FOR, 0
    while True:
        with read(context.engine) as session:
            found = open_orders.open_orders(session, *told, after, since, AT_ONCE)
        if not found:
            return
        _read(context, connection, storefront, found)
        after = found[-1].id
        yield len(found)


def _read(context: Context, connection: ConnectionRow, storefront: Storefront, found: Sequence[OpenOrder]) -> None:
    """Each in a transaction of its own: what was read is kept though the next cannot be."""
    for one in found:
        try:
            event = order_as_it_stands(storefront, one.vendor_id)
        except Permanent:
            continue
        with write(context.engine) as session:
            rings = apply(context, session, connection, event, context.clock())
            session.commit()
        ring_many(context, "decide", [order_id for _, order_id in rings])

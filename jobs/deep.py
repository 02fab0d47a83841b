"""Once a night: reads all orders of the last weeks again, with their promises and every scan of their parcels.

What changes without a delivery, and without a date that moves, no other reading finds. A store that gathers its answer
for a while is not waited for: the reading goes on where it was when it is rung again.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import Session

from integration.domain.commerce import Fulfillment, Order
from integration.ports import DeepReading, Page, Permanent, Storefront
from integration.store import open_orders, shops
from integration.store.session import read, write
from integration.store.tables import ConnectionRow
from jobs.apply import Rings, apply, save_listed, save_listed_parcels
from jobs.context import Context
from jobs.listing import pages
from jobs.queue import ring_many
from jobs.refetch import order_as_it_stands

log = logging.getLogger(__name__)

Item = TypeVar("Item")

READ_FOR = timedelta(days=60)
GIVEN_UP = timedelta(days=3)
"""A reading that has not come to its end by then is left, and the next night begins anew."""
MOST_MISSED = 500
"""Open orders looked up one by one in a night, because the list did not show them."""
CURSOR = "deep"
ORDERS, PARCELS, DONE = "orders", "parcels", "done"


@dataclass(slots=True)
class Turn:
    """One turn at a night's reading, until `until` (of time.monotonic).

    `seen`: the vendor's ids of the orders listed in it. `begun`: others were listed in an earlier turn.
    """

    context: Context
    connection: ConnectionRow
    until: float
    seen: set[str] = field(default_factory=set)
    begun: bool = False

    def read(self, reading: DeepReading, storefront: Storefront) -> None:
        """Goes on from where the last turn stopped. Raises NotReady, and what the store raises."""
        place = self.connection.cursors.get(CURSOR, {})
        now = self.context.clock()
        since = datetime.fromisoformat(place["since"]) if place else now - READ_FOR
        if since < now - READ_FOR - GIVEN_UP:
            log.warning("the nightly reading of connection %s did not end in %s", self.connection.id, GIVEN_UP)
            return
        step, cursor, self.begun = place.get("step", ORDERS), place.get("cursor"), bool(place.get("begun"))
        if step == ORDERS:
            self._walk(ORDERS, since, cursor, reading.orders_placed, self._keep_orders)
            if not self.begun:  # else what an earlier turn saw is not known any more
                self._look_up(storefront, since)
            step, cursor = PARCELS, None
        if step == PARCELS:
            self._walk(PARCELS, since, cursor, reading.parcels, self._keep_parcels)

    def _walk(
        self,
        step: str,
        since: datetime,
        cursor: str | None,
        listing: Callable[[datetime, str | None], Page[Item]],
        keep: Callable[[Session, Sequence[Item]], Rings],
    ) -> None:
        """Each page and its cursor are saved together. The store is asked outside of a transaction."""
        following = {ORDERS: PARCELS, PARCELS: DONE}[step]
        for page in pages(lambda at: listing(since, at), cursor, self.until):
            with write(self.context.engine) as session:
                rings = keep(session, page.items) if page.items else []
                place: dict[str, Any] = {"step": step if page.cursor else following, "cursor": page.cursor}
                place |= {"since": since.isoformat(), "begun": self.begun or bool(self.seen)}
                shops.set_cursor(session, self.connection.shop_id, self.connection.connector, CURSOR, place)
                session.commit()
            ring_many(self.context, "decide", dict.fromkeys(row_id for _, row_id in rings))

    def _keep_orders(self, session: Session, found: Sequence[Order]) -> Rings:
        """Those that are under way are decided on anew."""
        self.seen.update(order.id for order in found)
        rows = save_listed(session, self.connection, found, self.context.clock())
        under_way = {order.id for order in found if _is_under_way(order)}
        return [("decide", row.id or 0) for row in rows if not row.imported and row.vendor_id in under_way]

    def _keep_parcels(self, session: Session, found: Sequence[Fulfillment]) -> Rings:
        return save_listed_parcels(session, self.connection, found, self.context.clock())

    def _look_up(self, storefront: Storefront, since: datetime) -> None:
        """What should have been listed and was not is asked for by its id: it may have been deleted."""
        told = self.connection.shop_id, self.connection.connector
        with read(self.context.engine) as session:
            held = open_orders.open_orders(session, *told, 0, since, MOST_MISSED + len(self.seen))
        for one in [one for one in held if one.vendor_id not in self.seen][:MOST_MISSED]:
            try:
                event = order_as_it_stands(storefront, one.vendor_id)
            except Permanent as problem:
                log.warning("order %s is not listed and cannot be read: %s", one.id, problem)
                continue
            with write(self.context.engine) as session:
                rings = apply(self.context, session, self.connection, event, self.context.clock())
                session.commit()
            ring_many(self.context, "decide", [row_id for _, row_id in rings])


def _is_under_way(order: Order) -> bool:
    return bool(order.to_send) or any(parcel.delivered_at is None for parcel in order.fulfillments)

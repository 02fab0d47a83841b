"""Asks a carrier for the scans of the shop's open parcels, and has what they change decided anew."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from uuid import uuid4

from sqlmodel import Session

from connectors import NoSuchConnector
from integration.domain.commerce import TrackingEvent
from integration.ports import Carrier, Permanent, Temporary, Unauthorized
from integration.store import activity, leases, orders, shops, tracking
from integration.store.session import write
from integration.store.tables import ConnectionRow, FulfillmentRow
from jobs.context import Context
from jobs.queue import ring_many

log = logging.getLogger(__name__)

LEASE_SECONDS = 300.0
AT_ONCE = 40
"""Numbers in one question; a connector whose carrier takes fewer asks it several times."""


def track_connection(context: Context, connection_id: int) -> None:
    """Each batch is saved before the next is asked for, so that a vendor's failure loses nothing already heard.

    Does nothing for a connection that is paused or being asked already.
    """
    owner = uuid4().hex
    with write(context.engine) as session:
        connection = shops.connection_by_id(session, connection_id)
        if connection is None or connection.state != "live":
            return
        if not leases.acquire(session, _lease(connection_id), owner, context.clock(), LEASE_SECONDS):
            return
        parcels = list(tracking.open_parcels(session, connection.shop_id))
        session.flush()
        session.expunge_all()
        session.commit()
    try:
        _track(context, connection, parcels)
    except NoSuchConnector:
        log.info("%s carries no parcels", connection.connector)
    except Unauthorized as problem:
        _paused(context, connection, str(problem))
    except (Temporary, Permanent) as problem:
        _noted(context, connection, str(problem))
    finally:
        with write(context.engine) as session:
            shops.visited(session, connection_id, "tracked_at", context.clock())
            leases.release(session, _lease(connection_id), owner)
            session.commit()


def _track(context: Context, connection: ConnectionRow, parcels: Sequence[FulfillmentRow]) -> None:
    carrier = context.open(connection, Carrier)
    for batch in _batches(parcels):
        scans = carrier.track([parcel.tracking_number for parcel in batch])
        with write(context.engine) as session:
            changed = list(_changed(session, context, batch, scans))
            shops.seen(session, connection.shop_id, connection.connector, context.clock())
            session.commit()
        ring_many(context, "decide", dict.fromkeys(changed))


def _changed(
    session: Session,
    context: Context,
    parcels: Sequence[FulfillmentRow],
    scans: Mapping[str, Sequence[TrackingEvent]],
) -> Iterator[int]:
    """Saves the scans; the orders to decide anew. History only teaches."""
    for parcel in parcels:
        events = scans.get(parcel.tracking_number, ())
        if events and tracking.add_events(session, parcel.shop_id, parcel.id or 0, events, context.clock()):
            order = orders.order(session, parcel.shop_id, parcel.order_id)
            if order is not None and not order.imported:
                yield parcel.order_id


def _batches(parcels: Sequence[FulfillmentRow]) -> Iterator[Sequence[FulfillmentRow]]:
    for start in range(0, len(parcels), AT_ONCE):
        yield parcels[start : start + AT_ONCE]


def _paused(context: Context, connection: ConnectionRow, reason: str) -> None:
    with write(context.engine) as session:
        shops.pause_connection(session, connection.shop_id, connection.connector, reason)
        session.commit()


def _noted(context: Context, connection: ConnectionRow, reason: str) -> None:
    with write(context.engine) as session:
        activity.log(
            session, connection.shop_id, context.clock(), "forthright", "tracking failed", connection.connector,
            reason=reason,
        )  # fmt: skip
        session.commit()


def _lease(connection_id: int) -> str:
    return f"track:{connection_id}"

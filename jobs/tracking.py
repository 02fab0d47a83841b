"""Asks a carrier for the scans of the shop's open parcels, and has what they change decided anew."""

import logging
from collections.abc import Iterator, Mapping, Sequence

from sqlmodel import Session

from connectors import NoSuchConnector
from integration.domain.commerce import TrackingEvent
from integration.ports import Carrier, Permanent, Temporary, Unauthorized
from integration.store import activity, shops, tracking
from integration.store.session import read, write
from integration.store.tables import ConnectionRow, FulfillmentRow
from jobs.context import Context
from jobs.queue import ring_many

log = logging.getLogger(__name__)

AT_ONCE = 40
"""Numbers in one question; no carrier we know of takes fewer."""


def track_connection(context: Context, connection_id: int) -> None:
    """Each batch is saved before the next is asked for, so that a vendor's failure loses nothing already heard."""
    with read(context.engine) as session:
        connection = shops.connection_by_id(session, connection_id)
        if connection is None or connection.state != "live":
            return
        parcels = list(tracking.open_parcels(session, connection.shop_id))
        session.expunge_all()
    try:
        _track(context, connection, parcels)
    except NoSuchConnector:
        log.info("%s carries no parcels", connection.connector)
    except Unauthorized as problem:
        _end(context, connection, paused=str(problem))
    except (Temporary, Permanent) as problem:
        _end(context, connection, failed=str(problem))
    else:
        _end(context, connection)


def _track(context: Context, connection: ConnectionRow, parcels: Sequence[FulfillmentRow]) -> None:
    carrier = context.open(connection, Carrier)
    for batch in _batches([parcel for parcel in parcels if parcel.tracking_number]):
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
    """Saves the scans; the orders of which we learned something."""
    for parcel in parcels:
        events = scans.get(parcel.tracking_number, ())
        if events and tracking.add_events(session, parcel.shop_id, parcel.id or 0, events, context.clock()):
            yield parcel.order_id


def _batches(parcels: Sequence[FulfillmentRow]) -> Iterator[Sequence[FulfillmentRow]]:
    for start in range(0, len(parcels), AT_ONCE):
        yield parcels[start : start + AT_ONCE]


def _end(context: Context, connection: ConnectionRow, failed: str = "", paused: str = "") -> None:
    now = context.clock()
    with write(context.engine) as session:
        if paused:
            shops.pause_connection(session, connection.shop_id, connection.connector, paused)
        if failed:
            activity.log(
                session, connection.shop_id, now, "forthright", "tracking failed", connection.connector, reason=failed
            )
        shops.visited(session, connection.id or 0, "tracked_at", now)
        session.commit()

"""What waited for a store's leave is done once the store gives it."""

import logging

from connectors import NoSuchConnector
from integration.ports import Consent, Permanent, Temporary, TrackingSink, Unauthorized
from integration.store import troubles, write_backs
from integration.store.session import read, write
from integration.store.tables import ConnectionRow
from jobs.context import Context

log = logging.getLogger(__name__)


def take_up(context: Context, connection: ConnectionRow) -> None:
    """Asks the store only where something waits for its answer; what cannot be asked now is asked at the next visit."""
    told = connection.shop_id, connection.connector
    with read(context.engine) as session:
        waits = write_backs.is_denied(session, *told)
    if not waits:
        return
    try:
        lacking = context.open(connection, Consent).lacking(TrackingSink.__name__)
    except (NoSuchConnector, Temporary, Permanent, Unauthorized) as problem:
        log.warning("connection %s cannot be asked what it allows: %s", connection.id, problem)
        return
    if not lacking:
        with write(context.engine) as session:
            write_backs.allow(session, *told, context.clock())
            troubles.over(session, *told, "write_back")
            session.commit()

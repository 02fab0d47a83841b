"""Once a night: what a shop has is compared with what we hold, by id, since a deletion may be told by nobody."""

import logging
import time
from uuid import uuid4

from connectors import NoSuchConnector, manifests
from integration.ports import DeepReading, Permanent, Storefront, Temporary, Unauthorized
from integration.store import catalogue, leases, listed, shops
from integration.store.session import read, write
from integration.store.tables import ConnectionRow
from jobs import deep, reread, translations
from jobs.context import Context
from jobs.listing import NotReady, pages

log = logging.getLogger(__name__)

LEASE_SECONDS = 1200.0
TURN_SECONDS = 600.0
"""A large shop is read in several turns: a job may not take for ever."""
MOST_MISSED = 500
"""Products looked up one by one in a night; the others wait for the next."""
CURSOR = "stock"


def take_stock(context: Context, connection_id: int) -> None:
    """Goes on where a killed run stopped. What cannot be asked now is asked at the next visit."""
    owner = uuid4().hex
    with write(context.engine) as session:
        connection = shops.connection_by_id(session, connection_id)
        ours = connection is not None and connection.state == "live" and connection.synced_at is not None
        ours = ours and leases.acquire(session, _lease(connection_id), owner, context.clock(), LEASE_SECONDS)
        session.flush()
        session.expunge_all()
        session.commit()
    if connection is None or not ours:
        return
    ended = True
    try:
        _count(context, connection, context.open(connection, Storefront), time.monotonic() + TURN_SECONDS)
    except NotReady:
        ended = False
    except NoSuchConnector:
        pass
    except (Unauthorized, Temporary, Permanent) as problem:
        log.warning("the stock of connection %s is taken later: %s", connection_id, problem)
    finally:
        with write(context.engine) as session:
            if ended:
                shops.visited(session, connection_id, "counted_at", context.clock())
            leases.release(session, _lease(connection_id), owner)
            session.commit()


def _count(context: Context, connection: ConnectionRow, storefront: Storefront, until: float) -> None:
    """Raises NotReady where the next turn goes on."""
    manifest = manifests()[connection.connector]
    if manifest.rereads:
        for _ in reread.every(context, connection, storefront):
            pass
    if "DeepReading" in manifest.roles:
        deep.Turn(context, connection, until).read(context.open(connection, DeepReading), storefront)
    translations.read_products(context, connection, until)
    started = _list_products(context, connection, storefront, until)
    with read(context.engine) as session:
        missed = listed.unlisted_products(session, connection.shop_id, started, MOST_MISSED, connection.connector)
    for vendor_id in missed:
        if storefront.product(vendor_id) is None:
            with write(context.engine) as session:
                catalogue.mark_product_deleted(
                    session, connection.shop_id, vendor_id, context.clock(), connection.connector
                )
                session.commit()


def _list_products(context: Context, connection: ConnectionRow, storefront: Storefront, until: float) -> str:
    """Reads every product; when this round began. A text that changed is audited by who looks for unread ones."""
    place = connection.cursors.get(CURSOR, {})
    cursor, started = place.get("cursor"), place.get("started") or context.clock().isoformat()
    for page in pages(lambda at: storefront.products(None, at), cursor, until):
        with write(context.engine) as session:
            told = connection.shop_id, connection.connector
            catalogue.save_products(session, told[0], page.items, context.clock(), told[1])
            listed.mark_listed(session, told[0], [product.id for product in page.items], started, told[1])
            place = {"cursor": page.cursor, "started": started} if page.cursor else {}
            shops.set_cursor(session, *told, CURSOR, place)
            if page.cursor is None:  # the last thing that a night does: the next one begins anew
                for name in (deep.CURSOR, translations.PRODUCTS):
                    shops.set_cursor(session, *told, name, {})
            session.commit()
    return started


def _lease(connection_id: int | None) -> str:
    return f"stock:{connection_id}"

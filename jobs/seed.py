"""The demo shop: made once, read and audited, so that the first page has something to show."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from integration.store import catalogue, people, shops
from integration.store.session import read, write
from integration.store.tables import ConnectionRow, OrderRow, ShopRow
from jobs.audit import audit_document
from jobs.compare import compare_shop
from jobs.context import Context
from jobs.delays import decide_order
from jobs.demo import DEMO_CONNECTOR, DEMO_EMAIL, DEMO_SHOP
from jobs.estimating import estimate_shop
from jobs.sync import sync_connection
from jobs.tracking import track_connection

WITH_US_FOR = timedelta(days=14)
"""The demo shop joined before its open orders were placed: what was there when a shop joins is never written about."""

SETTINGS = {
    "promise": {
        "handling_days": [1, 2],
        "cutoff_hour": 14,
        "transit": {"PT": [2, 3], "GB": [5, 9], "US": [4, 7]},
        "default_transit": [4, 8],
    },
    "notices": {"undo_seconds": 10, "signature": "Inês"},
    "sending": {"quiet_from": 0, "quiet_to": 0},  # no hour is quiet: who looks at the shop by night sees its letter too
}


def seed(context: Context) -> ShopRow:
    """The demo shop; made if there is none, finished if an earlier seed was cut short, else left as it is.

    It is on autopilot, unlike every other new shop: what it shows is a message that goes out by itself.
    """
    connection = _open_shop(context)
    if connection.synced_at is None:
        sync_connection(context, connection.id or 0)
    if connection.tracked_at is None:
        track_connection(context, connection.id or 0)
        estimate_shop(context, connection.shop_id)
        _decide(context, connection.shop_id)
    _audit(context, connection.shop_id)
    compare_shop(context, connection.shop_id)
    with read(context.engine) as session:
        shop = shops.shop(session, connection.shop_id)
        session.expunge_all()
    if shop is None:
        raise LookupError("the demo shop was deleted while it was being made")
    return shop


def _open_shop(context: Context) -> ConnectionRow:
    now = context.clock()
    with write(context.engine) as session:
        shop = shops.shop_named(session, DEMO_SHOP) or shops.create_shop(
            session, DEMO_SHOP, now - WITH_US_FOR, mode="autopilot", settings=SETTINGS
        )
        shop_id = shop.id or 0
        connection = shops.connection(session, shop_id, DEMO_CONNECTOR) or _connect(context, session, shop_id, now)
        owner = people.add_person(session, DEMO_EMAIL, now, name="You")
        people.add_member(session, owner.id or 0, shop_id, "owner")
        session.flush()
        session.expunge_all()
        session.commit()
    return connection


def _connect(context: Context, session: Session, shop_id: int, now: datetime) -> ConnectionRow:
    config = {"started_at": now.isoformat(), "mail_dir": str(context.data_dir / "mail")}
    return shops.save_connection(
        session, shop_id, DEMO_CONNECTOR, context.vault.seal({}), now - WITH_US_FOR, config=config
    )


def _decide(context: Context, shop_id: int) -> None:
    with read(context.engine) as session:
        live = select(OrderRow.id).where(OrderRow.shop_id == shop_id, col(OrderRow.imported).is_(False))
        waiting = [order_id for order_id in session.exec(live) if order_id is not None]
    for order_id in waiting:
        decide_order(context, order_id)


def _audit(context: Context, shop_id: int) -> None:
    with read(context.engine) as session:
        waiting = [document.id for document in catalogue.documents(session, shop_id) if document.id is not None]
    for document_id in waiting:
        audit_document(context, document_id)

"""Has a vendor tell us of changes, where our key may ask for that and the vendor can reach us."""

from connectors import NoSuchConnector
from integration.ports import Permanent, Subscriptions, Temporary, Unauthorized
from integration.ports.sentences import Sentence
from integration.store import activity, shops
from integration.store.session import read, write
from integration.store.tables import ConnectionRow
from jobs.context import Context

TOLD_SINCE = "told_since"
"""The cursor that says since when the vendor tells us."""
UNREACHABLE = Sentence("this installation has no public address; the store is asked every few minutes instead")


def subscribe(context: Context, connection_id: int) -> None:
    """Says in the log what was done or why not; a connection that nobody tells of changes is kept current by asking."""
    with read(context.engine) as session:
        connection = shops.connection_by_id(session, connection_id)
        shop = shops.shop(session, connection.shop_id) if connection else None
        session.expunge_all()
    if connection is None or shop is None or connection.state != "live":
        return
    try:
        subscriptions = context.open(connection, Subscriptions)
        if not context.public_url:
            raise Permanent(UNREACHABLE())
        topics = subscriptions.subscribe(address(context, connection, shop.name))
    except NoSuchConnector:
        return
    except (Temporary, Permanent, Unauthorized) as problem:
        _noted(context, connection, "changes not subscribed to", reason=str(problem))
    else:
        if not topics:  # whoever made the app declared what it is told of
            return
        with write(context.engine) as session:
            now = context.clock().isoformat()
            shops.set_cursor(session, connection.shop_id, connection.connector, TOLD_SINCE, now)
            session.commit()
        _noted(context, connection, "changes subscribed to", topics=", ".join(topics))


def address(context: Context, connection: ConnectionRow, shop_name: str) -> str:
    return f"{context.public_url.rstrip('/')}/webhooks/{connection.connector}/{shop_name}"


def unsubscribe(context: Context, connection: ConnectionRow, shop_name: str) -> int | None:
    """Takes back what `subscribe` asked for, as far as the vendor lets us; `connection` still has its keys.

    How many there were; None where nobody could look.
    """
    if not context.public_url or connection.state != "live":
        return None
    try:
        return context.open(connection, Subscriptions).unsubscribe(address(context, connection, shop_name))
    except NoSuchConnector:
        return None
    except (Temporary, Permanent, Unauthorized) as problem:
        _noted(context, connection, "changes still subscribed to", reason=str(problem))
        return None


def _noted(context: Context, connection: ConnectionRow, act: str, **detail: str) -> None:
    with write(context.engine) as session:
        activity.log(session, connection.shop_id, context.clock(), "forthright", act, connection.connector, **detail)
        session.commit()

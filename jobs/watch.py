"""Looks after what tells us of changes: whether it is still there, and whether anything comes of it."""

from collections.abc import Sequence
from datetime import datetime

from connectors import NoSuchConnector, manifests
from integration.domain.silence import is_silent
from integration.ports import Permanent, Subscriptions, Temporary, Unauthorized
from integration.ports.sentences import Sentence
from integration.store import activity, heard, shops, troubles
from integration.store.session import read, write
from integration.store.tables import ConnectionRow, ShopRow
from jobs.context import Context
from jobs.subscribe import TOLD_SINCE, address

_UNTOLD = Sentence("a change of %(changed)s UTC was found by asking, the last word came %(spoke)s UTC")
_NEVER_TOLD = Sentence("a change of %(changed)s UTC was found by asking, no word ever came")
_MINUTE = "%Y-%m-%d %H:%M"

NOT_TOLD, SILENT = "not_told", "silent"


def watch(context: Context, connection_id: int) -> None:
    """Makes anew what the vendor disabled, lost or sends elsewhere; notes a store whose changes nobody told us of."""
    with read(context.engine) as session:
        connection = shops.connection_by_id(session, connection_id)
        shop = shops.shop(session, connection.shop_id) if connection else None
        session.expunge_all()
    if connection is None or shop is None or connection.state != "live":
        return
    if context.public_url:
        _look(context, connection, shop)
    with write(context.engine) as session:
        shops.visited(session, connection_id, "watched_at", context.clock())
        session.commit()


def _look(context: Context, connection: ConnectionRow, shop: ShopRow) -> None:
    told = connection.shop_id, connection.connector
    try:
        repaired = context.open(connection, Subscriptions).repair(address(context, connection, shop.name))
    except NoSuchConnector:
        _looked(context, connection, ())  # whoever made the app declared what it is told of: nothing to mend here
    except Temporary:
        # What keeps us out now is met, and told of, by whoever reads the shop.
        return
    except Unauthorized as problem:
        with write(context.engine) as session:
            troubles.refused(session, *told, problem.trouble, str(problem), context.clock())
            session.commit()
    except Permanent as problem:
        with write(context.engine) as session:
            troubles.met(session, *told, "watch", problem.trouble or NOT_TOLD, str(problem), context.clock())
            session.commit()
    else:
        _looked(context, connection, repaired)


def _looked(context: Context, connection: ConnectionRow, repaired: Sequence[str]) -> None:
    told, now = (connection.shop_id, connection.connector), context.clock()
    with write(context.engine) as session:
        troubles.over(session, *told, "watch")
        if repaired:
            shops.set_cursor(session, *told, TOLD_SINCE, now.isoformat())
            what = "; ".join(repaired)
            activity.log(session, told[0], now, "forthright", "changes subscribed to anew", told[1], what=what)
        since = None if repaired else _told_since(connection)
        changed, spoke = heard.last_change(session, *told), heard.last_delivery(session, *told)
        tells = "Storefront" in manifests()[connection.connector].roles  # the others tell of messages, not of orders
        if tells and is_silent(changed, spoke, since, now):
            troubles.met(session, *told, "silence", SILENT, _silence(changed, spoke), now)
        else:
            troubles.over(session, *told, "silence")
        session.commit()


def _silence(changed: datetime | None, spoke: datetime | None) -> str:
    found = f"{changed:{_MINUTE}}" if changed else ""
    return _UNTOLD(changed=found, spoke=f"{spoke:{_MINUTE}}") if spoke else _NEVER_TOLD(changed=found)


def _told_since(connection: ConnectionRow) -> datetime | None:
    """Since when its vendor tells us: since we asked for it, or since the app was given the shop's keys."""
    asked = connection.cursors.get(TOLD_SINCE)
    return datetime.fromisoformat(asked) if asked else connection.granted_at if connection.account else None

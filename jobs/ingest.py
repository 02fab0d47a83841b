"""Reads stored deliveries: claim a row, parse it, ask the vendor where it must, save what it means, finish the row."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from integration.domain.events import AccessLost, Event, Ignored, ShopErasureAsked
from integration.ports import Delivery, Permanent, Temporary, Unauthorized, Webhooks
from integration.store import activity, inbox, shops, troubles
from integration.store.session import read, write
from integration.store.tables.inbox import InboxRow
from integration.store.tables.shops import ConnectionRow, ShopRow
from jobs import privacy_requests
from jobs.apply import apply
from jobs.context import Context
from jobs.queue import ring, ring_many
from jobs.refetch import truths

log = logging.getLogger(__name__)

LEASE_SECONDS = 180.0
SPELL_SECONDS = 5.0
RETRY_AFTER = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200))

Rings = Sequence[tuple[str, int]]
Apply = Callable[[Context, Session, ConnectionRow, Event, datetime], Rings]


class _ClaimLost(Exception):
    """Our lease ran out and another worker has the row: what we did must not be kept."""


@dataclass(slots=True)
class _Turn:
    """The shop served last by this process, so that the next claim goes on round the shops from there."""

    shop_id: int = 0


_turn = _Turn()


def ingest(context: Context, row_id: int, apply: Apply = apply) -> None:
    """Reads deliveries until none waits: those whose shop's turn it is, not only the one that rang.

    Going round the shops, a flood at one does not delay the others. After SPELL_SECONDS it rings again and leaves
    the hand to other acts.
    """
    until = time.monotonic() + SPELL_SECONDS
    while time.monotonic() < until:
        with write(context.engine) as session:
            rows = inbox.claim(session, 1, context.clock(), LEASE_SECONDS, after_shop=_turn.shop_id)
            session.expunge_all()
            session.commit()
        if not rows:
            return
        _turn.shop_id = rows[0].shop_id
        _read(context, rows[0], apply)
    ring(context, "ingest", row_id)


def _read(context: Context, row: InboxRow, apply: Apply) -> None:
    try:
        _apply(context, row, apply)
    except _ClaimLost:
        log.warning("delivery %s took longer than its lease; another worker has it", row.id)
    except Permanent as problem:
        reason = str(problem)
        _end(context, row, lambda session, now: inbox.fail(session, _id(row), now, reason, row.attempts))
    except Unauthorized as problem:
        _pause(context, row, problem)
        _again(context, row, f"access refused: {problem}", None)
    except Temporary as problem:
        _again(context, row, str(problem), problem.retry_after)
    except OperationalError as problem:
        _again(context, row, f"the database was busy: {problem.orig}", None)
    except Exception as problem:
        log.exception("delivery %s could not be read", row.id)
        _again(context, row, f"unexpected: {type(problem).__name__}: {problem}", None)


def _apply(context: Context, row: InboxRow, apply: Apply) -> None:
    """Saves what the delivery means and ends the row in one transaction; all or nothing.

    What the vendor could not be asked about is tried again later, but what the delivery says itself is saved now.
    """
    connection, events, unread = _events(context, row)
    now = context.clock()
    with write(context.engine) as session:
        _hold_shop(session, row.shop_id)
        rings = [ring for event in events for ring in apply(context, session, connection, event, now)]
        mine = (
            inbox.finish(session, _id(row), now, _outcome(events), row.attempts)
            if unread is None
            else inbox.holds(session, _id(row), row.attempts)
        )
        if not mine:
            raise _ClaimLost
        shops.seen(session, row.shop_id, row.connector, row.received_at)
        farewells = [event for event in events if isinstance(event, ShopErasureAsked)]
        if any(privacy_requests.erase(session, connection, event, now) for event in farewells):
            session.commit()  # and this row went with its shop
            return
        for lost in (event for event in events if isinstance(event, AccessLost)):
            _end_access(context, session, row, lost)
        session.commit()
    for name in dict.fromkeys(name for name, _ in rings):
        ring_many(context, name, dict.fromkeys(ring_id for ring_name, ring_id in rings if ring_name == name))
    if unread is not None:
        raise unread


def _end_access(context: Context, session: Session, row: InboxRow, lost: AccessLost) -> None:
    """A vendor's farewell that comes after the shop came back ends nothing."""
    if lost.at is None:
        troubles.refused(session, row.shop_id, row.connector, lost.trouble, lost.why, context.clock())
    elif shops.lose_access(session, row.shop_id, row.connector, context.vault.seal({}), lost.why, lost.at):
        troubles.met(session, row.shop_id, row.connector, "access", lost.trouble, lost.why, context.clock())
        activity.log(session, row.shop_id, context.clock(), "forthright", "access ended, keys erased", row.connector)


def _events(context: Context, row: InboxRow) -> tuple[ConnectionRow, Sequence[Event], Exception | None]:
    with read(context.engine) as session:
        connection = shops.connection(session, row.shop_id, row.connector)
        session.expunge_all()
    if connection is None:
        raise Permanent(f"the shop has no connection to {row.connector} any more")
    if row.body is None:
        raise Permanent("the raw body is past its retention and was emptied")
    delivery = Delivery(row.connector, row.headers, row.body, received_at=row.received_at)
    events = context.open(connection, Webhooks).parse(delivery)
    return connection, *truths(context, connection, events)


def _hold_shop(session: Session, shop_id: int) -> None:
    """Two deliveries of a shop are saved one after the other (on SQLite all writers already are)."""
    session.exec(select(ShopRow.id).where(col(ShopRow.id) == shop_id).with_for_update()).one()


def _outcome(events: Sequence[Event]) -> str:
    return "; ".join(
        f"ignored: {event.why}" if isinstance(event, Ignored) else type(event).__name__ for event in events
    )


def _again(context: Context, row: InboxRow, reason: str, after: float | None) -> None:
    """Back in line while tries are left, at the vendor's wish if that is later; else failed, for a person to see."""

    def end(session: Session, now: datetime) -> bool:
        if row.attempts > len(RETRY_AFTER):
            return inbox.fail(session, _id(row), now, reason, row.attempts)
        wait = max(RETRY_AFTER[row.attempts - 1], timedelta(seconds=after or 0))
        return inbox.retry_later(session, _id(row), now + wait, reason, row.attempts)

    _end(context, row, end)


def _end(context: Context, row: InboxRow, end: Callable[[Session, datetime], bool]) -> None:
    with write(context.engine) as session:
        if not end(session, context.clock()):
            log.warning("delivery %s is another worker's by now", row.id)
        session.commit()


def _pause(context: Context, row: InboxRow, problem: Unauthorized) -> None:
    with write(context.engine) as session:
        troubles.refused(session, row.shop_id, row.connector, problem.trouble, str(problem), context.clock())
        session.commit()


def _id(row: InboxRow) -> int:
    assert row.id is not None  # noqa: S101 a claimed row has one; tells mypy
    return row.id

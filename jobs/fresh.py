"""Reads what a message that is about to go tells of once more from its store: the news that forbids it may be late.

That is its order, and where it names more of the customer's orders that the same incident makes late, those too.

Webhooks come late or never, and the sync comes every five minutes. What was cancelled, paid back, put on hold,
delivered or disputed in between is known by asking. An order whose store cannot be asked (nobody kept which, it is
paused, or it reads no orders) is judged by what is known; so is an answer, which the customer is owed whatever became
of the order.

A store that should answer and does not is waited for: a minute, five, and a quarter of an hour. Most troubles are
shorter, and a warning twenty minutes late harms nobody, but a wrong one does. After that the message goes by what is
known, which was true minutes ago: a store that is down is no reason for a customer not to hear. It goes so after one
minute where the law wants the notice, and at once where the sync has failed for longer than all of these.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlmodel import Session, col, select

from integration.domain.events import Event, Refetch
from integration.domain.reasons import ANSWERS
from integration.ports import Permanent, Temporary, Unauthorized
from integration.store import incidents, leases, outbox, troubles, unanswered
from integration.store.session import read, write
from integration.store.tables import ConnectionRow, OrderRow, OutboxRow
from jobs.apply import apply
from jobs.channels import storefronts
from jobs.context import Context
from jobs.facts import gather
from jobs.queue import ring_many
from jobs.refetch import truth
from jobs.sending import by_class, forbidden, has_to_wait

log = logging.getLogger(__name__)

ONCE_IN = timedelta(minutes=1)
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
LONG_SILENCE = sum(WAITS, timedelta())
COUNTED_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Question:
    row: OutboxRow
    orders: Sequence[OrderRow]
    connection: ConnectionRow


def fresh(context: Context, message_id: int) -> bool:
    """Whether the message may go on to the last checks, its order being as the store has it, or as it is known.

    False when it waits for its store, or when another worker is asking. Calls the store at most once a minute about the
    same message, and not at all about one that is barred or has to wait by what is known. Never in a transaction.
    """
    question = _question(context, message_id)
    if question is None:
        return True
    if not _first(context, message_id):
        return False
    try:
        for order in question.orders:
            _read_again(context, question.connection, order)
    except (Temporary, Unauthorized) as problem:
        return _unanswered(context, question, problem)
    return True


def _read_again(context: Context, connection: ConnectionRow, order: OrderRow) -> None:
    """Raises Temporary and Unauthorized; what cannot be read otherwise stays as it is known."""
    try:
        event = truth(context, connection, Refetch("order", order.vendor_id, "a message is to go"))
    except Permanent as problem:
        log.warning("order %s is judged by what is known: %s", order.id, problem)
    except (Temporary, Unauthorized):
        raise
    except Exception:
        log.exception("order %s is judged by what is known: it could not be read", order.id)
    else:
        _keep(context, connection, event)


def _question(context: Context, message_id: int) -> _Question | None:
    """None where there is nobody to ask, or no need to."""
    now = context.clock()
    with read(context.engine) as session:
        row = session.get(OutboxRow, message_id)
        if row is None or row.state != "waiting" or row.next_at > now or row.kind in ANSWERS:
            return None
        order = session.get_one(OrderRow, row.order_id)
        whose = [one for one in storefronts(session, row.shop_id) if order.connector == one.connector]
        if not whose or any(tried.at > now - ONCE_IN for tried in outbox.attempts(session, row.shop_id, message_id)):
            return None
        if not _would_go(context, session, row, order, now):
            return None
        ours = col(OrderRow.id).in_(incidents.told_in(session, row)), OrderRow.connector == order.connector
        named = session.exec(select(OrderRow).where(*ours, OrderRow.shop_id == row.shop_id, OrderRow.id != order.id))
        found = _Question(row, [order, *named], whose[0])
        session.expunge_all()
    return found


def _would_go(context: Context, session: Session, row: OutboxRow, order: OrderRow, now: datetime) -> bool:
    facts = by_class(row, gather(session, order, now, context.vault))
    return forbidden(row, facts) is None and has_to_wait(session, row, facts) is None


def _first(context: Context, message_id: int) -> bool:
    """Whether nobody else has asked about it in this minute. The lease is not given back: it lapses."""
    with write(context.engine) as session:
        ours = leases.acquire(session, f"fresh:{message_id}", uuid4().hex, context.clock(), ONCE_IN.total_seconds())
        session.commit()
    return ours


def _keep(context: Context, connection: ConnectionRow, event: Event) -> None:
    with write(context.engine) as session:
        rings = apply(context, session, connection, event, context.clock())
        session.commit()
    ring_many(context, "decide", [row_id for name, row_id in rings if name == "decide"])


def _unanswered(context: Context, question: _Question, problem: Temporary | Unauthorized) -> bool:
    """Whether it has waited long enough. A key that is refused pauses the connection, as it does everywhere."""
    row, connection, now = question.row, question.connection, context.clock()
    with write(context.engine) as session:
        if isinstance(problem, Unauthorized):
            troubles.refused(session, row.shop_id, connection.connector, problem.trouble, str(problem), now)
        tried = outbox.attempts(session, row.shop_id, row.id or 0)
        before = sum(one.result == unanswered.UNANSWERED and one.at > now - COUNTED_FOR for one in tried)
        waits = () if _long_silent(connection, now) else WAITS[:1] if row.duty else WAITS
        goes = before >= len(waits)
        if not goes:
            until = now + waits[before]
            unanswered.wait_for_store(session, row, connection.connector, str(problem), until, now)
        session.commit()
    return goes


def _long_silent(connection: ConnectionRow, now: datetime) -> bool:
    since = connection.troubles.get("sync", {}).get("since")
    return since is not None and now - datetime.fromisoformat(since) > LONG_SILENCE

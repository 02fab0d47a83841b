"""Deliveries kept: written in bulk, claimed round the shops, finished by the one who holds the claim."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Executable, Text, cast, func, literal, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select, update

from integration.store.search import mentions
from integration.store.tables.inbox import InboxRow

MAX_CLAIMS = 6
FRESH: Mapping[str, Any] = {"state": "waiting", "attempts": 0, "outcome": "", "lease_until": None, "done_at": None}


def record(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Writes `rows` and returns the ids of those that are new; a delivery that is already here is left alone.

    A row needs shop_id, connector, delivery_id, topic, headers, body and received_at.
    """
    values = [{**FRESH, "next_at": row["received_at"], **row} for row in rows]
    return [int(row_id) for (row_id,) in session.connection().execute(_insert(session.get_bind().dialect.name), values)]


@cache
def _insert(dialect: str) -> Any:
    """Made once: building the statement costs more than sending it."""
    insert = {"sqlite": sqlite, "postgresql": postgresql}[dialect].insert
    return insert(InboxRow).on_conflict_do_nothing().returning(col(InboxRow.id))


def claim(session: Session, limit: int, now: datetime, lease_seconds: float, after_shop: int = 0) -> list[InboxRow]:
    """Takes up to `limit` rows that are due, one a shop in turn, beginning with the shop after `after_shop`.

    Going round the shops keeps one shop's flood from delaying another's single delivery. Within a shop the one that
    has waited longest comes first. The claim lapses after `lease_seconds`.
    """
    claimed: list[InboxRow] = []
    while len(claimed) < limit:
        row = _claim_first(session, col(InboxRow.shop_id) > after_shop, now, lease_seconds)
        row = row or _claim_first(session, col(InboxRow.shop_id) <= after_shop, now, lease_seconds)
        if row is None:
            break
        claimed.append(row)
        after_shop = row.shop_id
    return claimed


def _claim_first(session: Session, shops: ColumnElement[bool], now: datetime, lease: float) -> InboxRow | None:
    first = (
        select(InboxRow.id)
        .where(InboxRow.state == "waiting", col(InboxRow.next_at) <= now, shops)
        .order_by(col(InboxRow.shop_id), col(InboxRow.next_at), col(InboxRow.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(InboxRow)
        .where(col(InboxRow.id) == first.scalar_subquery(), col(InboxRow.state) == "waiting")
        .values(state="working", attempts=col(InboxRow.attempts) + 1, lease_until=now + timedelta(seconds=lease))
        .returning(InboxRow)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return session.scalars(statement).one_or_none()


def holds(session: Session, row_id: int, attempt: int) -> bool:
    """Whether the claim numbered `attempt` still holds, and until the transaction ends will."""
    statement = select(InboxRow.id).where(
        InboxRow.id == row_id, InboxRow.state == "working", InboxRow.attempts == attempt
    )
    return session.exec(statement.with_for_update()).one_or_none() is not None


def finish(session: Session, row_id: int, now: datetime, outcome: str, attempt: int | None = None) -> bool:
    """Marks the row done. False when the claim is no longer ours (`attempt` is its number): then roll back."""
    return _end(session, row_id, attempt, state="done", outcome=outcome, done_at=now, lease_until=None)


def fail(session: Session, row_id: int, now: datetime, reason: str, attempt: int | None = None) -> bool:
    """Marks the row failed, for a person to see and replay."""
    return _end(session, row_id, attempt, state="failed", outcome=reason, done_at=now, lease_until=None)


def retry_later(session: Session, row_id: int, at: datetime, reason: str, attempt: int | None = None) -> bool:
    """Puts the row back until `at`."""
    return _end(session, row_id, attempt, state="waiting", outcome=reason, next_at=at, lease_until=None)


def _end(session: Session, row_id: int, attempt: int | None, **values: object) -> bool:
    statement = update(InboxRow).where(col(InboxRow.id) == row_id, col(InboxRow.state) == "working").values(**values)
    if attempt is not None:
        statement = statement.where(col(InboxRow.attempts) == attempt)
    return _changed(session, statement) == 1


def release_lapsed(session: Session, now: datetime) -> int:
    """Puts back what a worker took and never ended; a row that ended `MAX_CLAIMS` workers is failed instead."""
    lapsed = (col(InboxRow.state) == "working", col(InboxRow.lease_until) < now)
    reason = f"the worker ended while reading it, {MAX_CLAIMS} times"
    poison = update(InboxRow).where(*lapsed, col(InboxRow.attempts) >= MAX_CLAIMS)
    poisoned = _changed(session, poison.values(state="failed", outcome=reason, done_at=now, lease_until=None))
    back = update(InboxRow).where(*lapsed).values(state="waiting", next_at=now, lease_until=None)
    return poisoned + _changed(session, back)


def due(session: Session, now: datetime, limit: int) -> list[int]:
    """Rows that wait and whose time has come, longest waiting first."""
    statement = (
        select(InboxRow.id)
        .where(InboxRow.state == "waiting", col(InboxRow.next_at) <= now)
        .order_by(col(InboxRow.next_at))
        .limit(limit)
    )
    return [int(row_id) for row_id in session.exec(statement) if row_id is not None]


def deliveries(
    session: Session,
    shop_id: int,
    state: str | None = None,
    limit: int = 100,
    before_id: int | None = None,
    search: str = "",
) -> list[InboxRow]:
    """A shop's deliveries, newest first, without their bodies; `search` is looked for in whose and of what they are."""
    statement = select(InboxRow).where(InboxRow.shop_id == shop_id)
    if search:
        statement = statement.where(mentions(search, col(InboxRow.connector), col(InboxRow.topic)))
    if state is not None:
        statement = statement.where(InboxRow.state == state)
    if before_id is not None:
        statement = statement.where(col(InboxRow.id) < before_id)
    unread = (defer(InboxRow.body), defer(InboxRow.headers))  # type: ignore[arg-type]
    return list(session.exec(statement.order_by(col(InboxRow.id).desc()).limit(limit).options(*unread)))


def delivery(session: Session, shop_id: int, row_id: int) -> InboxRow | None:
    return session.exec(select(InboxRow).where(InboxRow.shop_id == shop_id, InboxRow.id == row_id)).one_or_none()


def counts(session: Session, shop_id: int) -> dict[str, int]:
    """How many deliveries of the shop are in each state."""
    statement = select(InboxRow.state, func.count()).where(InboxRow.shop_id == shop_id).group_by(InboxRow.state)
    return dict(session.exec(statement).all())


def replay(session: Session, shop_id: int, row_id: int, now: datetime) -> bool:
    """Puts a failed or done delivery back in line; False when there is none, it is under way, or its body is gone."""
    statement = (
        update(InboxRow)
        .where(
            col(InboxRow.shop_id) == shop_id,
            col(InboxRow.id) == row_id,
            col(InboxRow.state).in_(("failed", "done")),
            col(InboxRow.body).is_not(None),
        )
        .values(state="waiting", attempts=0, next_at=now, done_at=None, outcome="")
    )
    return _changed(session, statement) == 1


def forget_bodies(session: Session, before: datetime, limit: int) -> int:
    """Empties raw bodies received before `before`, up to `limit` of them; says how many. Unread ones are kept."""
    old = (
        select(InboxRow.id)
        .where(
            col(InboxRow.received_at) < before,
            col(InboxRow.body).is_not(None),
            col(InboxRow.state).in_(("done", "failed")),
        )
        .limit(limit)
    )
    return _changed(session, update(InboxRow).where(col(InboxRow.id).in_(old)).values(body=None, headers={}))


def forget_mentions(session: Session, shop_id: int, words: Sequence[bytes], now: datetime) -> int:
    """Empties the shop's raw bodies that hold one of `words`, in any case of A to Z; how many.

    What nobody read yet is then not read.
    """
    if not words:
        return 0
    body = col(InboxRow.body)
    # A body need not be text: SQLite reads it as if it were, PostgreSQL writes what is no ASCII as escapes.
    if session.get_bind().dialect.name == "sqlite":
        found = [func.instr(func.lower(cast(body, Text)), func.lower(cast(literal(one), Text))) for one in words]
    else:
        found = [func.strpos(_escaped(body), _escaped(literal(one))) for one in words]
    mine = (col(InboxRow.shop_id) == shop_id, body.is_not(None), or_(*(place > 0 for place in found)))
    unread = update(InboxRow).where(*mine, col(InboxRow.state) == "waiting")
    _changed(session, unread.values(state="done", done_at=now, outcome="erased before it was read"))
    return _changed(session, update(InboxRow).where(*mine).values(body=None, headers={}))


def _escaped(value: Any) -> ColumnElement[str]:
    return func.lower(func.encode(value, "escape").collate("C"))


def _changed(session: Session, statement: Executable) -> int:
    result = session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)  # noqa: S101 an UPDATE always gives one; tells mypy
    return result.rowcount

"""A message on its way: claimed by one sender, and never sent again by a machine that is not sure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from integration.domain.reasons import HoldReason
from integration.domain.redaction import redact
from integration.store import activity
from integration.store.tables import AttemptRow, OrderRow, OutboxRow


def claim(session: Session, message_id: int, now: datetime, lease_seconds: float) -> OutboxRow | None:
    """Takes a message that is due and marks it sending; None for everyone who comes second."""
    statement = (
        update(OutboxRow)
        .where(col(OutboxRow.id) == message_id, col(OutboxRow.state) == "waiting", col(OutboxRow.next_at) <= now)
        .values(
            state="sending", attempts=col(OutboxRow.attempts) + 1, lease_until=now + timedelta(seconds=lease_seconds)
        )
        .returning(OutboxRow)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return session.scalars(statement).one_or_none()


def sent(session: Session, row: OutboxRow, channel: str, receipt_id: str, now: datetime) -> bool:
    """The channel took it; also when the claim lapsed and it was listed as unresolved meanwhile: now it is known."""
    _attempted(session, row, channel, "sent", receipt_id, now)
    values = {"state": "sent", "sent_at": now, "receipt_id": receipt_id, "outcome": ""}
    known = _end(session, row, ("sending", "unresolved"), **values)
    if known:
        _log(session, row, now, "message sent", channel=channel)
    return known


def failed(session: Session, row: OutboxRow, channel: str, reason: str, now: datetime) -> bool:
    """The channel will never take it."""
    reason = redact(reason, row.to_address)
    _attempted(session, row, channel, "failed", reason, now)
    _log(session, row, now, "message failed", reason=reason)
    return _end(session, row, state="failed", outcome=reason)


def retry_later(session: Session, row: OutboxRow, channel: str, reason: str, at: datetime, now: datetime) -> bool:
    """Not this time: back in line until `at`."""
    reason = redact(reason, row.to_address)
    _attempted(session, row, channel, "temporary", reason, now)
    return _end(session, row, state="waiting", next_at=at, outcome=reason)


def postpone(session: Session, row: OutboxRow, reason: str, at: datetime) -> bool:
    """No channel to send by: back in line until `at`, without counting a try."""
    return _end(session, row, state="waiting", next_at=at, outcome=reason, attempts=row.attempts - 1)


def bar(session: Session, row: OutboxRow, reason: HoldReason) -> bool:
    """The truth at the moment of sending stands against it."""
    return _end(session, row, state="held", outcome=reason)


def rewrite(session: Session, row: OutboxRow, subject: str, text: str, html: str, template: Mapping[str, Any]) -> bool:
    """Puts new dates into a message that nobody read before it goes."""
    words: dict[str, Any] = {"subject": subject, "text": text, "html": html, "template": dict(template)}
    return _end(session, row, state="sending", lease_until=row.lease_until, **words)


def readdress(session: Session, row: OutboxRow, to_address: str, now: datetime) -> bool:
    """The order names another address by now: the one it was written to may be a stranger's."""
    _log(session, row, now, "message readdressed")
    return _end(session, row, state="sending", to_address=to_address, lease_until=row.lease_until)


def doubt(session: Session, row: OutboxRow, channel: str, reason: str, now: datetime) -> bool:
    """The channel may or may not have taken it: for a person to look at."""
    reason = redact(reason, row.to_address)
    _attempted(session, row, channel, "unknown", reason, now)
    return _end(session, row, state="unresolved", outcome=reason)


def unresolved(session: Session, now: datetime) -> list[int]:
    """Sets aside what a sender took and never ended, in all shops; the ids. Two letters are worse than one late."""
    statement = (
        update(OutboxRow)
        .where(col(OutboxRow.state) == "sending", col(OutboxRow.lease_until) < now)
        .values(state="unresolved", outcome="the sender ended in the middle of it", lease_until=None)
        .returning(col(OutboxRow.id))
        .execution_options(synchronize_session=False)
    )
    return list(session.scalars(statement))


def due(session: Session, now: datetime, limit: int) -> list[int]:
    """Messages that wait and whose time has come, of all shops, longest waiting first."""
    query = (
        select(OutboxRow.id)
        .where(OutboxRow.state == "waiting", col(OutboxRow.next_at) <= now)
        .order_by(col(OutboxRow.next_at), col(OutboxRow.id))
        .limit(limit)
    )
    return [message_id for message_id in session.exec(query) if message_id is not None]


def _end(session: Session, row: OutboxRow, states: Sequence[str] = ("sending",), **values: Any) -> bool:
    mine = (col(OutboxRow.id) == row.id, col(OutboxRow.state).in_(states), col(OutboxRow.attempts) == row.attempts)
    statement = update(OutboxRow).where(*mine).values(**{"lease_until": None, **values}).returning(col(OutboxRow.id))
    return session.scalars(statement.execution_options(synchronize_session=False)).one_or_none() is not None


def _attempted(session: Session, row: OutboxRow, channel: str, result: str, detail: str, now: datetime) -> None:
    session.add(
        AttemptRow(shop_id=row.shop_id, outbox_id=row.id or 0, channel=channel, at=now, result=result, detail=detail)
    )


def _log(session: Session, row: OutboxRow, now: datetime, act: str, **detail: str) -> None:
    mine = (col(OrderRow.shop_id) == row.shop_id, col(OrderRow.id) == row.order_id)
    number = session.scalars(select(col(OrderRow.number)).where(*mine)).one()
    activity.log(session, row.shop_id, now, "forthright", act, f"order {number}", **detail)

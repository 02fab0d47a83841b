"""Messages to customers: written once, claimed by one sender, and never sent again by a machine that is not sure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import Session, col, select

from integration.domain.channel import ChannelKind
from integration.domain.reasons import HoldReason
from integration.domain.redaction import redact
from integration.store import activity
from integration.store.tables import AttemptRow, OrderRow, OutboxRow
from integration.store.upsert import upsert

UNDO = timedelta(minutes=1)
"""Between approval and sending, so that a message can still be kept back."""
PENDING = ("proposed", "waiting", "sending", "unresolved")  # not known to have gone or to have been kept back
MACHINE_HOLDS = tuple(reason for reason in HoldReason if reason is not HoldReason.DECLINED)
"""What a message is held for by the truth; any other outcome of a held message is a person's decision."""


def propose(
    session: Session,
    *,
    shop_id: int,
    order_id: int,
    kind: str,
    number: int,
    to_address: str,
    language: str,
    subject: str,
    text: str,
    html: str,
    now: datetime,
    state: Literal["proposed", "waiting"] = "proposed",
    decision_id: int | None = None,
    undo: timedelta = UNDO,
    duty: Mapping[str, Any] | None = None,
    channel: str = ChannelKind.MAIL,
    template: Mapping[str, Any] | None = None,
    approved_by: str = "",
    reason: str = "",
) -> OutboxRow | None:
    """Writes the `number`-th message of a kind about an order, for this `reason`; None when it was written before."""
    key = f"{shop_id}:{order_id}:{kind}:{number}"
    insert = upsert(session, OutboxRow).values(
        shop_id=shop_id,
        order_id=order_id,
        decision_id=decision_id,
        unique_key=key,
        kind=kind,
        channel=channel,
        to_address=to_address,
        language=language,
        subject=subject,
        text=text,
        html=html,
        state=state,
        attempts=0,
        next_at=now + undo if state == "waiting" else now,
        created_at=now,
        approved_by=approved_by,
        receipt_id="",
        outcome=reason,
        duty=dict(duty or {}),
        template=dict(template or {}),
    )
    written = session.execute(insert.on_conflict_do_nothing().returning(col(OutboxRow.id))).scalar_one_or_none()
    return None if written is None else session.get(OutboxRow, written)


def messages(
    session: Session, shop_id: int, state: str | None = None, limit: int = 100, before_id: int | None = None
) -> Sequence[OutboxRow]:
    """A shop's messages, newest first."""
    query = select(OutboxRow).where(OutboxRow.shop_id == shop_id)
    if state is not None:
        query = query.where(OutboxRow.state == state)
    if before_id is not None:
        query = query.where(col(OutboxRow.id) < before_id)
    return session.exec(query.order_by(col(OutboxRow.id).desc()).limit(limit)).all()


def message(session: Session, shop_id: int, message_id: int) -> OutboxRow | None:
    query = select(OutboxRow).where(OutboxRow.shop_id == shop_id, OutboxRow.id == message_id)
    return session.exec(query).one_or_none()


def about(session: Session, shop_id: int, order_id: int) -> Sequence[OutboxRow]:
    """Every message about an order, oldest first, whatever became of it."""
    query = select(OutboxRow).where(OutboxRow.shop_id == shop_id, OutboxRow.order_id == order_id)
    return session.exec(query.order_by(col(OutboxRow.id))).all()


def attempts(session: Session, shop_id: int, message_id: int) -> Sequence[AttemptRow]:
    query = select(AttemptRow).where(AttemptRow.shop_id == shop_id, AttemptRow.outbox_id == message_id)
    return session.exec(query.order_by(col(AttemptRow.id))).all()


def approve(session: Session, shop_id: int, message_id: int, by: str, now: datetime) -> bool:
    """A person lets a proposed message go, after the minute for undoing; False when it is not proposed any more."""
    goes = {"state": "waiting", "next_at": now + UNDO, "approved_by": by, "outcome": ""}
    return _change(session, shop_id, message_id, ("proposed",), **goes)


def hold(session: Session, shop_id: int, message_id: int, reason: str, by: str, now: datetime) -> bool:
    """A person keeps a message back for good; False when it is on its way or was never there."""
    # A person's own words must not read as one of the machine's reasons, after which it may write again.
    outcome = HoldReason.DECLINED if reason in list(HoldReason) else reason
    return _change(session, shop_id, message_id, ("proposed", "waiting"), state="held", outcome=outcome)


def undo(session: Session, shop_id: int, message_id: int, by: str, now: datetime) -> bool:
    """Takes an approval or a person's hold back: the message is proposed again. False when it is too late."""
    declined = col(OutboxRow.state) == "held", col(OutboxRow.outcome).not_in(MACHINE_HOLDS)
    either = or_(col(OutboxRow.state) == "waiting", and_(*declined))
    return _change(session, shop_id, message_id, (), either, state="proposed", outcome="", approved_by="")


def settle(session: Session, shop_id: int, message_id: int, was_sent: bool, by: str, now: datetime) -> bool:
    """A person says what became of an unresolved message; it is not sent again either way."""
    outcome = "" if was_sent else HoldReason.DECLINED
    values = {"state": "sent" if was_sent else "held", "outcome": outcome, "sent_at": now if was_sent else None}
    return _change(session, shop_id, message_id, ("unresolved",), approved_by=by, **values)


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


def _change(
    session: Session,
    shop_id: int,
    message_id: int,
    states: Sequence[str],
    *conditions: ColumnElement[bool],
    **values: Any,
) -> bool:
    mine = (col(OutboxRow.id) == message_id, col(OutboxRow.shop_id) == shop_id, *conditions)
    statement = update(OutboxRow).where(*mine).values(**values).returning(col(OutboxRow.id))
    if states:
        statement = statement.where(col(OutboxRow.state).in_(states))
    return session.scalars(statement.execution_options(synchronize_session=False)).one_or_none() is not None


def _log(session: Session, row: OutboxRow, now: datetime, act: str, **detail: str) -> None:
    mine = (col(OrderRow.shop_id) == row.shop_id, col(OrderRow.id) == row.order_id)
    number = session.scalars(select(col(OrderRow.number)).where(*mine)).one()
    activity.log(session, row.shop_id, now, "forthright", act, f"order {number}", **detail)

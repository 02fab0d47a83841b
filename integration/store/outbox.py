"""Messages to customers: each written once, and what a person says of it. How one goes out: `dispatch`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, update
from sqlmodel import Session, col, select

from integration.domain.channel import ChannelKind
from integration.domain.reasons import HoldReason
from integration.store.tables import AttemptRow, OrderRow, OutboxRow
from integration.store.upsert import upsert

UNDO = timedelta(minutes=1)
"""Between approval and sending, so that a message can still be kept back."""
PENDING = ("proposed", "waiting", "sending", "unresolved")  # not known to have gone or to have been kept back
MACHINE_HOLDS = tuple(reason for reason in HoldReason if reason is not HoldReason.DECLINED)
"""What a message is held for by the truth; any other outcome of a held message is a person's decision."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A message as it was written: the `number`-th of its kind about an order, to whom, and in what words.

    `duty` is what the law made it say, `template` what a channel that takes no words of ours is given instead.
    """

    kind: str
    number: int
    to_address: str
    language: str
    subject: str
    text: str
    html: str
    channel: str = ChannelKind.MAIL
    template: Mapping[str, Any] = field(default_factory=dict)
    duty: Mapping[str, Any] = field(default_factory=dict)


def propose(
    session: Session,
    order: OrderRow,
    draft: Draft,
    now: datetime,
    *,
    goes_at: datetime | None = None,
    decision_id: int | None = None,
    approved_by: str = "",
    reason: str = "",
) -> OutboxRow | None:
    """Keeps a draft: it waits for a person, for this `reason`, or goes by itself at `goes_at`.

    None when this message was written before.
    """
    words = {each.name: getattr(draft, each.name) for each in fields(draft) if each.name != "number"}
    insert = upsert(session, OutboxRow).values(
        **{**words, "template": dict(draft.template), "duty": dict(draft.duty)},
        shop_id=order.shop_id,
        order_id=order.id,
        unique_key=f"{order.shop_id}:{order.id}:{draft.kind}:{draft.number}",
        decision_id=decision_id,
        state="waiting" if goes_at else "proposed",
        next_at=goes_at or now,
        attempts=0,
        created_at=now,
        approved_by=approved_by,
        receipt_id="",
        outcome=reason,
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


def how_many(session: Session, shop_id: int, order_ids: Collection[int]) -> Mapping[int, int]:
    """By order, how many messages there are about it, whatever became of them; one without any is absent."""
    query = select(OutboxRow.order_id, func.count(col(OutboxRow.id))).where(OutboxRow.shop_id == shop_id)
    return dict(
        session.exec(query.where(col(OutboxRow.order_id).in_(order_ids)).group_by(col(OutboxRow.order_id))).all()
    )


def attempts(session: Session, shop_id: int, message_id: int) -> Sequence[AttemptRow]:
    query = select(AttemptRow).where(AttemptRow.shop_id == shop_id, AttemptRow.outbox_id == message_id)
    return session.exec(query.order_by(col(AttemptRow.id))).all()


def approve(session: Session, shop_id: int, message_id: int, by: str, now: datetime) -> bool:
    """A person lets a proposed message go, after the minute for undoing; False when it is not proposed any more."""
    goes = {"state": "waiting", "next_at": now + UNDO, "approved_by": by, "outcome": ""}
    return _change(session, shop_id, message_id, ("proposed",), **goes)


def hold(session: Session, shop_id: int, message_id: int, reason: str) -> bool:
    """A person keeps a message back for good; False when it is on its way or was never there."""
    # A person's own words must not read as one of the machine's reasons, after which it may write again.
    outcome = HoldReason.DECLINED if reason in list(HoldReason) else reason
    return _change(session, shop_id, message_id, ("proposed", "waiting"), state="held", outcome=outcome)


def undo(session: Session, shop_id: int, message_id: int) -> bool:
    """Takes an approval or a person's hold back: the message is proposed again. False when it is too late."""
    declined = col(OutboxRow.state) == "held", col(OutboxRow.outcome).not_in(MACHINE_HOLDS)
    either = or_(col(OutboxRow.state) == "waiting", and_(*declined))
    return _change(session, shop_id, message_id, (), either, state="proposed", outcome="", approved_by="")


def settle(session: Session, shop_id: int, message_id: int, was_sent: bool, by: str, now: datetime) -> bool:
    """A person says what became of an unresolved message; it is not sent again either way."""
    outcome = "" if was_sent else HoldReason.DECLINED
    values = {"state": "sent" if was_sent else "held", "outcome": outcome, "sent_at": now if was_sent else None}
    return _change(session, shop_id, message_id, ("unresolved",), approved_by=by, **values)


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

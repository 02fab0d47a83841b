"""Messages that have gone out: how many, and which of them came back."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, or_, update
from sqlmodel import Session, col, select

from integration.domain.reasons import ANSWERS, NEWS
from integration.store.order_list import stages
from integration.store.tables import AttemptRow, OrderRow, OutboxRow

ITSELF = "forthright"
"""Who approved what no person did: an incident on autopilot."""


def by_receipt(session: Session, shop_id: int, receipt_id: str) -> OutboxRow | None:
    """The message that a channel took under this name; the newest, should a channel have used a name twice."""
    if not receipt_id:
        return None
    query = select(OutboxRow).where(OutboxRow.shop_id == shop_id, OutboxRow.receipt_id == receipt_id)
    return session.exec(query.order_by(col(OutboxRow.id).desc())).first()


def returned(session: Session, row: OutboxRow, reason: str) -> bool:
    """What counted as sent has come back. False when it did not count as sent."""
    mine = (col(OutboxRow.id) == row.id, col(OutboxRow.shop_id) == row.shop_id, col(OutboxRow.state) == "sent")
    changed = update(OutboxRow).where(*mine).values(state="failed", outcome=reason).returning(col(OutboxRow.id))
    return session.scalars(changed.execution_options(synchronize_session=False)).one_or_none() is not None


def sent_since(session: Session, shop_id: int, since: datetime, addresses: Collection[str] | None = None) -> int:
    """How many messages went out, to these addresses and numbers or, without any, to all."""
    query = select(func.count(col(OutboxRow.id))).where(OutboxRow.shop_id == shop_id, OutboxRow.state == "sent")
    if addresses is not None:
        query = query.where(col(OutboxRow.to_address).in_(addresses))
    return session.exec(query.where(col(OutboxRow.sent_at) >= since)).one()


def by_itself_since(session: Session, shop_id: int, since: datetime) -> int:
    """Of how many delays customers were told, or will be, that no law asked for and no person looked at."""
    query = select(OutboxRow.duty).where(OutboxRow.shop_id == shop_id, col(OutboxRow.created_at) > since)
    query = query.where(col(OutboxRow.state).in_(("waiting", "sending", "sent", "unresolved", "failed")))
    alone = col(OutboxRow.approved_by).in_(("", ITSELF))
    return sum(not duty for duty in session.exec(query.where(alone, col(OutboxRow.kind).not_in((*ANSWERS, *NEWS)))))


def open_orders_of(session: Session, shop_id: int) -> int:
    """How many orders of the shop are to be sent, or on their way."""
    found = stages(shop_id)
    query = select(func.count(col(OrderRow.id))).where(OrderRow.shop_id == shop_id)
    return session.exec(query.where(or_(found["underway"], found["unsent"]))).one()


def failed_since(session: Session, shop_id: int, since: datetime) -> int:
    """How many messages that were to go, or went, since then did not arrive."""
    tried = func.coalesce(OutboxRow.sent_at, OutboxRow.next_at)
    query = select(func.count(col(OutboxRow.id))).where(OutboxRow.shop_id == shop_id, OutboxRow.state == "failed")
    return session.exec(query.where(tried >= since)).one()


def newest_to(session: Session, shop_id: int, to_address: str) -> OutboxRow | None:
    """The message that went to this address or number last."""
    query = select(OutboxRow).where(OutboxRow.shop_id == shop_id, OutboxRow.to_address == to_address)
    return session.exec(query.where(col(OutboxRow.sent_at).is_not(None)).order_by(col(OutboxRow.id).desc())).first()


def delivered(session: Session, row: OutboxRow, channel: str, at: datetime) -> None:
    """Keeps that the channel said so, once."""
    mine = (AttemptRow.shop_id == row.shop_id, AttemptRow.outbox_id == row.id, AttemptRow.result == "delivered")
    if session.exec(select(AttemptRow.id).where(*mine)).first() is None:
        session.add(AttemptRow(shop_id=row.shop_id, outbox_id=row.id or 0, channel=channel, at=at, result="delivered"))
        session.flush()

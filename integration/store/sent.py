"""Messages that have gone out: how many, and which of them came back."""

from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from integration.store.tables import OutboxRow


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


def sent_since(session: Session, shop_id: int, since: datetime, to_address: str | None = None) -> int:
    """How many messages went out, to one address or to all."""
    query = select(func.count(col(OutboxRow.id))).where(OutboxRow.shop_id == shop_id, OutboxRow.state == "sent")
    if to_address is not None:
        query = query.where(OutboxRow.to_address == to_address)
    return session.exec(query.where(col(OutboxRow.sent_at) >= since)).one()


def failed_since(session: Session, shop_id: int, since: datetime) -> int:
    """How many messages that were to go, or went, since then did not arrive."""
    tried = func.coalesce(OutboxRow.sent_at, OutboxRow.next_at)
    query = select(func.count(col(OutboxRow.id))).where(OutboxRow.shop_id == shop_id, OutboxRow.state == "failed")
    return session.exec(query.where(tried >= since)).one()

"""What does not apply, by the merchant's own word: in one text, or in the whole shop."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from integration.store.tables import SetAsideRow


def set_aside(
    session: Session, shop_id: int, code: str, reason: str, by: str, now: datetime, document_id: int | None = None
) -> SetAsideRow:
    """No longer looks for the detail in this text, or in the whole shop. A new reason takes the place of the old."""
    take_up(session, shop_id, code, document_id)
    row = SetAsideRow(shop_id=shop_id, document_id=document_id, code=code, reason=reason, by=by, at=now)
    session.add(row)
    session.flush()
    return row


def take_up(session: Session, shop_id: int, code: str, document_id: int | None = None) -> bool:
    """Looks for it again; whether it had been set aside just so."""
    mine = (col(SetAsideRow.shop_id) == shop_id, col(SetAsideRow.code) == code)
    here = (
        col(SetAsideRow.document_id).is_(None) if document_id is None else col(SetAsideRow.document_id) == document_id
    )
    gone = session.execute(delete(SetAsideRow).where(*mine, here).returning(col(SetAsideRow.id)))
    return gone.first() is not None


def set_asides(session: Session, shop_id: int) -> Sequence[SetAsideRow]:
    """All of the shop's, newest first."""
    query = select(SetAsideRow).where(SetAsideRow.shop_id == shop_id)
    return session.exec(query.order_by(col(SetAsideRow.id).desc())).all()

"""Pages of ours until they stand in a store, or once they stand there no more: no list shows them."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from integration.store.tables import DocumentRow


def draft_page(
    session: Session, shop_id: int, vendor_id: str, kind: str, title: str, locale: str, now: datetime, connector: str
) -> DocumentRow:
    """A page that the store has not got yet, by an id of ours."""
    row = DocumentRow(
        shop_id=shop_id, kind="policy", policy_kind=kind, connector=connector, vendor_id=vendor_id, title=title,
        language=locale, published=False, content_hash="", current_version=0, updated_at=now, deleted_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def mark_gone(session: Session, shop_id: int, document_id: int, now: datetime) -> None:
    """Buyers can no longer read it, or cannot yet."""
    mine = (col(DocumentRow.shop_id) == shop_id, col(DocumentRow.id) == document_id)
    session.execute(update(DocumentRow).where(*mine).values(deleted_at=now))

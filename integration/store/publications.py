"""What is put into a shop's texts: drafted, published by one at a time, refused, undone; never forgotten half-way."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from integration.store.tables import DocumentRow, PublicationRow

UNDO_FOR = timedelta(days=30)
UNDER_WAY = ("publishing", "undoing")


def draft(
    session: Session,
    document: DocumentRow,
    codes: Sequence[str],
    before: str,
    after: str,
    by: str,
    now: datetime,
    creates: str = "",
    locale: str = "",
) -> PublicationRow:
    """A new text for the document, read as `before`, to say these details; nothing is published yet."""
    row = PublicationRow(
        shop_id=document.shop_id, document_id=document.id or 0, codes=list(codes), before=before, after=after, by=by,
        creates=creates, locale=locale, created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def created_pages(session: Session, shop_id: int) -> Sequence[tuple[PublicationRow, DocumentRow]]:
    """The pages that were created here, newest first, with what became of them; none that was taken back or deleted."""
    standing = or_(col(DocumentRow.deleted_at).is_(None), col(DocumentRow.published).is_(False))
    query = (
        select(PublicationRow, DocumentRow)
        .join(DocumentRow, col(DocumentRow.id) == col(PublicationRow.document_id))
        .where(PublicationRow.shop_id == shop_id, DocumentRow.shop_id == shop_id, PublicationRow.creates != "")
        .where(col(PublicationRow.state).in_(("published", *UNDER_WAY)), standing)
    )
    return session.exec(query.order_by(col(PublicationRow.id).desc())).all()


def publication(session: Session, shop_id: int, publication_id: int) -> PublicationRow | None:
    query = select(PublicationRow).where(PublicationRow.shop_id == shop_id, PublicationRow.id == publication_id)
    return session.exec(query).one_or_none()


def publications(
    session: Session,
    shop_id: int,
    document_id: int | None = None,
    limit: int = 100,
    before_id: int | None = None,
) -> Sequence[PublicationRow]:
    """Newest first."""
    query = select(PublicationRow).where(PublicationRow.shop_id == shop_id)
    if document_id is not None:
        query = query.where(PublicationRow.document_id == document_id)
    if before_id is not None:
        query = query.where(col(PublicationRow.id) < before_id)
    return session.exec(query.order_by(col(PublicationRow.id).desc()).limit(limit)).all()


def start_publishing(
    session: Session, shop_id: int, publication_id: int, by: str, now: datetime, lease_seconds: float
) -> bool:
    """Takes a draft, or one that failed, to publish it; False when it has moved on or somebody else has it."""
    term = {"by": by, "lease_until": now + timedelta(seconds=lease_seconds)}
    return _claim(session, shop_id, publication_id, ("proposed", "failed"), state="publishing", **term)


def start_undoing(
    session: Session, shop_id: int, publication_id: int, by: str, now: datetime, lease_seconds: float
) -> bool:
    """Takes a published one back into hand; False after UNDO_FOR, or when it is not published."""
    row = publication(session, shop_id, publication_id)
    if row is None or not can_undo(row, now):
        return False
    term = {"undone_by": by, "lease_until": now + timedelta(seconds=lease_seconds)}
    return _claim(session, shop_id, publication_id, ("published",), state="undoing", **term)


def take_over(session: Session, publication_id: int, now: datetime, lease_seconds: float) -> PublicationRow | None:
    """One whose turn lapsed half-way, for another try; None while somebody is at it. For jobs, which are rung by id."""
    lapsed = (col(PublicationRow.state).in_(UNDER_WAY), col(PublicationRow.lease_until) <= now)
    taken = session.execute(
        update(PublicationRow)
        .where(col(PublicationRow.id) == publication_id, *lapsed)
        .values(lease_until=now + timedelta(seconds=lease_seconds), attempts=col(PublicationRow.attempts) + 1)
        .returning(col(PublicationRow.id))
    )
    return session.get(PublicationRow, publication_id) if taken.first() else None


def lapsed(session: Session, now: datetime, limit: int) -> list[int]:
    """Ids of those that a dead worker or a silent vendor left half-way, of all shops."""
    query = select(PublicationRow.id).where(
        col(PublicationRow.state).in_(UNDER_WAY), col(PublicationRow.lease_until) <= now
    )
    return [found for found in session.exec(query.limit(limit)) if found is not None]


def published(session: Session, row: PublicationRow, html: str, kept: str, now: datetime) -> None:
    """It stands as `html`."""
    _end(session, row, state="published", after=html, kept=kept, published_at=now)


def created(session: Session, row: PublicationRow, page: DocumentRow, html: str, now: datetime) -> None:
    """It stands as `page`, the store's own; our draft of it is gone."""
    drafted = row.document_id
    _end(session, row, state="published", after=html, document_id=page.id, published_at=now)
    if drafted != page.id:
        session.execute(
            delete(DocumentRow).where(col(DocumentRow.shop_id) == row.shop_id, col(DocumentRow.id) == drafted)
        )


def undone(session: Session, row: PublicationRow, now: datetime) -> None:
    _end(session, row, state="undone", undone_at=now)


def not_done(session: Session, row: PublicationRow, state: str, reason: str, current: str = "") -> None:
    """`current` is what was found to stand there instead of what was read."""
    _end(session, row, state=state, reason=reason, current=current)


def try_later(session: Session, row: PublicationRow, reason: str, at: datetime) -> None:
    """Nobody knows yet what became of it: it stays under way until somebody looks."""
    session.execute(_of(row).values(reason=reason, lease_until=at))


def can_undo(row: PublicationRow, now: datetime) -> bool:
    return row.state == "published" and row.published_at is not None and now - row.published_at <= UNDO_FOR


def _claim(session: Session, shop_id: int, publication_id: int, states: Sequence[str], **values: Any) -> bool:
    mine = (col(PublicationRow.shop_id) == shop_id, col(PublicationRow.id) == publication_id)
    taken = session.execute(
        update(PublicationRow)
        .where(*mine, col(PublicationRow.state).in_(states))
        .values(reason="", current="", attempts=1, **values)
        .returning(col(PublicationRow.id))
    )
    return taken.first() is not None


def _end(session: Session, row: PublicationRow, **values: Any) -> None:
    session.execute(_of(row).values(**{"lease_until": None, "reason": "", "current": "", **values}))


def _of(row: PublicationRow) -> Any:
    return update(PublicationRow).where(col(PublicationRow.shop_id) == row.shop_id, col(PublicationRow.id) == row.id)

"""Words for a text that are not published yet: kept for who wrote them, until they are."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, select

from integration.store.tables import UnpublishedRow
from integration.store.upsert import upsert


def save_words(
    session: Session,
    shop_id: int,
    document_id: int,
    by: str,
    version: int,
    words: Mapping[str, str],
    asked: Sequence[str],
    now: datetime,
) -> None:
    """In place of what the same person wrote for the text before."""
    values = {"version": version, "words": [list(pair) for pair in words.items()], "asked": list(asked)}
    same = {"shop_id": shop_id, "document_id": document_id, "by": by}
    insert = upsert(session, UnpublishedRow).values({**same, **values, "saved_at": now})
    mine = col(UnpublishedRow.shop_id) == shop_id
    session.execute(
        insert.on_conflict_do_update(index_elements=["document_id", "by"], set_={**values, "saved_at": now}, where=mine)
    )


def words_of(session: Session, shop_id: int, document_id: int, by: str) -> UnpublishedRow | None:
    mine = (UnpublishedRow.shop_id == shop_id, UnpublishedRow.document_id == document_id, UnpublishedRow.by == by)
    return session.exec(select(UnpublishedRow).where(*mine)).one_or_none()


def drop_words(session: Session, shop_id: int, document_id: int, by: str) -> None:
    of_text = (col(UnpublishedRow.shop_id) == shop_id, col(UnpublishedRow.document_id) == document_id)
    session.execute(delete(UnpublishedRow).where(*of_text, col(UnpublishedRow.by) == by))

"""What a shop says in its other languages: each translation is a document of its own beside the text it translates."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from integration.ports.values import Translation
from integration.store.document_texts import save_texts
from integration.store.offers import prices_beside
from integration.store.tables import DocumentRow, ProductRow


def save_translations(
    session: Session,
    shop_id: int,
    connector: str,
    kind: str,
    language: str,
    found: Sequence[Translation],
    now: datetime,
) -> list[DocumentRow]:
    """The documents of those that are translated, beside texts that are there; what is translated no more is gone.

    `kind` is policy or product, `language` as the store calls it. A text of a store that says no language of its own
    is the one that is translated.
    """
    told = {one.id: one for one in found}
    originals = _documents(session, shop_id, connector, kind, "", told)
    known = _documents(session, shop_id, connector, kind, language, told)
    products = _products(session, shop_id, connector, told) if kind == "product" else {}
    beside = []
    for vendor_id, one in told.items():
        original, row = originals.get(vendor_id), known.get(vendor_id)
        if original is not None and original.deleted_at is None and one.html:
            row = _beside(original, row, language, one.title)
            product = products.get(vendor_id)
            beside.append((row, one.html, prices_beside(product) if product else ""))
        elif row is not None and row.deleted_at is None:
            row.deleted_at = now
            session.add(row)
    save_texts(session, beside, now)
    return [row for row, _, _ in beside]


def translated_stores(session: Session, shop_id: int) -> list[str]:
    """The connectors of which some text stands in a language of its own."""
    query = select(DocumentRow.connector).where(DocumentRow.shop_id == shop_id, DocumentRow.language != "")
    return list(session.exec(query.where(col(DocumentRow.deleted_at).is_(None)).distinct()))


def keep_only_languages(
    session: Session, shop_id: int, connector: str, languages: Collection[str], now: datetime
) -> None:
    """A language that buyers cannot choose any more says nothing to them."""
    session.execute(
        update(DocumentRow)
        .where(col(DocumentRow.shop_id) == shop_id, col(DocumentRow.connector) == connector)
        .where(col(DocumentRow.language).not_in(["", *languages]), col(DocumentRow.deleted_at).is_(None))
        .values(deleted_at=now)
    )


def _beside(original: DocumentRow, row: DocumentRow | None, language: str, title: str) -> DocumentRow:
    row = row or DocumentRow(
        shop_id=original.shop_id, kind=original.kind, vendor_id=original.vendor_id, language=language,
        title=original.title, content_hash="", current_version=0, updated_at=original.updated_at,
    )  # fmt: skip
    row.title, row.url, row.published = title or original.title, original.url, original.published
    row.policy_kind, row.requires_shipping = original.policy_kind, original.requires_shipping
    row.connector, row.updated_at, row.deleted_at = original.connector, original.updated_at, None
    return row


def _documents(
    session: Session, shop_id: int, connector: str, kind: str, language: str, vendor_ids: Collection[str]
) -> Mapping[str, DocumentRow]:
    query = select(DocumentRow).where(DocumentRow.shop_id == shop_id, DocumentRow.connector == connector)
    query = query.where(DocumentRow.kind == kind, DocumentRow.language == language)
    return {row.vendor_id: row for row in session.exec(query.where(col(DocumentRow.vendor_id).in_(vendor_ids)))}


def _products(session: Session, shop_id: int, connector: str, vendor_ids: Collection[str]) -> Mapping[str, ProductRow]:
    query = select(ProductRow).where(ProductRow.shop_id == shop_id, ProductRow.connector == connector)
    return {row.vendor_id: row for row in session.exec(query.where(col(ProductRow.vendor_id).in_(vendor_ids)))}

"""What the shop says: its products and pages as they stand now, and every version of their texts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from integration.domain.commerce import Policy, Product
from integration.store import origins
from integration.store.document_texts import save_texts
from integration.store.offers import as_kept, lowest_price, prices_beside
from integration.store.tables import DocumentRow, DocumentVersionRow, ProductRow


def save_product(session: Session, shop_id: int, product: Product, now: datetime, connector: str = "") -> DocumentRow:
    """As save_products, for one."""
    return save_products(session, shop_id, [product], now, connector)[0]


def save_products(
    session: Session, shop_id: int, products: Sequence[Product], now: datetime, connector: str = ""
) -> list[DocumentRow]:
    """Each product's text in its language; an older report than the one we hold changes nothing.

    The prices count as part of the text: a buyer reads them on the page, so a new one is a new version.
    """
    ids = [product.id for product in products]
    rows = _products(session, shop_id, ids, connector)
    texts = _texts(session, shop_id, ids, connector)
    saved, beside = [], []
    with session.no_autoflush:
        for product in products:
            place = product.id, product.language or ""
            row, known = rows.get(product.id), texts.get(place)
            if row is None or known is None or not _outdated(product.updated_at, row.updated_at, row.deleted_at):
                row = rows[product.id] = _sold(row, shop_id, product, connector)
                known = texts[place] = _fresh(known, shop_id, "product", product, now, connector)
                known.requires_shipping = not product.offers or any(it.requires_shipping for it in product.offers)
                session.add(row)
                beside.append((known, product.html, prices_beside(row)))
            saved.append(known)
        save_texts(session, beside, now)
    return saved


def _products(session: Session, shop_id: int, vendor_ids: Sequence[str], connector: str) -> dict[str, ProductRow]:
    query = select(ProductRow).where(ProductRow.shop_id == shop_id, col(ProductRow.vendor_id).in_(vendor_ids))
    found = session.exec(query.where(*origins.of(ProductRow.connector, connector)).order_by(ProductRow.connector))
    return {row.vendor_id: row for row in found}


def _texts(
    session: Session, shop_id: int, vendor_ids: Sequence[str], connector: str, kind: str = "product"
) -> dict[tuple[str, str], DocumentRow]:
    query = select(DocumentRow).where(DocumentRow.shop_id == shop_id, DocumentRow.kind == kind)
    query = query.where(col(DocumentRow.vendor_id).in_(vendor_ids), *origins.of(DocumentRow.connector, connector))
    return {(row.vendor_id, row.language): row for row in session.exec(query.order_by(DocumentRow.connector))}


def _sold(row: ProductRow | None, shop_id: int, product: Product, connector: str) -> ProductRow:
    price = lowest_price(product.offers)
    row = row or ProductRow(shop_id=shop_id, vendor_id=product.id, title=product.title)
    row.title, row.url, row.published = product.title, product.url, product.published
    row.price, row.currency = (price.amount, price.currency) if price else (None, "")
    row.offers = [as_kept(offer) for offer in product.offers]
    row.updated_at, row.deleted_at, row.connector = product.updated_at, None, connector or row.connector
    return row


def save_policy(session: Session, shop_id: int, policy: Policy, now: datetime, connector: str = "") -> DocumentRow:
    """A page that was gone and is listed again is there, even if nobody changed it meanwhile."""
    texts = _texts(session, shop_id, [policy.id], connector, "policy")
    known = texts.get((policy.id, policy.language or ""))
    if known is not None and _outdated(policy.updated_at, known.updated_at, None):
        return known
    row = _fresh(known, shop_id, "policy", policy, now, connector)
    row.policy_kind = policy.kind.value
    return _save(session, row, policy.html, now)


def save_text(session: Session, shop_id: int, document: DocumentRow, html: str, now: datetime) -> DocumentRow:
    """A new version of a text that we know to stand in the shop now, since it was written or read there this moment."""
    beside = ""
    if document.kind == "product" and (row := product(session, shop_id, document.vendor_id, document.connector)):
        beside = prices_beside(row)
    return _save(session, document, html, now, beside)


def keep_only_policies(
    session: Session, shop_id: int, vendor_ids: Sequence[str], now: datetime, connector: str | None = None
) -> int:
    """Marks the pages deleted that the store no longer lists, so that nothing they said counts; how many.

    `connector`: only those that come from there, where another storefront lists pages of its own.
    """
    listed = select(DocumentRow.id).where(
        DocumentRow.shop_id == shop_id, DocumentRow.kind == "policy", col(DocumentRow.deleted_at).is_(None)
    )
    if connector is not None:
        listed = listed.where(DocumentRow.connector == connector)
    gone = session.exec(listed.where(col(DocumentRow.vendor_id).not_in(vendor_ids))).all()
    session.execute(
        update(DocumentRow)
        .where(col(DocumentRow.shop_id) == shop_id, col(DocumentRow.id).in_(gone))
        .values(deleted_at=now)
    )
    return len(gone)


def mark_product_deleted(session: Session, shop_id: int, vendor_id: str, now: datetime, connector: str = "") -> None:
    gone = {"deleted_at": now}
    session.execute(
        update(ProductRow)
        .where(col(ProductRow.shop_id) == shop_id, col(ProductRow.vendor_id) == vendor_id)
        .where(*origins.of(ProductRow.connector, connector))
        .values(gone)
    )
    session.execute(
        update(DocumentRow)
        .where(col(DocumentRow.shop_id) == shop_id, col(DocumentRow.vendor_id) == vendor_id)
        .where(col(DocumentRow.kind) == "product", *origins.of(DocumentRow.connector, connector))
        .values(gone)
    )


def documents(session: Session, shop_id: int, kind: str | None = None) -> Sequence[DocumentRow]:
    """All texts that buyers can read now, pages first."""
    query = select(DocumentRow).where(DocumentRow.shop_id == shop_id, col(DocumentRow.deleted_at).is_(None))
    if kind is not None:
        query = query.where(DocumentRow.kind == kind)
    return session.exec(query.order_by(DocumentRow.kind, DocumentRow.vendor_id, DocumentRow.language)).all()


def documents_by_id(session: Session, shop_id: int, document_ids: Collection[int]) -> Mapping[int | None, DocumentRow]:
    """Those of these texts that buyers can read now."""
    query = select(DocumentRow).where(DocumentRow.shop_id == shop_id, col(DocumentRow.id).in_(document_ids))
    return {row.id: row for row in session.exec(query.where(col(DocumentRow.deleted_at).is_(None)))}


def document(session: Session, shop_id: int, document_id: int) -> DocumentRow | None:
    return session.exec(
        select(DocumentRow).where(DocumentRow.shop_id == shop_id, DocumentRow.id == document_id)
    ).one_or_none()


def product(session: Session, shop_id: int, vendor_id: str, connector: str = "") -> ProductRow | None:
    return _products(session, shop_id, [vendor_id], connector).get(vendor_id)


def newest_products(session: Session, shop_id: int, connector: str, limit: int) -> Sequence[tuple[str, str]]:
    """What the store calls the products that came to us last, and their titles."""
    query = select(ProductRow.vendor_id, ProductRow.title).where(
        ProductRow.shop_id == shop_id, ProductRow.connector == connector, col(ProductRow.deleted_at).is_(None)
    )
    return session.exec(query.order_by(col(ProductRow.id).desc()).limit(limit)).all()


def latest_html(session: Session, document: DocumentRow) -> str:
    """The text as it stands; raises LookupError when the version was never kept."""
    html = session.exec(
        select(DocumentVersionRow.html).where(
            DocumentVersionRow.shop_id == document.shop_id,
            DocumentVersionRow.document_id == document.id,
            DocumentVersionRow.version == document.current_version,
        )
    ).one_or_none()
    if html is None:
        raise LookupError(f"document {document.id} has no version {document.current_version}")
    return html


def latest_htmls(session: Session, shop_id: int, document_ids: Collection[int | None]) -> Mapping[int, str]:
    """The texts of these documents as they stand, by document."""
    query = (
        select(DocumentVersionRow.document_id, DocumentVersionRow.html)
        .join(DocumentRow, col(DocumentRow.id) == col(DocumentVersionRow.document_id))
        .where(DocumentRow.shop_id == shop_id, DocumentVersionRow.shop_id == shop_id)
        .where(col(DocumentRow.id).in_(document_ids), DocumentVersionRow.version == DocumentRow.current_version)
    )
    return dict(session.exec(query).all())


def versions(session: Session, shop_id: int, document_id: int, limit: int = 50) -> Sequence[DocumentVersionRow]:
    """Newest first."""
    return session.exec(
        select(DocumentVersionRow)
        .where(DocumentVersionRow.shop_id == shop_id, DocumentVersionRow.document_id == document_id)
        .order_by(col(DocumentVersionRow.version).desc())
        .limit(limit)
    ).all()


def _outdated(told: datetime | None, known: datetime | None, deleted: datetime | None) -> bool:
    """Hints come out of order. What says no time is believed; what was deleted comes back only with newer news."""
    if told is None:
        return False
    return (known is not None and told < known) or (deleted is not None and told <= deleted)


def _fresh(
    known: DocumentRow | None, shop_id: int, kind: str, told: Product | Policy, now: datetime, connector: str
) -> DocumentRow:
    row = known or DocumentRow(
        shop_id=shop_id, kind=kind, vendor_id=told.id, language=told.language or "", title=told.title,
        content_hash="", current_version=0, updated_at=now,
    )  # fmt: skip
    row.title, row.url, row.published, row.deleted_at = told.title, told.url, told.published, None
    row.updated_at, row.connector = told.updated_at or row.updated_at, connector or row.connector
    return row


def _save(session: Session, row: DocumentRow, html: str, now: datetime, beside: str = "") -> DocumentRow:
    save_texts(session, [(row, html, beside)], now)
    return row

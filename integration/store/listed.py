"""Which products their store still lists, told apart by the nightly round in which they were seen."""

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import Session, col, select

from integration.store.tables import ProductRow


def mark_listed(session: Session, shop_id: int, vendor_ids: Sequence[str], name: str) -> None:
    """`name` is the round."""
    session.execute(
        update(ProductRow)
        .where(col(ProductRow.shop_id) == shop_id, col(ProductRow.vendor_id).in_(vendor_ids))
        .values(listed_in=name)
    )


def unlisted_products(session: Session, shop_id: int, name: str, limit: int) -> Sequence[str]:
    """The vendor's ids of products that we hold and that this round did not show."""
    query = select(ProductRow.vendor_id).where(
        ProductRow.shop_id == shop_id, ProductRow.listed_in != name, col(ProductRow.deleted_at).is_(None)
    )
    return session.exec(query.order_by(col(ProductRow.id)).limit(limit)).all()

"""Which products their store still lists, told apart by the nightly round in which they were seen."""

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import Session, col, select

from integration.store.tables import ProductRow


def mark_listed(session: Session, shop_id: int, vendor_ids: Sequence[str], name: str, connector: str) -> None:
    """`name` is the round, `connector` the store that it goes through."""
    session.execute(
        update(ProductRow)
        .where(col(ProductRow.shop_id) == shop_id, col(ProductRow.vendor_id).in_(vendor_ids))
        .where(col(ProductRow.connector) == connector)
        .values(listed_in=name)
    )


def unlisted_products(session: Session, shop_id: int, name: str, limit: int, connector: str) -> Sequence[str]:
    """The vendor's ids of products that we hold of this store and that this round did not show."""
    query = (
        select(ProductRow.vendor_id)
        .where(ProductRow.shop_id == shop_id, ProductRow.listed_in != name, col(ProductRow.deleted_at).is_(None))
        .where(ProductRow.connector == connector)
    )
    return session.exec(query.order_by(col(ProductRow.id)).limit(limit)).all()

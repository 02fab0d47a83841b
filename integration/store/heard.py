"""When a shop last changed, and when its vendor last told us of anything."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from integration.store.tables import InboxRow, OrderRow, ProductRow


def last_delivery(session: Session, shop_id: int, connector: str) -> datetime | None:
    query = select(func.max(col(InboxRow.received_at)))
    return session.exec(query.where(InboxRow.shop_id == shop_id, InboxRow.connector == connector)).one()


def last_change(session: Session, shop_id: int, connector: str) -> datetime | None:
    """The newest change of an order or a product that this store has shown us, by its clock."""
    orders = select(func.max(col(OrderRow.vendor_updated_at))).where(
        OrderRow.shop_id == shop_id, OrderRow.connector == connector
    )
    products = select(func.max(col(ProductRow.updated_at))).where(
        ProductRow.shop_id == shop_id, ProductRow.connector == connector
    )
    return max((found for query in (orders, products) if (found := session.exec(query).one())), default=None)

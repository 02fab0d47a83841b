"""What a shop sells, counted from its orders: which product's missing words reach most buyers."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from integration.domain.commerce import OrderStatus
from integration.store.tables import OrderLineRow, OrderRow

_NOT_SOLD = (OrderStatus.CANCELLED.value, OrderStatus.DELETED.value)


def best_sellers(session: Session, shop_id: int, since: datetime, limit: int = 1000) -> Mapping[str, int]:
    """Units of each product (by the vendor's id) in orders placed since, the most first; cancelled ones are none."""
    units = func.sum(col(OrderLineRow.quantity))
    query = (
        select(col(OrderLineRow.product_id), units)
        .join(OrderRow, col(OrderRow.id) == col(OrderLineRow.order_id))
        .where(
            col(OrderLineRow.shop_id) == shop_id,
            col(OrderRow.shop_id) == shop_id,
            col(OrderRow.placed_at) >= since,
            col(OrderRow.status).not_in(_NOT_SOLD),
            col(OrderLineRow.product_id) != "",
        )
        .group_by(col(OrderLineRow.product_id))
        .order_by(units.desc(), col(OrderLineRow.product_id))
        .limit(limit)
    )
    return {product_id: int(count) for product_id, count in session.execute(query)}

"""What a shop sells, counted from its orders: which product's missing words reach most buyers."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, distinct, func, or_, select
from sqlmodel import Session, col

from integration.domain.commerce import OrderStatus
from integration.domain.law.record import Occasion
from integration.domain.reach import Sent
from integration.store.tables import HappeningRow, OrderLineRow, OrderRow

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


def last_destinations(session: Session, shop_id: int, limit: int = 100) -> list[Sent]:
    """Where the newest orders went that are sent at all, and which of them brought a complaint."""
    query = (
        select(col(OrderRow.country), _complained(shop_id))
        .where(
            col(OrderRow.shop_id) == shop_id,
            col(OrderRow.requires_shipping),
            col(OrderRow.country) != "",
            col(OrderRow.status).not_in(_NOT_SOLD),
        )
        .order_by(col(OrderRow.placed_at).desc(), col(OrderRow.id).desc())
        .limit(limit)
    )
    return [Sent(country, bool(complained)) for country, complained in session.execute(query)]


def complaints(session: Session, shop_id: int, since: datetime, product_ids: Collection[str]) -> Mapping[str, int]:
    """How many orders since that hold each of these products brought a complaint; a product without one is absent."""
    orders = func.count(distinct(col(OrderLineRow.order_id)))
    query = (
        select(col(OrderLineRow.product_id), orders)
        .join(OrderRow, col(OrderRow.id) == col(OrderLineRow.order_id))
        .where(
            col(OrderLineRow.shop_id) == shop_id,
            col(OrderRow.shop_id) == shop_id,
            col(OrderRow.placed_at) >= since,
            col(OrderLineRow.product_id).in_(product_ids),
            _complained(shop_id),
        )
        .group_by(col(OrderLineRow.product_id))
    )
    return {product_id: int(count) for product_id, count in session.execute(query)}


def _complained(shop_id: int) -> ColumnElement[bool]:
    """Whether an order was disputed, or its buyer cancelled it or asked for the money back."""
    wanted_out = select(col(HappeningRow.order_id)).where(
        col(HappeningRow.shop_id) == shop_id,
        col(HappeningRow.occasion).in_((Occasion.CANCELLED, Occasion.REFUND_REQUESTED)),
    )
    return or_(col(OrderRow.disputed), col(OrderRow.id).in_(wanted_out))

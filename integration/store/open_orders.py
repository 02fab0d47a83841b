"""Orders about which something may still happen, to be read again one by one."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from integration.domain.commerce import OrderStatus
from integration.store.tables import FulfillmentRow, OrderRow

OPEN = (OrderStatus.PENDING, OrderStatus.PAID, OrderStatus.ON_HOLD, OrderStatus.FULFILLED)


class OpenOrder(NamedTuple):
    """Our id of an order, and the vendor's."""

    id: int
    vendor_id: str


def open_orders(
    session: Session,
    shop_id: int,
    connector: str,
    after_id: int,
    since: datetime,
    limit: int,
    untracked: bool = False,
) -> Sequence[OpenOrder]:
    """Orders placed in this store since then and after the shop came to us, by id.

    `untracked` ones have no parcel with a number.
    """
    query = select(OrderRow.id, OrderRow.vendor_id).where(
        OrderRow.shop_id == shop_id,
        OrderRow.connector == connector,
        col(OrderRow.id) > after_id,
        col(OrderRow.imported).is_(False),
    )
    query = query.where(col(OrderRow.status).in_(OPEN), OrderRow.placed_at >= since)
    if untracked:
        parcel = select(FulfillmentRow.id).where(
            FulfillmentRow.shop_id == shop_id, col(FulfillmentRow.order_id) == col(OrderRow.id)
        )
        numbered = parcel.where(FulfillmentRow.tracking_number != "", col(FulfillmentRow.removed_at).is_(None))
        query = query.where(~numbered.exists())
    rows = session.exec(query.order_by(col(OrderRow.id)).limit(limit))
    return [OpenOrder(row_id, vendor_id) for row_id, vendor_id in rows if row_id is not None]

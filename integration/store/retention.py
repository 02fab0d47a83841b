"""What is forgotten when its time is over: who the customers were. What was sold, when, and how it went stays."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, update
from sqlmodel import Session, SQLModel, col, select

from integration.domain.reasons import HoldReason
from integration.store.tables import (
    AttemptRow,
    FulfillmentRow,
    OrderRow,
    OutboxRow,
    RefundRow,
    ReturnRow,
    ShopRow,
    TrackingEventRow,
)

CUSTOMER: Mapping[str, Any] = {
    "customer_id": "",
    "customer_name": "",
    "customer_email": "",
    "customer_phone": "",
    "postcode": "",
    "raw": {},
}
LETTER: Mapping[str, Any] = {"to_address": "", "subject": "", "text": "", "html": ""}


def customer_days(shop: ShopRow, default: int) -> int:
    """How many days after an order this shop keeps its customer: its own setting, else `default`."""
    chosen = shop.settings.get("keep_customer_days")
    return chosen if isinstance(chosen, int) and chosen > 0 else default


def erase_customers(session: Session, shop_id: int, before: datetime, now: datetime, limit: int) -> int:
    """Erases who the customers of orders placed before `before` were, up to `limit` orders; says how many.

    Letters lose their address and words, parcels and scans what a carrier wrote of people. A wish not to be written
    to is kept: forgetting it would break it.
    """
    old = (
        select(OrderRow.id)
        .where(OrderRow.shop_id == shop_id, col(OrderRow.placed_at) < before, col(OrderRow.erased_at).is_(None))
        .order_by(col(OrderRow.placed_at))
        .limit(limit)
    )
    orders = [found for found in session.exec(old) if found is not None]
    erase_orders(session, shop_id, orders, now)
    return len(orders)


def erase_orders(session: Session, shop_id: int, order_ids: Sequence[int], now: datetime) -> None:
    """Erases who the customers of these orders were. What waits to be sent to them is not sent."""
    mine = select(OrderRow.id).where(OrderRow.shop_id == shop_id, col(OrderRow.id).in_(order_ids))
    orders = [found for found in session.exec(mine) if found is not None]
    parcels = select(FulfillmentRow.id).where(col(FulfillmentRow.order_id).in_(orders))
    letters = select(OutboxRow.id).where(col(OutboxRow.order_id).in_(orders))
    _blank(session, TrackingEventRow, TrackingEventRow.fulfillment_id, parcels, description="", place="")
    _blank(session, AttemptRow, AttemptRow.outbox_id, letters, detail="")
    unsent = (col(OutboxRow.order_id).in_(orders), col(OutboxRow.state).in_(("proposed", "waiting")))
    held = {"state": "held", "outcome": str(HoldReason.NO_ADDRESS)}
    session.execute(update(OutboxRow).where(*unsent).values(held), execution_options=_CORE)
    refused = (col(OutboxRow.order_id).in_(orders), col(OutboxRow.state).in_(("failed", "sending", "unresolved")))
    session.execute(update(OutboxRow).where(*refused).values(outcome=""), execution_options=_CORE)
    _blank(session, OutboxRow, OutboxRow.order_id, orders, **LETTER)
    _blank(session, FulfillmentRow, FulfillmentRow.order_id, orders, raw={})
    _blank(session, RefundRow, RefundRow.order_id, orders, reason="")
    _blank(session, ReturnRow, ReturnRow.order_id, orders, note="")
    _blank(session, OrderRow, OrderRow.id, orders, **CUSTOMER, erased_at=now)


def _blank(session: Session, row: type[SQLModel], column: Any, of: list[int] | Select[Any], **values: Any) -> None:
    session.execute(update(row).where(col(column).in_(of)).values(values), execution_options=_CORE)


_CORE: Mapping[str, Any] = {"synchronize_session": False}

"""Orders as their store shows them. An older state never overwrites a newer one, and a repeat changes nothing."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from integration.domain.commerce import (
    Address,
    Customer,
    Money,
    Order,
    OrderLine,
    OrderStatus,
    Refund,
)
from integration.domain.incident_reason import HoldCause
from integration.store import order_parts, origins
from integration.store.order_files import OrderFile
from integration.store.returns import save_returns
from integration.store.tables import OrderLineRow, OrderRow, RefundRow, ShopRow
from integration.store.tracking import as_fulfillment, save_parcels
from integration.store.upsert import upsert

PERSONAL = frozenset({
    "customer_id", "customer_name", "customer_email", "customer_phone", "customer_language", "postcode", "raw",
})  # fmt: skip


def save_orders(
    session: Session,
    shop_id: int,
    orders: Sequence[Order],
    now: datetime,
    imported: bool = False,
    connector: str = "",
) -> list[OrderRow]:
    """Saves orders with their lines, refunds, returns, parcels and promises; the rows, in the order of `orders`.

    `imported` marks those that are new as history, about which no message is ever sent. `connector` is whose they
    are: the order that another store calls by the same id is another order.
    """
    # Two writers of one shop take turns: on PostgreSQL both would else find an order new. Who writes about the shop's
    # orders, and so refers to the shop, is not kept waiting: they may hold an order that is wanted here.
    session.exec(select(ShopRow.id).where(ShopRow.id == shop_id).with_for_update(key_share=True)).one()
    sold = order_parts.as_sold(session, shop_id, orders, connector)
    newest = {order.id: order for order in sorted(sold, key=_age)}
    before = by_vendor_ids(session, shop_id, newest, connector)
    new = [order for order in newest.values() if order.id not in before]
    if new:
        given = {"shop_id": shop_id, "imported": imported, "connector": connector}
        columns = [{**given, **_columns(order)} for order in new]
        session.execute(upsert(session, OrderRow).on_conflict_do_nothing(), columns)
    applied = new + [order for order in newest.values() if _overwrites(order, before.get(order.id))]
    if len(applied) > len(new):
        session.execute(
            update(OrderRow), [_changed(before[order.id], order, connector) for order in applied[len(new) :]]
        )
    rows = by_vendor_ids(session, shop_id, newest, connector)
    pairs = [(rows[order.id], order) for order in applied]
    order_parts.save_lines(session, shop_id, pairs)
    order_parts.save_refunds(session, pairs)
    order_parts.save_promises(session, shop_id, pairs, now)
    save_returns(session, pairs, now)
    save_parcels(session, shop_id, {row.id or 0: order.fulfillments for row, order in pairs}, now)
    return [rows[order.id] for order in orders]


def mark_deleted(
    session: Session, shop_id: int, vendor_id: str, connector: str = "", shown_since: datetime | None = None
) -> int | None:
    """The store shows the order no more; our id of it, None when we never had it, or when it may still be there: an
    order placed before `shown_since` the store keeps from us.
    """
    row = order_by_vendor_id(session, shop_id, vendor_id, connector)
    if row is None or (shown_since is not None and row.placed_at < shown_since):
        return None
    row.status = OrderStatus.DELETED
    session.add(row)
    session.flush()
    return row.id


def order(session: Session, shop_id: int, order_id: int) -> OrderRow | None:
    return session.exec(select(OrderRow).where(OrderRow.shop_id == shop_id, OrderRow.id == order_id)).one_or_none()


def order_by_vendor_id(session: Session, shop_id: int, vendor_id: str, connector: str = "") -> OrderRow | None:
    """`connector`: as its store calls it; without one, as any of the shop's stores does."""
    return by_vendor_ids(session, shop_id, [vendor_id], connector).get(vendor_id)


def newest_orders(session: Session, shop_id: int, connector: str, limit: int) -> Sequence[tuple[str, datetime]]:
    """What the store calls its newest orders that we hold, and when they were placed."""
    query = select(OrderRow.vendor_id, OrderRow.placed_at).where(
        OrderRow.shop_id == shop_id, OrderRow.connector == connector, OrderRow.status != OrderStatus.DELETED
    )
    return session.exec(query.order_by(col(OrderRow.placed_at).desc(), col(OrderRow.id)).limit(limit)).all()


def list_orders(
    session: Session, shop_id: int, limit: int = 100, before_id: int | None = None, search: str = ""
) -> Sequence[OrderRow]:
    """Newest first; `search` looks for a number, a name or an address. The vendor's own JSON is not loaded."""
    query = select(OrderRow).where(OrderRow.shop_id == shop_id).options(defer(OrderRow.raw))  # type: ignore[arg-type]
    if before_id is not None:
        query = query.where(col(OrderRow.id) < before_id)
    if search:
        query = query.where(_matches(search))
    return session.exec(query.order_by(col(OrderRow.id).desc()).limit(limit)).all()


def as_order(row: OrderRow, file: OrderFile) -> Order:
    """The order as the domain knows it, with its lines, refunds, parcels and their scans."""
    return Order(
        id=row.vendor_id,
        number=row.number,
        status=OrderStatus(row.status),
        placed_at=row.placed_at,
        total=Money(row.total, row.currency),
        lines=tuple(_line(line, row.currency) for line in file.lines),
        customer=Customer(
            row.customer_id, row.customer_name, row.customer_email, row.customer_phone, row.customer_language or None
        ),
        ship_to=address_of(row),
        paid_at=row.paid_at,
        updated_at=row.vendor_updated_at,
        disputed=row.disputed,
        held_for=tuple(HoldCause(cause) for cause in row.held_for.split(",") if cause),
        shipping_method=row.shipping_method,
        fulfillments=tuple(as_fulfillment(it, row.vendor_id, file.scans[it.id or 0]) for it in file.parcels),
        refunds=tuple(_refund(refund, row.vendor_id) for refund in file.refunds),
        raw=row.raw,
    )


def address_of(row: OrderRow) -> Address:
    """As far as it is kept."""
    return Address(row.country, row.region, row.postcode)


def _age(order: Order) -> tuple[bool, datetime]:
    return order.updated_at is not None, order.updated_at or order.placed_at


def _overwrites(order: Order, row: OrderRow | None) -> bool:
    if row is None:
        return False
    if order.updated_at is None or row.vendor_updated_at is None:
        return True
    if row.status == OrderStatus.DELETED:
        # The delivery that was on its way when the order was deleted carries the same time as the last before it.
        return order.updated_at > row.vendor_updated_at
    return order.updated_at >= row.vendor_updated_at


def _changed(row: OrderRow, order: Order, connector: str) -> dict[str, Any]:
    columns = _columns(order)
    if row.erased_at is not None:
        columns = {name: value for name, value in columns.items() if name not in PERSONAL}
    columns["paid_at"] = columns["paid_at"] or row.paid_at
    columns["vendor_updated_at"] = columns["vendor_updated_at"] or row.vendor_updated_at
    return {"id": row.id, "connector": connector or row.connector, **columns}


def by_vendor_ids(session: Session, shop_id: int, vendor_ids: Collection[str], connector: str) -> dict[str, OrderRow]:
    """`connector`: as its store calls them; "" as any of the shop's stores does."""
    query = select(OrderRow).where(OrderRow.shop_id == shop_id, col(OrderRow.vendor_id).in_(vendor_ids))
    query = query.where(*origins.of(OrderRow.connector, connector)).order_by(OrderRow.connector)
    rows = session.exec(query.execution_options(populate_existing=True))
    return {row.vendor_id: row for row in rows}


def _columns(order: Order) -> dict[str, Any]:
    return {
        "vendor_id": order.id,
        "number": order.number,
        "status": order.status,
        "placed_at": order.placed_at,
        "paid_at": order.paid_at,
        "vendor_updated_at": order.updated_at,
        "total": order.total.amount,
        "currency": order.total.currency,
        "customer_id": order.customer.id,
        "customer_name": order.customer.name,
        "customer_email": order.customer.email,
        "customer_phone": order.customer.phone,
        "customer_language": order.customer.language or "",
        "country": order.ship_to.country,
        "region": order.ship_to.region,
        "postcode": order.ship_to.postcode,
        "shipping_method": order.shipping_method,
        "requires_shipping": order.requires_shipping,
        "disputed": order.disputed,
        "held_for": ",".join(order.held_for),
        "sent_in_part": order.sent_in_part,
        "raw": dict(order.raw),
    }


def _matches(search: str) -> ColumnElement[bool]:
    columns = (OrderRow.number, OrderRow.customer_name, OrderRow.customer_email)
    return or_(*(col(column).icontains(search, autoescape=True) for column in columns))


def _line(row: OrderLineRow, currency: str) -> OrderLine:
    total = Money(row.total, currency)
    named = (row.vendor_id, row.product_id, row.title, row.quantity, total, row.sku, row.requires_shipping)
    return OrderLine(*named, unsent=row.unsent)


def _refund(row: RefundRow, order_id: str) -> Refund:
    return Refund(row.vendor_id, order_id, Money(row.amount, row.currency), row.reason, row.created_at)

"""What belongs to an order: its lines and refunds, as they stand now, and its promise, as it stood on the day."""

import logging
from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col, select

from integration.domain.commerce import Order, OrderStatus, Refund
from integration.domain.promise import Promise, PromiseSettings, promise_for, read_promise_settings
from integration.store.shown_texts import POLICIES, Texts, shown_texts
from integration.store.tables import DocumentRow, OrderLineRow, OrderRow, PromiseRow, RefundRow, ShopRow
from integration.store.upsert import upsert

log = logging.getLogger(__name__)

TODAY = timedelta(days=1)

Saved = Sequence[tuple[OrderRow, Order]]


def as_sold(session: Session, shop_id: int, orders: Sequence[Order], connector: str) -> list[Order]:
    """The orders with each line shipped or not as its product is: not every store says so in an order.

    `connector` is the store that they are of, "" where nobody said.
    """
    sold = {line.product_id for order in orders for line in order.lines if line.product_id and line.requires_shipping}
    query = select(DocumentRow.vendor_id).where(DocumentRow.shop_id == shop_id, DocumentRow.kind == "product")
    query = query.where(col(DocumentRow.connector).in_((connector, ""))) if connector else query
    never = col(DocumentRow.requires_shipping).is_(False)
    digital = set(session.exec(query.where(never, col(DocumentRow.vendor_id).in_(sold)))) if sold else set()
    return [_told_apart(order, digital) for order in orders]


def _told_apart(order: Order, digital: Set[str]) -> Order:
    if not any(line.product_id in digital for line in order.lines):
        return order
    lines = (replace(it, requires_shipping=it.requires_shipping and it.product_id not in digital) for it in order.lines)
    return replace(order, lines=tuple(lines))


def save_lines(session: Session, shop_id: int, saved: Saved) -> None:
    lines = [
        {
            "shop_id": shop_id,
            "order_id": row.id,
            "vendor_id": line.id,
            "product_id": line.product_id,
            "sku": line.sku,
            "title": line.title,
            "quantity": line.quantity,
            "total": line.total.amount,
            "requires_shipping": line.requires_shipping,
            "unsent": line.unsent,
        }
        for row, order in saved
        for line in order.lines
    ]
    _replace(session, OrderLineRow, saved, lines)


def save_refunds(session: Session, saved: Saved) -> None:
    refunds = [_refund(row, refund) for row, order in saved for refund in order.refunds]
    _replace(session, RefundRow, saved, refunds)


def add_refund(session: Session, row: OrderRow, refund: Refund) -> None:
    """One more refund of an order; one that is known already stays as it is."""
    session.execute(upsert(session, RefundRow).values(_refund(row, refund)).on_conflict_do_nothing())


def save_promises(session: Session, shop_id: int, saved: Saved, now: datetime) -> None:
    """Once an order is paid or sent: nothing is promised to one who has not paid yet. A promise kept is not touched."""
    order_ids = [row.id for row, _ in saved]
    query = select(PromiseRow.order_id).where(PromiseRow.shop_id == shop_id, col(PromiseRow.order_id).in_(order_ids))
    kept = set(session.exec(query))
    settings = promise_settings(session.exec(select(ShopRow).where(ShopRow.id == shop_id)).one())
    new = [(row, order) for row, order in saved if row.id not in kept and _is_promised(order)]
    products = {line.product_id for _, order in new for line in order.lines}
    texts = shown_texts(session, shop_id, products, new[0][0].connector) if new else {}
    promises = [
        {
            "shop_id": shop_id,
            "order_id": row.id,
            "promised_from": promise.promised_from,
            "promised_by": promise.promised_by,
            "basis": promise.basis,
            "shown": dict(promise.shown),
            "shown_hash": promise.shown_hash,
            "made_at": now,
        }
        for row, order in new
        for promise in [_beside_texts(promise_for(order, settings, now), order, texts, now)]
    ]
    if promises:
        session.execute(upsert(session, PromiseRow).on_conflict_do_nothing(), promises)


def _is_promised(order: Order) -> bool:
    return order.paid_at is not None or order.status in (OrderStatus.PAID, OrderStatus.FULFILLED)


def _beside_texts(promise: Promise, order: Order, texts: Texts, now: datetime) -> Promise:
    """With the versions of what the customer could read; of an order that is history nobody knows what that was."""
    if now - order.placed_at > TODAY:
        return promise
    bought = (text for line in order.lines if line.product_id for text in texts.get(line.product_id, ()))
    return replace(promise, shown={**promise.shown, "texts": [*texts.get(POLICIES, ()), *bought]})


def promise_settings(shop: ShopRow) -> PromiseSettings:
    """What the merchant says of the shop's speed; without what cannot be read, which is logged and not in the way."""
    try:
        return read_promise_settings(shop.settings, country=shop.country, timezone=shop.timezone)
    except ValueError as problem:
        log.warning("shop %s: the settings of its promise cannot be read: %s", shop.id, problem)
        return PromiseSettings(country=shop.country, timezone=shop.timezone)


def _refund(row: OrderRow, refund: Refund) -> dict[str, Any]:
    return {
        "shop_id": row.shop_id,
        "order_id": row.id,
        "vendor_id": refund.id,
        "amount": refund.amount.amount,
        "currency": refund.amount.currency,
        "reason": refund.reason,
        "created_at": refund.created_at,
    }


def _replace(session: Session, table: type[SQLModel], saved: Saved, rows: Sequence[dict[str, Any]]) -> None:
    """The rows of these orders are then exactly `rows`; one that stands already keeps its id."""
    if rows:
        insert = upsert(session, table)
        changed = {name: insert.excluded[name] for name in rows[0] if name not in ("order_id", "vendor_id", "shop_id")}
        statement = insert.on_conflict_do_update(index_elements=["order_id", "vendor_id"], set_=changed)
        session.execute(statement, list({(row["order_id"], row["vendor_id"]): row for row in rows}.values()))
    columns: Any = table
    wanted = {(row["order_id"], row["vendor_id"]) for row in rows}
    order_ids = [row.id for row, _ in saved]
    standing = session.execute(
        select(columns.id, columns.order_id, columns.vendor_id).where(col(columns.order_id).in_(order_ids))
    )
    gone = [row_id for row_id, order_id, vendor_id in standing if (order_id, vendor_id) not in wanted]
    if gone:
        session.execute(delete(table).where(col(columns.id).in_(gone)))

"""Returns of orders, as the store shows them now. One that was known stays: stores close them, and forget none."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from integration.domain.commerce import Order
from integration.domain.returns import ENDED, Return
from integration.store.tables import OrderRow, ReturnRow
from integration.store.upsert import upsert


def save_returns(session: Session, saved: Sequence[tuple[OrderRow, Order]], now: datetime) -> None:
    """What the customer wrote is not kept of an order whose customer is erased."""
    told = [(row, one) for row, order in saved for one in order.returns]
    if not told:
        return
    known = select(ReturnRow.order_id, ReturnRow.vendor_id, ReturnRow.status, ReturnRow.ended_at)
    found = session.exec(known.where(col(ReturnRow.order_id).in_([row.id for row, _ in told])))
    heard = {(order_id, vendor_id, status): ended_at for order_id, vendor_id, status, ended_at in found}
    rows = {
        (row.id, one.id): _columns(row, one, heard.get((row.id or 0, one.id, one.status)) or now) for row, one in told
    }
    insert = upsert(session, ReturnRow)
    kept = ("shop_id", "order_id", "vendor_id")
    changed = {name: insert.excluded[name] for name in next(iter(rows.values())) if name not in kept}
    statement = insert.on_conflict_do_update(index_elements=["order_id", "vendor_id"], set_=changed)
    session.execute(statement, list(rows.values()))


def _columns(row: OrderRow, one: Return, heard: datetime) -> dict[str, Any]:
    """Not every store says when a return was declined or called off: then it ended when we first heard of it."""
    return {
        "shop_id": row.shop_id,
        "order_id": row.id,
        "vendor_id": one.id,
        "name": one.name,
        "status": one.status,
        "requested_at": one.requested_at,
        "approved_at": one.approved_at,
        "ended_at": (one.closed_at or heard) if one.status in ENDED else None,
        "declined_for": one.declined_for,
        "note": "" if row.erased_at else one.note,
        "lines": [asdict(line) for line in one.lines],
    }

"""Messages to customers as a screen lists them: with their order and the decision behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased, defer
from sqlmodel import Session, col

from integration.store.search import mentions
from integration.store.tables import DecisionRow, OrderRow, OutboxRow


@dataclass(frozen=True, slots=True)
class Notice:
    message: OutboxRow
    order: OrderRow
    decision: DecisionRow | None


@dataclass(frozen=True, slots=True)
class HeldOrder:
    """An order whose newest decision is to say nothing."""

    order: OrderRow
    decision: DecisionRow


def count_notices(session: Session, shop_id: int) -> dict[str, int]:
    """How many messages are in each state; a state nobody is in is absent."""
    state = col(OutboxRow.state)
    rows = session.execute(
        select(state, func.count(col(OutboxRow.id))).where(col(OutboxRow.shop_id) == shop_id).group_by(state)
    )
    return dict(rows.all())


def notice_page(
    session: Session, shop_id: int, states: Sequence[str], limit: int, before_id: int | None = None, search: str = ""
) -> list[Notice]:
    """One page, newest first; the letters themselves are not loaded."""
    query = _notices(shop_id).where(col(OutboxRow.state).in_(states)).order_by(col(OutboxRow.id).desc()).limit(limit)
    if before_id is not None:
        query = query.where(col(OutboxRow.id) < before_id)
    if search:
        query = query.where(_about(search, col(OutboxRow.to_address), col(OutboxRow.subject)))
    letters = (defer(OutboxRow.html), defer(OutboxRow.text))  # type: ignore[arg-type]
    return [Notice(*row) for row in session.execute(query.options(*letters))]


def _about(search: str, *more: Any) -> ColumnElement[bool]:
    """The number of the order, or whom it is for."""
    told = (col(OrderRow.number), col(OrderRow.customer_name), col(OrderRow.customer_email), *more)
    return mentions(search, *told)


def notice(session: Session, shop_id: int, message_id: int) -> Notice | None:
    row = session.execute(_notices(shop_id).where(col(OutboxRow.id) == message_id)).one_or_none()
    return Notice(*row) if row else None


def _notices(shop_id: int) -> "Select[OutboxRow, OrderRow, DecisionRow]":
    return (
        select(OutboxRow, OrderRow, DecisionRow)
        .join(OrderRow, col(OrderRow.id) == col(OutboxRow.order_id))
        .outerjoin(DecisionRow, col(DecisionRow.id) == col(OutboxRow.decision_id))
        .where(col(OutboxRow.shop_id) == shop_id, col(OrderRow.shop_id) == shop_id)
        .options(defer(OrderRow.raw))  # type: ignore[arg-type]
    )


def held_page(
    session: Session, shop_id: int, limit: int, before_id: int | None = None, search: str = ""
) -> list[HeldOrder]:
    """Orders we say nothing about, with the newest reason, newest first; `before_id` is a decision's."""
    mine = col(DecisionRow.shop_id) == shop_id
    other = aliased(DecisionRow)
    later = (col(other.order_id) == col(DecisionRow.order_id), col(other.id) > col(DecisionRow.id))
    newer = select(col(other.id)).where(*later)
    query = (
        select(OrderRow, DecisionRow)
        .join(DecisionRow, col(DecisionRow.order_id) == col(OrderRow.id))
        .where(
            col(OrderRow.shop_id) == shop_id,
            mine,
            ~newer.correlate(DecisionRow).exists(),
            col(DecisionRow.decision) == "hold",
        )
        .options(defer(OrderRow.raw))  # type: ignore[arg-type]
        .order_by(col(DecisionRow.id).desc())
        .limit(limit)
    )
    if before_id is not None:
        query = query.where(col(DecisionRow.id) < before_id)
    if search:
        query = query.where(_about(search))
    return [HeldOrder(*row) for row in session.execute(query)]

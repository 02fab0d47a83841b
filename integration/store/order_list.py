"""Orders as lists and as stories: everything a screen shows of them in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased, defer
from sqlmodel import Session, col

from integration.store.tables import (
    DecisionRow,
    EstimateRow,
    FulfillmentRow,
    OrderLineRow,
    OrderRow,
    OutboxRow,
    PromiseRow,
    RefundRow,
    TrackingEventRow,
)

PROBABLY = 0.5
"""From this probability on, an order is listed as probably late."""


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """One line of the list: the order with its promise, newest estimate and newest decision."""

    order: OrderRow
    promise: PromiseRow | None
    estimate: EstimateRow | None
    decision: DecisionRow | None
    arrived_at: datetime | None
    """When the last parcel came; None while one is still to come."""


@dataclass(frozen=True, slots=True)
class OrderStory:
    """Every fact kept of one order, oldest first."""

    order: OrderRow
    lines: Sequence[OrderLineRow]
    refunds: Sequence[RefundRow]
    parcels: Sequence[FulfillmentRow]
    scans: Sequence[TrackingEventRow]
    promise: PromiseRow | None
    estimate: EstimateRow | None
    decisions: Sequence[DecisionRow]
    messages: Sequence[OutboxRow]


def _parcel(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(col(FulfillmentRow.id))
        .where(
            col(FulfillmentRow.order_id) == col(OrderRow.id),
            col(FulfillmentRow.removed_at).is_(None),
            *conditions,
        )
        .correlate(OrderRow)
        .exists()
    )


def stages() -> Mapping[str, ColumnElement[bool]]:
    """What each list of orders holds, by its name."""
    live = col(OrderRow.status).not_in(("cancelled", "refunded", "deleted"))
    sent = _parcel()
    travelling = _parcel(col(FulfillmentRow.delivered_at).is_(None), col(FulfillmentRow.status) != "delivered")
    late = (
        select(col(EstimateRow.id))
        .where(col(EstimateRow.order_id) == col(OrderRow.id), col(EstimateRow.probability_late) >= PROBABLY)
        .correlate(OrderRow)
        .exists()
    )
    return {
        "late": and_(live, late, or_(travelling, ~sent)),
        "underway": and_(live, travelling),
        "unsent": and_(live, ~sent, col(OrderRow.requires_shipping)),
        "arrived": and_(sent, ~travelling),
        "all": col(OrderRow.status) != "deleted",
    }


def count_orders(session: Session, shop_id: int) -> dict[str, int]:
    """How many orders each list holds."""
    columns = [
        select(func.count(col(OrderRow.id))).where(col(OrderRow.shop_id) == shop_id, condition).scalar_subquery()
        for condition in stages().values()
    ]
    return dict(zip(stages(), session.execute(select(*columns)).one(), strict=True))


def order_page(
    session: Session, shop_id: int, stage: str, limit: int, before_id: int | None = None, search: str = ""
) -> list[OrderSummary]:
    """One page of a list, newest first. Raises KeyError for a list that is none of `stages`."""
    other = aliased(DecisionRow)
    newest = (
        select(func.max(col(other.id)))
        .where(col(other.order_id) == col(OrderRow.id))
        .correlate(OrderRow)
        .scalar_subquery()
    )
    query = (
        select(OrderRow, PromiseRow, EstimateRow, DecisionRow, _arrived_at())
        .outerjoin(PromiseRow, col(PromiseRow.order_id) == col(OrderRow.id))
        .outerjoin(EstimateRow, col(EstimateRow.order_id) == col(OrderRow.id))
        .outerjoin(DecisionRow, col(DecisionRow.id) == newest)
        .where(col(OrderRow.shop_id) == shop_id, stages()[stage])
        .options(defer(OrderRow.raw), defer(PromiseRow.shown))  # type: ignore[arg-type]
        .order_by(col(OrderRow.id).desc())
        .limit(limit)
    )
    if before_id is not None:
        query = query.where(col(OrderRow.id) < before_id)
    if search:
        query = query.where(_matches(search))
    return [OrderSummary(*row) for row in session.execute(query)]


def _arrived_at() -> ColumnElement[datetime | None]:
    last = (
        select(func.max(col(FulfillmentRow.delivered_at)))
        .where(col(FulfillmentRow.order_id) == col(OrderRow.id), col(FulfillmentRow.removed_at).is_(None))
        .correlate(OrderRow)
        .scalar_subquery()
    )
    return case((stages()["arrived"], last), else_=None)


def _matches(search: str) -> ColumnElement[bool]:
    return or_(
        col(OrderRow.number).icontains(search, autoescape=True),
        col(OrderRow.customer_name).icontains(search, autoescape=True),
        col(OrderRow.customer_email).icontains(search, autoescape=True),
        _parcel(col(FulfillmentRow.tracking_number).icontains(search, autoescape=True)),
    )


def order_story(session: Session, shop_id: int, order_id: int) -> OrderStory | None:
    order = session.scalars(
        select(OrderRow).where(col(OrderRow.shop_id) == shop_id, col(OrderRow.id) == order_id)
    ).one_or_none()
    if order is None:
        return None
    whose = (session, shop_id, order_id)
    return OrderStory(
        order=order,
        lines=_all(OrderLineRow, *whose),
        refunds=_all(RefundRow, *whose),
        parcels=_all(FulfillmentRow, *whose, col(FulfillmentRow.removed_at).is_(None)),
        scans=_scans(*whose),
        promise=next(iter(_all(PromiseRow, *whose)), None),
        estimate=next(iter(_all(EstimateRow, *whose)), None),
        decisions=_all(DecisionRow, *whose),
        messages=_all(OutboxRow, *whose),
    )


def _all(table: Any, session: Session, shop_id: int, order_id: int, *conditions: ColumnElement[bool]) -> Sequence[Any]:
    mine = (table.shop_id == shop_id, table.order_id == order_id, *conditions)
    return session.scalars(select(table).where(*mine).order_by(table.id)).all()


def _scans(session: Session, shop_id: int, order_id: int) -> Sequence[TrackingEventRow]:
    return session.scalars(
        select(TrackingEventRow)
        .join(FulfillmentRow, col(FulfillmentRow.id) == col(TrackingEventRow.fulfillment_id))
        .where(
            col(TrackingEventRow.shop_id) == shop_id,
            col(FulfillmentRow.order_id) == order_id,
            col(FulfillmentRow.removed_at).is_(None),
        )
        .order_by(col(TrackingEventRow.at), col(TrackingEventRow.id))
    ).all()

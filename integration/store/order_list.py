"""Orders as lists and as stories: everything a screen shows of them in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import defer
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
    newest = select(func.max(col(DecisionRow.id))).where(col(DecisionRow.order_id) == col(OrderRow.id)).scalar_subquery()
    query = (
        select(OrderRow, PromiseRow, EstimateRow, DecisionRow)
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
    return [OrderSummary(*row) for row in session.execute(query).tuples()]


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
    return OrderStory(
        order=order,
        lines=_all(session, select(OrderLineRow), OrderLineRow, shop_id, order_id),
        refunds=_all(session, select(RefundRow), RefundRow, shop_id, order_id),
        parcels=_all(session, select(FulfillmentRow).where(col(FulfillmentRow.removed_at).is_(None)), FulfillmentRow, shop_id, order_id),
        scans=_scans(session, shop_id, order_id),
        promise=next(iter(_all(session, select(PromiseRow), PromiseRow, shop_id, order_id)), None),
        estimate=next(iter(_all(session, select(EstimateRow), EstimateRow, shop_id, order_id)), None),
        decisions=_all(session, select(DecisionRow), DecisionRow, shop_id, order_id),
        messages=_all(session, select(OutboxRow), OutboxRow, shop_id, order_id),
    )


def _all(session: Session, query: Select[Any], table: Any, shop_id: int, order_id: int) -> Sequence[Any]:
    return session.scalars(query.where(table.shop_id == shop_id, table.order_id == order_id).order_by(table.id)).all()


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

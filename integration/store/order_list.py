"""Orders as lists and as stories: everything a screen shows of them in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, defer
from sqlmodel import Session, col

from integration.domain.commerce import OrderStatus
from integration.store.search import mentions
from integration.store.tables import (
    DecisionRow,
    EstimateRow,
    FulfillmentRow,
    HappeningRow,
    LegalLineRow,
    OrderLineRow,
    OrderRow,
    OutboxRow,
    PromiseRow,
    RefundRow,
    ReturnRow,
    TrackingEventRow,
    WriteBackRow,
)

PROBABLY = 0.5
"""From this probability on, an order is listed as probably late."""

ATTENTION = ("late", "underway", "unsent")
NOT_SENT_YET = (OrderStatus.PENDING, OrderStatus.PAID, OrderStatus.ON_HOLD)

_TRAVELLING = (col(FulfillmentRow.delivered_at).is_(None), col(FulfillmentRow.status) != "delivered")


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """One line of the list: the order with its promise, newest estimate and newest decision."""

    order: OrderRow
    promise: PromiseRow | None
    estimate: EstimateRow | None
    decision: DecisionRow | None
    arrived_at: datetime | None
    """When the last parcel came; None while one is still to come."""
    told_at: datetime | None
    """When a message about the order last went out."""


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
    happenings: Sequence[HappeningRow] = ()
    legal: Sequence[LegalLineRow] = ()
    told: Sequence[WriteBackRow] = ()
    """What the store was told of the order's parcels."""
    returns: Sequence[ReturnRow] = ()


def stages(shop_id: int) -> Mapping[str, ColumnElement[bool]]:
    """What each list of a shop's orders holds, by its name."""
    live = col(OrderRow.status).not_in(("cancelled", "refunded", "deleted"))
    travelling, unsent = _parcels(shop_id).where(*_TRAVELLING), _unsent(shop_id)
    waiting = select(col(OrderRow.id)).where(col(OrderRow.shop_id) == shop_id, unsent)
    late = select(col(EstimateRow.id)).where(
        col(EstimateRow.order_id) == col(OrderRow.id), col(EstimateRow.probability_late) >= PROBABLY
    )
    return {
        "late": and_(live, col(OrderRow.id).in_(travelling.union(waiting)), late.correlate(OrderRow).exists()),
        "underway": and_(live, col(OrderRow.id).in_(travelling)),
        "unsent": unsent,
        "arrived": and_(_sent(shop_id), ~_sent(shop_id, *_TRAVELLING), ~col(OrderRow.sent_in_part)),
        "all": col(OrderRow.status) != "deleted",
    }


def _unsent(shop_id: int) -> ColumnElement[bool]:
    """What its store calls sent is not listed, though no parcel of it is known: many ship without a number."""
    waits = or_(~_sent(shop_id), col(OrderRow.sent_in_part))
    return and_(col(OrderRow.status).in_(NOT_SENT_YET), col(OrderRow.requires_shipping), waits)


def _sent(shop_id: int, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a parcel of the order is known."""
    mine = (col(FulfillmentRow.shop_id) == shop_id, col(FulfillmentRow.removed_at).is_(None))
    of_order = col(FulfillmentRow.order_id) == col(OrderRow.id)
    return select(col(FulfillmentRow.id)).where(*mine, of_order, *conditions).correlate(OrderRow).exists()


def _parcels(shop_id: int) -> "Select[int]":
    """The orders of the shop's parcels."""
    mine = (col(FulfillmentRow.shop_id) == shop_id, col(FulfillmentRow.removed_at).is_(None))
    return select(col(FulfillmentRow.order_id)).where(*mine)


def count_orders(session: Session, shop_id: int) -> dict[str, int]:
    """How many orders the lists hold that ask for attention; the others only grow."""
    conditions = stages(shop_id)
    columns = [
        select(func.count(col(OrderRow.id))).where(col(OrderRow.shop_id) == shop_id, conditions[name]).scalar_subquery()
        for name in ATTENTION
    ]
    return dict(zip(ATTENTION, session.execute(select(*columns)).one(), strict=True))


def has_orders(session: Session, shop_id: int) -> bool:
    return (
        session.scalars(select(col(OrderRow.id)).where(col(OrderRow.shop_id) == shop_id).limit(1)).first() is not None
    )


def order_page(
    session: Session, shop_id: int, stage: str, limit: int, before_id: int | None = None, search: str = ""
) -> list[OrderSummary]:
    """One page of a list, newest first. Raises KeyError for a list that is none of `stages`."""
    wanted = select(col(OrderRow.id)).where(col(OrderRow.shop_id) == shop_id, stages(shop_id)[stage])
    if before_id is not None:
        wanted = wanted.where(col(OrderRow.id) < before_id)
    if search:
        wanted = wanted.where(_matches(shop_id, search))
    # The page's ids come first: what is shown of an order is then looked up for one page, not for the whole list.
    ids = session.scalars(wanted.order_by(col(OrderRow.id).desc()).limit(limit)).all()
    other = aliased(DecisionRow)
    newest = select(func.max(col(other.id))).where(col(other.order_id) == col(OrderRow.id)).correlate(OrderRow)
    query = (
        select(OrderRow, PromiseRow, EstimateRow, DecisionRow, _arrived_at(), _told_at())
        .outerjoin(PromiseRow, col(PromiseRow.order_id) == col(OrderRow.id))
        .outerjoin(EstimateRow, col(EstimateRow.order_id) == col(OrderRow.id))
        .outerjoin(DecisionRow, col(DecisionRow.id) == newest.scalar_subquery())
        .where(col(OrderRow.shop_id) == shop_id, col(OrderRow.id).in_(ids))
        .options(defer(OrderRow.raw), defer(PromiseRow.shown))  # type: ignore[arg-type]
        .order_by(col(OrderRow.id).desc())
    )
    return [OrderSummary(*row) for row in session.execute(query)]


def _arrived_at() -> ColumnElement[datetime | None]:
    mine = (col(FulfillmentRow.order_id) == col(OrderRow.id), col(FulfillmentRow.removed_at).is_(None))
    last = select(func.max(col(FulfillmentRow.delivered_at))).where(*mine).correlate(OrderRow).scalar_subquery()
    travelling = select(col(FulfillmentRow.id)).where(*mine, *_TRAVELLING).correlate(OrderRow).exists()
    return case((and_(~travelling, ~col(OrderRow.sent_in_part)), last), else_=None)


def _told_at() -> Any:
    mine = (col(OutboxRow.shop_id) == col(OrderRow.shop_id), col(OutboxRow.order_id) == col(OrderRow.id))
    return select(func.max(col(OutboxRow.sent_at))).where(*mine).correlate(OrderRow).scalar_subquery()


def _matches(shop_id: int, search: str) -> ColumnElement[bool]:
    told = (col(OrderRow.number), col(OrderRow.customer_name), col(OrderRow.customer_email))
    found = mentions(search, *told)
    if not any(sign.isdigit() for sign in search):  # every tracking number has digits
        return found
    numbered = _parcels(shop_id).where(mentions(search, col(FulfillmentRow.tracking_number)))
    return or_(found, col(OrderRow.id).in_(numbered))


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
        happenings=_all(HappeningRow, *whose),
        legal=_all(LegalLineRow, *whose),
        told=_all(WriteBackRow, *whose),
        returns=_all(ReturnRow, *whose),
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

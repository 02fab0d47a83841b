"""What became of the promises: orders that arrived, by destination, carrier and product, and what messages did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, extract, func, select
from sqlmodel import Session, col

from integration.domain.reasons import NoticeKind
from integration.store.tables import FulfillmentRow, OrderLineRow, OrderRow, OutboxRow, PromiseRow

WARNINGS = (NoticeKind.DELAY_BEFORE_PROMISE, NoticeKind.DELAY_ON_THE_DAY, NoticeKind.NO_DATE_KNOWN)


@dataclass(frozen=True, slots=True)
class Kept:
    """Of the orders with this `name` (a country, a carrier, a product) how many arrived, and how many late.

    `seconds_late` is what the late ones were behind their promised moment, on average; 0 where none was late.
    """

    name: str
    arrived: int
    late: int
    seconds_late: float = 0.0


@dataclass(frozen=True, slots=True)
class Effect:
    """Orders that arrived since, by whether they were late and whether their customer was warned before they came.

    `seconds_ahead` is how long before the promised moment the rightly warned heard of it, on average.
    """

    warned_late: int = 0
    unwarned_late: int = 0
    warned_in_time: int = 0
    seconds_ahead: float = 0.0


def by_destination(session: Session, shop_id: int, since: datetime, limit: int) -> Sequence[Kept]:
    arrivals = _arrivals(shop_id, since)
    return _grouped(session, arrivals, arrivals.c.country, limit)


def by_carrier(session: Session, shop_id: int, since: datetime, limit: int) -> Sequence[Kept]:
    """An order in several parcels counts for the carrier of the one that came last, or of its first name."""
    arrivals = _arrivals(shop_id, since)
    return _grouped(session, arrivals, arrivals.c.carrier, limit)


def by_product(session: Session, shop_id: int, since: datetime, limit: int) -> Sequence[Kept]:
    """By the title that the product was sold under; an order counts for each of its products."""
    arrivals = _arrivals(shop_id, since)
    bought = (
        select(col(OrderLineRow.order_id), col(OrderLineRow.title))
        .where(col(OrderLineRow.shop_id) == shop_id)
        .distinct()
        .subquery()
    )
    each = select(arrivals, bought.c.title).join(bought, bought.c.order_id == arrivals.c.order_id).subquery()
    return _grouped(session, each, each.c.title, limit)


def effect(session: Session, shop_id: int, since: datetime) -> Effect:
    """What the warnings did for the orders that arrived since."""
    arrivals = _arrivals(shop_id, since)
    told = (
        select(col(OutboxRow.order_id), func.min(col(OutboxRow.sent_at)).label("told_at"))
        .where(col(OutboxRow.shop_id) == shop_id, col(OutboxRow.state) == "sent", col(OutboxRow.kind).in_(WARNINGS))
        .group_by(col(OutboxRow.order_id))
        .subquery()
    )
    late = arrivals.c.arrived_at > arrivals.c.promised_by
    warned = told.c.told_at < arrivals.c.arrived_at
    ahead = case((late & warned, _apart(told.c.told_at, arrivals.c.promised_by)))
    row = session.execute(
        select(
            _count(late & warned),
            _count(late & (told.c.told_at.is_(None) | ~warned)),
            _count(~late & warned),
            func.avg(ahead),
        ).select_from(arrivals.outerjoin(told, told.c.order_id == arrivals.c.order_id))
    ).one()
    late_warned, late_unwarned, in_time_warned, ahead_by = row
    return Effect(late_warned, late_unwarned, in_time_warned, float(ahead_by or 0))


def _arrivals(shop_id: int, since: datetime) -> Subquery:
    """Orders all of whose parcels came, the last of them since, with the moment that they were promised by."""
    last = func.max(col(FulfillmentRow.delivered_at))
    return (
        select(
            col(OrderRow.id).label("order_id"),
            col(OrderRow.country).label("country"),
            func.max(col(FulfillmentRow.carrier)).label("carrier"),
            col(PromiseRow.promised_by).label("promised_by"),
            last.label("arrived_at"),
        )
        .join(PromiseRow, col(PromiseRow.order_id) == col(OrderRow.id))
        .join(FulfillmentRow, col(FulfillmentRow.order_id) == col(OrderRow.id))
        .where(col(OrderRow.shop_id) == shop_id, col(FulfillmentRow.shop_id) == shop_id)
        .where(col(PromiseRow.promised_by).is_not(None), col(FulfillmentRow.removed_at).is_(None))
        .group_by(col(OrderRow.id), col(OrderRow.country), col(PromiseRow.promised_by))
        .having(func.count() == func.count(col(FulfillmentRow.delivered_at)), last >= since)
        .subquery()
    )


def _grouped(session: Session, arrivals: Subquery, name: Any, limit: int) -> Sequence[Kept]:
    late = arrivals.c.arrived_at > arrivals.c.promised_by
    behind = case((late, _apart(arrivals.c.promised_by, arrivals.c.arrived_at)))
    arrived = func.count()
    query = select(name, arrived, _count(late), func.coalesce(func.avg(behind), 0.0)).group_by(name)
    found = session.execute(query.order_by(_count(late).desc(), arrived.desc(), name).limit(limit))
    return [Kept(named or "", arrived, late, float(behind)) for named, arrived, late, behind in found]


def _count(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _apart(first: Any, last: Any) -> Any:
    return extract("epoch", last) - extract("epoch", first)

"""What became of the promises: orders that arrived, by destination, carrier and product, and what messages did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Subquery, case, extract, func, literal, select, union_all
from sqlalchemy.orm import aliased
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


@dataclass(frozen=True, slots=True)
class Insights:
    """By destination, by carrier and by product, those that were late most often first; and what warnings did."""

    groups: Mapping[str, Sequence[Kept]]
    told: Effect


def insights(session: Session, shop_id: int, since: datetime, limit: int) -> Insights:
    """Of the orders that arrived since; `limit` of each group.

    An order in several parcels counts for one carrier, and once for each of its products. All is asked for in one
    statement, since finding the orders is what takes time.
    """
    arrivals = _arrivals(shop_id, since)
    again = aliased(OrderLineRow)
    before = (col(again.order_id) == col(OrderLineRow.order_id), col(again.title) == col(OrderLineRow.title))
    bought = (
        select(arrivals, col(OrderLineRow.title))
        .join(OrderLineRow, col(OrderLineRow.order_id) == arrivals.c.order_id)
        .where(col(OrderLineRow.shop_id) == shop_id)
        .where(~select(col(again.id)).where(*before, col(again.id) < col(OrderLineRow.id)).exists())
        .subquery()
    )
    parts = {
        "": _grouped(arrivals, literal(""), 1),
        "destination": _grouped(arrivals, arrivals.c.country, limit),
        "carrier": _grouped(arrivals, arrivals.c.carrier, limit),
        "product": _grouped(bought, bought.c.title, limit),
    }
    groups: dict[str, list[Kept]] = {kind: [] for kind in parts}
    told = Effect()
    for kind, name, arrived, late, behind, warned_late, warned_in_time, ahead in session.execute(
        union_all(*(select(literal(kind), part) for kind, part in parts.items()))
    ):
        groups[kind].append(Kept(name or "", arrived, late, float(behind or 0)))
        if not kind:
            told = Effect(warned_late, late - warned_late, warned_in_time, float(ahead or 0))
    del groups[""]
    return Insights(groups, told)


def count_arrived(session: Session, shop_id: int, since: datetime, limit: int) -> int:
    """How many of the shop's parcels arrived since, counted up to `limit`."""
    mine = (col(FulfillmentRow.shop_id) == shop_id, col(FulfillmentRow.delivered_at) >= since)
    some = select(col(FulfillmentRow.order_id)).where(*mine).limit(limit).subquery()
    return int(session.execute(select(func.count()).select_from(some)).scalar_one())


def _arrivals(shop_id: int, since: datetime) -> CTE:
    """Orders of which all has come, in parcels the last of them since, by when promised, when told."""
    last = func.max(col(FulfillmentRow.delivered_at))
    mine = (col(FulfillmentRow.shop_id) == shop_id, col(FulfillmentRow.delivered_at) >= since)
    lately, told = select(col(FulfillmentRow.order_id)).where(*mine), _told(shop_id)
    return (
        select(
            col(OrderRow.id).label("order_id"),
            col(OrderRow.country).label("country"),
            func.max(col(FulfillmentRow.carrier)).label("carrier"),
            col(PromiseRow.promised_by).label("promised_by"),
            last.label("arrived_at"),
            func.max(told.c.told_at).label("told_at"),
        )
        .join(PromiseRow, col(PromiseRow.order_id) == col(OrderRow.id))
        .join(FulfillmentRow, col(FulfillmentRow.order_id) == col(OrderRow.id))
        .outerjoin(told, told.c.order_id == col(OrderRow.id))
        .where(col(OrderRow.shop_id) == shop_id, col(FulfillmentRow.shop_id) == shop_id, col(OrderRow.id).in_(lately))
        .where(col(PromiseRow.promised_by).is_not(None), col(FulfillmentRow.removed_at).is_(None))
        .where(~col(OrderRow.sent_in_part))
        .group_by(col(OrderRow.id), col(OrderRow.country), col(PromiseRow.promised_by))
        .having(func.count() == func.count(col(FulfillmentRow.delivered_at)), last >= since)
        .cte("arrivals")
    )


def _told(shop_id: int) -> Subquery:
    """When the customer of an order was first warned."""
    return (
        select(col(OutboxRow.order_id), func.min(col(OutboxRow.sent_at)).label("told_at"))
        .where(col(OutboxRow.shop_id) == shop_id, col(OutboxRow.state) == "sent", col(OutboxRow.kind).in_(WARNINGS))
        .group_by(col(OutboxRow.order_id))
        .subquery()
    )


def _grouped(arrivals: FromClause, name: Any, limit: int) -> Subquery:
    """How many arrived, how many late, by how much; how many late were warned, how many in time, by how much ahead."""
    found = arrivals.c
    late, warned = found.arrived_at > found.promised_by, found.told_at < found.arrived_at
    figures = (
        func.count().label("arrived"),
        _count(late).label("late"),
        func.avg(case((late, _apart(found.promised_by, found.arrived_at)))),
        _count(late & warned),
        _count(~late & warned),
        func.avg(case((late & warned, _apart(found.told_at, found.promised_by)))),
    )
    query = select(name.label("name"), *figures).select_from(arrivals).group_by(name)
    return query.order_by(figures[1].desc(), figures[0].desc(), name).limit(limit).subquery()


def _count(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _apart(first: Any, last: Any) -> Any:
    return extract("epoch", last) - extract("epoch", first)

"""Incidents as a screen shows them: with their orders, and what became of the letters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from integration.store.search import mentions
from integration.store.tables import (
    DocumentRow,
    EstimateRow,
    IncidentOrderRow,
    IncidentRow,
    OrderRow,
    OutboxRow,
    PromiseRow,
)


@dataclass(frozen=True, slots=True)
class OrderInIncident:
    """`message` is what told, or will tell, the customer of it."""

    member: IncidentOrderRow
    order: OrderRow
    promise: PromiseRow | None
    estimate: EstimateRow | None
    message: OutboxRow | None


def incident_page(
    session: Session, shop_id: int, limit: int, before_id: int | None = None, search: str = ""
) -> Sequence[IncidentRow]:
    """Newest first, the open ones and those that are over; `search` is looked for in what people call their cause."""
    query = select(IncidentRow).where(col(IncidentRow.shop_id) == shop_id).order_by(col(IncidentRow.id).desc())
    if before_id is not None:
        query = query.where(col(IncidentRow.id) < before_id)
    if search:
        query = query.where(mentions(search, col(IncidentRow.label)))
    return session.scalars(query.limit(limit)).all()


def count_orders(session: Session, shop_id: int, incident_id: int) -> tuple[int, int]:
    """How many orders are in it, and of how many customers."""
    customers = func.count(func.distinct(col(OrderRow.customer_email)))
    query = select(func.count(col(OrderRow.id)), customers).join(
        IncidentOrderRow, col(IncidentOrderRow.order_id) == col(OrderRow.id)
    )
    mine = (col(OrderRow.shop_id) == shop_id, col(IncidentOrderRow.incident_id) == incident_id)
    orders, people = session.execute(query.where(*mine, col(IncidentOrderRow.shop_id) == shop_id)).one()
    return int(orders), int(people)


def count_letters(session: Session, shop_id: int, incident_id: int) -> Mapping[str, int]:
    """How many letters of it are in each state."""
    letter = (col(IncidentOrderRow.outbox_id) == col(OutboxRow.id), col(OutboxRow.shop_id) == shop_id)
    query = (
        select(col(OutboxRow.state), func.count(func.distinct(col(OutboxRow.id))))
        .join(IncidentOrderRow, and_(*letter))
        .where(col(IncidentOrderRow.incident_id) == incident_id, col(IncidentOrderRow.shop_id) == shop_id)
    )
    return dict(session.execute(query.group_by(col(OutboxRow.state))).all())


def orders_in(
    session: Session, shop_id: int, incident_id: int, limit: int, after_id: int = 0, search: str = ""
) -> Sequence[OrderInIncident]:
    """Its orders, as they joined; `search` is looked for in their numbers and customers."""
    query = _orders(shop_id).where(col(IncidentOrderRow.incident_id) == incident_id)
    if search:
        customer = (col(OrderRow.customer_name), col(OrderRow.customer_email))
        query = query.where(mentions(search, col(OrderRow.number), *customer))
    query = query.where(col(IncidentOrderRow.id) > after_id).order_by(col(IncidentOrderRow.id)).limit(limit)
    return [OrderInIncident(*row) for row in session.execute(query)]


def languages_of(session: Session, shop_id: int) -> Sequence[str]:
    """In which the shop's own texts are written."""
    query = select(col(DocumentRow.language)).where(
        col(DocumentRow.shop_id) == shop_id, col(DocumentRow.deleted_at).is_(None), col(DocumentRow.language) != ""
    )
    return sorted(set(session.scalars(query.distinct())))


def _orders(shop_id: int) -> "Select[IncidentOrderRow, OrderRow, PromiseRow, EstimateRow, OutboxRow]":
    return (
        select(IncidentOrderRow, OrderRow, PromiseRow, EstimateRow, OutboxRow)
        .join(OrderRow, col(OrderRow.id) == col(IncidentOrderRow.order_id))
        .outerjoin(PromiseRow, col(PromiseRow.order_id) == col(OrderRow.id))
        .outerjoin(EstimateRow, col(EstimateRow.order_id) == col(OrderRow.id))
        .outerjoin(OutboxRow, col(OutboxRow.id) == col(IncidentOrderRow.outbox_id))
        .where(col(OrderRow.shop_id) == shop_id, col(IncidentOrderRow.shop_id) == shop_id)
        .options(defer(OrderRow.raw), defer(OutboxRow.html), defer(OutboxRow.text))  # type: ignore[arg-type]
    )

"""The figures that the home screen goes by, in one statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from integration.domain.reasons import WaitReason
from integration.store.order_list import stages
from integration.store.tables import (
    AuditRow,
    ContradictionRow,
    DecisionRow,
    DocumentRow,
    InboxRow,
    IncidentRow,
    OrderRow,
    OutboxRow,
    PrivacyRequestRow,
    ProductRow,
)


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of one shop. `unread` documents wait for their first audit; `*_lately` are since the time asked for.

    `incidents` are the open ones about which nobody has decided; `unusually_many` of the proposed messages would have
    gone by themselves on another day.
    """

    products: int
    orders: int
    policies: int
    unread: int
    contradictions: int
    late: int
    underway: int
    proposed: int
    unresolved: int
    undelivered: int
    sent: int
    deliveries: int
    failed_deliveries: int
    sent_lately: int
    held_lately: int
    read_lately: int
    asked_of_us: int
    incidents: int
    unusually_many: int
    last_delivery: datetime | None


def overview(session: Session, shop_id: int, since: datetime) -> Overview:
    unread = col(DocumentRow.read_under) == ""
    alive = col(DocumentRow.deleted_at).is_(None)
    conditions = stages(shop_id)
    lately = col(DecisionRow.at) >= since
    columns = {
        "products": _count(ProductRow, shop_id, col(ProductRow.deleted_at).is_(None)),
        "orders": _count(OrderRow, shop_id),
        "policies": _count(DocumentRow, shop_id, alive, col(DocumentRow.kind) == "policy"),
        "unread": _count(DocumentRow, shop_id, alive, unread),
        "contradictions": _count(ContradictionRow, shop_id, col(ContradictionRow.settled_at).is_(None)),
        "late": _count(OrderRow, shop_id, conditions["late"]),
        "underway": _count(OrderRow, shop_id, conditions["underway"]),
        "proposed": _count(OutboxRow, shop_id, col(OutboxRow.state) == "proposed"),
        "unresolved": _count(OutboxRow, shop_id, col(OutboxRow.state) == "unresolved"),
        "undelivered": _count(OutboxRow, shop_id, col(OutboxRow.state) == "failed"),
        "sent": _count(OutboxRow, shop_id, col(OutboxRow.state) == "sent"),
        "deliveries": _count(InboxRow, shop_id),
        "failed_deliveries": _count(InboxRow, shop_id, col(InboxRow.state) == "failed"),
        "sent_lately": _count(OutboxRow, shop_id, col(OutboxRow.sent_at) >= since),
        "held_lately": _held(shop_id, lately),
        "read_lately": _count(AuditRow, shop_id, col(AuditRow.read_at) >= since),
        "asked_of_us": _count(PrivacyRequestRow, shop_id, col(PrivacyRequestRow.done_at).is_(None)),
        "incidents": _count(
            IncidentRow, shop_id, col(IncidentRow.closed_at).is_(None), col(IncidentRow.decision) == ""
        ),
        "unusually_many": _count(
            OutboxRow, shop_id, col(OutboxRow.state) == "proposed", col(OutboxRow.outcome) == WaitReason.UNUSUALLY_MANY
        ),
        "last_delivery": select(func.max(col(InboxRow.received_at)))
        .where(col(InboxRow.shop_id) == shop_id)
        .scalar_subquery(),
    }
    row = session.execute(select(*(column.label(name) for name, column in columns.items()))).one()
    return Overview(**row._mapping)


def count_sent(session: Session, shop_id: int) -> int:
    """Messages that went out to customers."""
    return int(session.execute(select(_count(OutboxRow, shop_id, col(OutboxRow.state) == "sent"))).scalar_one())


def _count(table: Any, shop_id: int, *conditions: ColumnElement[bool]) -> Any:
    return select(func.count(table.id)).where(table.shop_id == shop_id, *conditions).scalar_subquery()


def _held(shop_id: int, *conditions: ColumnElement[bool]) -> Any:
    """Orders of which the newest decision is to say nothing: one that was held and then told counts as told."""
    newer = aliased(DecisionRow)
    later = select(col(newer.id)).where(
        col(newer.order_id) == col(DecisionRow.order_id), col(newer.id) > col(DecisionRow.id)
    )
    orders = func.count(func.distinct(col(DecisionRow.order_id)))
    mine = (col(DecisionRow.shop_id) == shop_id, col(DecisionRow.decision) == "hold")
    return select(orders).where(*mine, *conditions, ~later.correlate(DecisionRow).exists()).scalar_subquery()

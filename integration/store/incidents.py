"""Incidents: opened once a cause, decided once, closed when things flow again; and which orders are in them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, or_, update
from sqlalchemy import exists as exists_
from sqlmodel import Session, col, select

from integration.domain.incident import Cause, CauseKind, Group
from integration.domain.reasons import HoldReason, NoticeKind
from integration.store.order_list import stages
from integration.store.tables import (
    EstimateRow,
    FulfillmentRow,
    IncidentOrderRow,
    IncidentRow,
    OrderLineRow,
    OrderRow,
    OutboxRow,
    PromiseRow,
    TrackingEventRow,
)
from integration.store.upsert import upsert

AHEAD, BEHIND = timedelta(days=8), timedelta(days=30)
"""Orders promised further ahead are not told of it yet, those promised longer ago are a person's to look after."""

OF_DELAY = (
    NoticeKind.DELAY_BEFORE_PROMISE, NoticeKind.DELAY_ON_THE_DAY, NoticeKind.NO_DATE_KNOWN,
    NoticeKind.CARRIER_EXCEPTION,
)  # fmt: skip
Decision = Literal["", "approved", "held"]


@dataclass(frozen=True, slots=True)
class Membership:
    """The open incident that an order is in.

    `message` is what told its customer of it, if anything did.
    """

    incident: IncidentRow
    message: OutboxRow | None


def cause_of(row: IncidentRow) -> Cause:
    return Cause(CauseKind(row.kind), row.name, row.country)


def open_incidents(session: Session, shop_id: int) -> Sequence[IncidentRow]:
    query = select(IncidentRow).where(IncidentRow.shop_id == shop_id, col(IncidentRow.closed_at).is_(None))
    return session.exec(query.order_by(col(IncidentRow.id))).all()


def incident(session: Session, shop_id: int, incident_id: int) -> IncidentRow | None:
    query = select(IncidentRow).where(IncidentRow.shop_id == shop_id, IncidentRow.id == incident_id)
    return session.exec(query).one_or_none()


def open_incident(session: Session, shop_id: int, group: Group, label: str, now: datetime) -> IncidentRow | None:
    """None when one of the same cause is open already."""
    insert = upsert(session, IncidentRow).values(
        shop_id=shop_id, kind=group.cause.kind, name=group.cause.name, country=group.cause.country, label=label,
        orders=group.orders, foreseen=group.foreseen, late=group.late, opened_at=now, looked_at=now,
    )  # fmt: skip
    new = session.execute(insert.on_conflict_do_nothing().returning(col(IncidentRow.id))).scalar_one_or_none()
    return None if new is None else session.get(IncidentRow, new)


def look_again(session: Session, row: IncidentRow, group: Group | None, now: datetime, *, over: bool) -> None:
    """Keeps the figures of this morning; `over` closes it."""
    if group is not None:
        row.orders, row.foreseen, row.late = group.orders, group.foreseen, group.late
    row.looked_at, row.closed_at = now, now if over else None
    session.add(row)
    session.flush()


def join(session: Session, row: IncidentRow, chance: float, now: datetime) -> list[int]:
    """Takes in the orders of the cause that are late with this chance, and in no open incident yet; their ids."""
    taken = (
        exists_()
        .where(col(IncidentOrderRow.order_id) == col(OrderRow.id), col(IncidentRow.closed_at).is_(None))
        .where(col(IncidentRow.id) == col(IncidentOrderRow.incident_id))
    )
    query = (
        select(OrderRow.id)
        .join(PromiseRow, col(PromiseRow.order_id) == col(OrderRow.id))
        .join(EstimateRow, col(EstimateRow.order_id) == col(OrderRow.id))
        .where(OrderRow.shop_id == row.shop_id, _awaited(row.shop_id), _touched(row), ~taken)
        .where(col(EstimateRow.probability_late) >= chance)
        .where(col(OrderRow.imported).is_(False), col(OrderRow.erased_at).is_(None))
        .where(col(PromiseRow.promised_by).between(now - BEHIND, now + AHEAD))
    )
    new = [order_id for order_id in session.exec(query.order_by(col(OrderRow.id))) if order_id is not None]
    if new:
        rows = [{"shop_id": row.shop_id, "incident_id": row.id, "order_id": each, "joined_at": now} for each in new]
        session.execute(upsert(session, IncidentOrderRow).on_conflict_do_nothing(), rows)
    return new


def memberships(session: Session, shop_id: int, order_ids: Collection[int]) -> Mapping[int, Membership]:
    """By order. One that is in no open incident is absent: once things flow again, it is late by itself, if it is."""
    query = (
        select(IncidentOrderRow.order_id, IncidentRow, OutboxRow)
        .join(IncidentOrderRow, col(IncidentOrderRow.incident_id) == col(IncidentRow.id))
        .outerjoin(OutboxRow, and_(col(OutboxRow.id) == col(IncidentOrderRow.outbox_id), _counts()))
        .where(IncidentOrderRow.shop_id == shop_id, col(IncidentOrderRow.order_id).in_(order_ids))
        .where(IncidentRow.shop_id == shop_id, col(IncidentRow.closed_at).is_(None))
        .order_by(col(IncidentRow.id))
    )
    return {order_id: Membership(incident, message) for order_id, incident, message in session.exec(query)}


def lock(session: Session, row: IncidentRow) -> IncidentRow:
    """The incident as it stands now; until the transaction ends nobody else writes a letter of it."""
    query = select(IncidentRow).where(IncidentRow.shop_id == row.shop_id, IncidentRow.id == row.id)
    return session.exec(query.with_for_update().execution_options(populate_existing=True)).one()


def letter_to(session: Session, row: IncidentRow, address: str) -> OutboxRow | None:
    """The message of this incident that went, or will go, to this address."""
    mine = (IncidentOrderRow.shop_id == row.shop_id, IncidentOrderRow.incident_id == row.id)
    query = select(OutboxRow).join(IncidentOrderRow, col(IncidentOrderRow.outbox_id) == col(OutboxRow.id))
    query = query.where(*mine, OutboxRow.shop_id == row.shop_id, OutboxRow.to_address == address, _counts())
    return session.exec(query.order_by(col(OutboxRow.id))).first()


def orders_of(session: Session, row: IncidentRow, order: OrderRow) -> Sequence[OrderRow]:
    """The customer's orders in the incident that have not come and were not told of by themselves."""
    told = exists_().where(col(OutboxRow.order_id) == col(OrderRow.id), col(OutboxRow.kind).in_(OF_DELAY), _counts())
    query = (
        select(OrderRow)
        .join(IncidentOrderRow, col(IncidentOrderRow.order_id) == col(OrderRow.id))
        .where(IncidentOrderRow.incident_id == row.id, OrderRow.shop_id == row.shop_id)
        .where(OrderRow.customer_email == order.customer_email, OrderRow.country == order.country)
        .where(_awaited(row.shop_id), OrderRow.status != "on_hold", ~told)
    )
    return session.exec(query.order_by(col(OrderRow.number))).all()


def told_by(session: Session, row: IncidentRow, order_ids: Sequence[int], outbox_id: int) -> None:
    """These orders of the incident are told of in this message."""
    mine = (col(IncidentOrderRow.incident_id) == row.id, col(IncidentOrderRow.shop_id) == row.shop_id)
    chosen = update(IncidentOrderRow).where(*mine, col(IncidentOrderRow.order_id).in_(order_ids))
    session.execute(chosen.values(outbox_id=outbox_id).execution_options(synchronize_session=False))


def told_in(session: Session, row: OutboxRow) -> Sequence[int]:
    """The orders of an incident that this message tells of."""
    query = select(IncidentOrderRow.order_id)
    return session.exec(
        query.where(IncidentOrderRow.shop_id == row.shop_id, IncidentOrderRow.outbox_id == row.id)
    ).all()


def decide_once(
    session: Session, shop_id: int, incident_id: int, decision: Decision, by: str, now: datetime
) -> list[int] | None:
    """One word for all orders of an open incident: their ids. None when it is closed, or that was said already.

    What was written and has not gone is kept back: what is to go is written anew, by this decision.
    """
    mine = (col(IncidentRow.id) == incident_id, col(IncidentRow.shop_id) == shop_id)
    change = update(IncidentRow).where(
        *mine, col(IncidentRow.closed_at).is_(None), col(IncidentRow.decision) != decision
    )
    values = {"decision": decision, "decided_by": by if decision else "", "decided_at": now if decision else None}
    changed = change.values(**values).returning(col(IncidentRow.id)).execution_options(synchronize_session=False)
    if session.scalars(changed).one_or_none() is None:
        return None
    orders = members(session, shop_id, incident_id)
    keep_back(session, shop_id, orders, HoldReason.INCIDENT_HELD if decision == "held" else HoldReason.INCIDENT)
    return orders


def keep_back(session: Session, shop_id: int, order_ids: Sequence[int], reason: HoldReason) -> None:
    """What no law asks for and has not gone yet; a person's own word on a single message stands."""
    waits = or_(col(OutboxRow.state) == "proposed", col(OutboxRow.state) == "waiting")
    mine = (
        col(OutboxRow.shop_id) == shop_id,
        col(OutboxRow.order_id).in_(order_ids),
        col(OutboxRow.kind).in_(OF_DELAY),
    )
    letters = select(OutboxRow).where(*mine, waits)
    for letter in session.exec(letters).all():
        if not letter.duty:
            letter.state, letter.outcome = "held", reason
            session.add(letter)
    session.flush()


def undecided_before(session: Session, shop_id: int, moment: datetime) -> Sequence[int]:
    """Open incidents of the shop that nobody has decided since then."""
    query = select(IncidentRow.id).where(IncidentRow.shop_id == shop_id, IncidentRow.decision == "")
    query = query.where(col(IncidentRow.closed_at).is_(None), col(IncidentRow.opened_at) <= moment)
    return [each for each in session.exec(query) if each is not None]


def members(session: Session, shop_id: int, incident_id: int) -> list[int]:
    """The orders that are or were in it."""
    query = select(IncidentOrderRow.order_id).where(
        IncidentOrderRow.shop_id == shop_id, IncidentOrderRow.incident_id == incident_id
    )
    return list(session.exec(query.order_by(col(IncidentOrderRow.order_id))))


def _awaited(shop_id: int) -> ColumnElement[bool]:
    """Whether an order stands and something of it is still to come."""
    live = col(OrderRow.status).not_in(("cancelled", "refunded", "deleted"))
    return and_(live, or_(stages(shop_id)["underway"], stages(shop_id)["unsent"]))


def _counts() -> ColumnElement[bool]:
    """A letter that was kept back by the truth, or by a decision taken back, has told nobody."""
    return or_(col(OutboxRow.state) != "held", col(OutboxRow.outcome).not_in(list(HoldReason)))


def _touched(row: IncidentRow) -> ColumnElement[bool]:
    """Whether an order is one of the cause's."""
    cause = cause_of(row)
    parcel = and_(col(FulfillmentRow.order_id) == col(OrderRow.id), col(FulfillmentRow.removed_at).is_(None))
    match cause.kind:
        case CauseKind.DISPATCH:
            left = exists_().where(parcel, col(FulfillmentRow.shipped_at).is_not(None))
            return ~or_(left, exists_().where(parcel, col(FulfillmentRow.handed_over_at).is_not(None)))
        case CauseKind.CARRIER:
            by = exists_().where(parcel, col(FulfillmentRow.carrier).ilike(cause.name))
            return and_(by, col(OrderRow.country) == cause.country) if cause.country else by
        case CauseKind.HUB:
            scanned = col(TrackingEventRow.fulfillment_id) == col(FulfillmentRow.id)
            return exists_().where(parcel, scanned, col(TrackingEventRow.place) == cause.name)
    bought = col(OrderLineRow.order_id) == col(OrderRow.id)
    return exists_().where(bought, col(OrderLineRow.product_id) == cause.name)

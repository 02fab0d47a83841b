"""What is held of one customer: found by everything their vendor knows them by, handed over, and erased."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, SQLModel, col, select

from integration.domain.events import Person
from integration.store.search import mentions
from integration.store.tables import (
    FulfillmentRow,
    HappeningRow,
    OrderLineRow,
    OrderRow,
    OutboxRow,
    PreferenceRow,
    PrivacyRequestRow,
    RefundRow,
    ReturnRow,
    TrackingEventRow,
)

KEPT_TO_OURSELVES = frozenset({"shop_id", "order_id", "fulfillment_id", "id", "unique_key", "lease_until", "event_key"})
"""Columns that say nothing of a person and are no business of another's."""


def orders_of(session: Session, shop_id: int, person: Person) -> list[int]:
    """The customer's orders, by our ids: those that are named, and those under their id or address."""
    theirs: list[ColumnElement[bool]] = [col(OrderRow.vendor_id).in_(person.orders)]
    if person.id:
        theirs.append(col(OrderRow.customer_id) == person.id)
    if person.email:
        theirs.append(func.lower(OrderRow.customer_email) == person.email.lower())
    query = select(OrderRow.id).where(OrderRow.shop_id == shop_id, or_(*theirs)).order_by(col(OrderRow.id))
    return [found for found in session.exec(query) if found is not None]


def held(
    session: Session, shop_id: int, order_ids: Sequence[int], address: str = "", hidden: Sequence[str] = ()
) -> dict[str, list[dict[str, Any]]]:
    """Everything that is kept of these orders, or of a mail address, and speaks of a customer; in words of JSON.

    `hidden` are the names under which wishes about their numbers may be kept.
    """
    parcels = [row.id for row in _of_orders(session, shop_id, FulfillmentRow, order_ids)]
    scans = select(TrackingEventRow).where(TrackingEventRow.shop_id == shop_id)
    orders = select(OrderRow).where(OrderRow.shop_id == shop_id, col(OrderRow.id).in_(order_ids))
    known = session.exec(orders).all()
    names = {address.casefold(), *hidden, *(order.customer_email.casefold() for order in known)} - {""}
    wished = select(PreferenceRow).where(PreferenceRow.shop_id == shop_id, col(PreferenceRow.address).in_(names))
    return {
        "orders": [_plain(row) for row in known],
        "wishes": [_plain(row) for row in session.exec(wished)],
        "lines": [_plain(row) for row in _of_orders(session, shop_id, OrderLineRow, order_ids)],
        "refunds": [_plain(row) for row in _of_orders(session, shop_id, RefundRow, order_ids)],
        "returns": [_plain(row) for row in _of_orders(session, shop_id, ReturnRow, order_ids)],
        "parcels": [_plain(row) for row in _of_orders(session, shop_id, FulfillmentRow, order_ids)],
        "scans": [_plain(row) for row in session.exec(scans.where(col(TrackingEventRow.fulfillment_id).in_(parcels)))],
        "answers": [_plain(row) for row in _of_orders(session, shop_id, HappeningRow, order_ids)],
        "letters": [_plain(row) for row in _of_orders(session, shop_id, OutboxRow, order_ids)],
    }


def ask_for_export(
    session: Session, shop_id: int, connector: str, account: str, vendor_id: str, person: Person, now: datetime
) -> None:
    """A request that the merchant hands over what is held; asked twice under one id it stays one."""
    same = select(PrivacyRequestRow.id).where(PrivacyRequestRow.shop_id == shop_id)
    if vendor_id and session.exec(same.where(PrivacyRequestRow.vendor_id == vendor_id)).first() is not None:
        return
    told = {"id": person.id, "email": person.email, "phone": person.phone, "orders": list(person.orders)}
    row: dict[str, Any] = {
        "connector": connector,
        "account": account,
        "vendor_id": vendor_id,
        "person": told,
        "asked_at": now,
    }
    session.add(PrivacyRequestRow(shop_id=shop_id, act="export", **row))
    session.flush()


def record_erasure(
    session: Session,
    shop_id: int | None,
    connector: str,
    account: str,
    act: str,
    now: datetime,
    outcome: Mapping[str, int],
) -> None:
    """That it was done, of how many rows, and not whose they were."""
    row: dict[str, Any] = {"connector": connector, "account": account, "act": act, "asked_at": now, "done_at": now}
    session.add(PrivacyRequestRow(shop_id=shop_id, done_by="forthright", outcome=dict(outcome), **row))
    session.flush()


def requests(
    session: Session, shop_id: int, limit: int, before_id: int | None = None, search: str = ""
) -> Sequence[PrivacyRequestRow]:
    """The newest first; `search` is looked for in whom each is about, as long as that is known."""
    query = select(PrivacyRequestRow).where(PrivacyRequestRow.shop_id == shop_id)
    if before_id is not None:
        query = query.where(col(PrivacyRequestRow.id) < before_id)
    if search:
        person = col(PrivacyRequestRow.person)
        query = query.where(mentions(search, *(person[name].as_string() for name in ("email", "id"))))
    return session.exec(query.order_by(col(PrivacyRequestRow.id).desc()).limit(limit)).all()


def count_waiting(session: Session, shop_id: int) -> int:
    """Customers who ask what is held of them, and to whom nothing was handed over yet."""
    waiting = (PrivacyRequestRow.shop_id == shop_id, PrivacyRequestRow.act == "export")
    query = select(func.count(col(PrivacyRequestRow.id))).where(*waiting, col(PrivacyRequestRow.done_at).is_(None))
    return session.exec(query).one()


def request(session: Session, shop_id: int, request_id: int) -> PrivacyRequestRow | None:
    query = select(PrivacyRequestRow).where(PrivacyRequestRow.shop_id == shop_id)
    return session.exec(query.where(PrivacyRequestRow.id == request_id)).first()


def hand_over(session: Session, shop_id: int, request_id: int, by: str, now: datetime) -> bool:
    """Notes that the merchant gave the customer what was asked for, and forgets whom; False when it was done before."""
    row = request(session, shop_id, request_id)
    if row is None or row.done_at is not None:
        return False
    row.done_at, row.done_by, row.person = now, by, {}
    session.add(row)
    session.flush()
    return True


def close_exports(session: Session, shop_id: int, person: Person, now: datetime) -> int:
    """Ends the open exports of a customer who is erased, and forgets whom they were about; how many."""
    query = select(PrivacyRequestRow).where(PrivacyRequestRow.shop_id == shop_id, PrivacyRequestRow.act == "export")
    waiting = session.exec(query.where(col(PrivacyRequestRow.done_at).is_(None))).all()
    return sum(
        hand_over(session, shop_id, row.id or 0, "forthright", now) for row in waiting if person_of(row).may_be(person)
    )


def person_of(row: PrivacyRequestRow) -> Person:
    told = row.person
    return Person(told.get("id", ""), told.get("email", ""), told.get("phone", ""), tuple(told.get("orders", ())))


def _of_orders(session: Session, shop_id: int, row: type[Any], order_ids: Sequence[int]) -> Sequence[Any]:
    query = select(row).where(row.shop_id == shop_id, col(row.order_id).in_(order_ids))
    return session.exec(query.order_by(row.id)).all()


def _plain(row: SQLModel) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude=set(KEPT_TO_OURSELVES))

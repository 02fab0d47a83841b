"""What we expect of an order and what we decided to say of it; the customer's own wishes."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, func, or_
from sqlmodel import Session, col, select

from integration.domain.commerce import OrderStatus, TrackingStatus
from integration.domain.delay.estimate import Estimate
from integration.domain.notice import Hold, Send
from integration.domain.promise import Basis, Promise
from integration.domain.reasons import NoticeKind
from integration.store.tables import (
    DecisionRow,
    EstimateRow,
    FulfillmentRow,
    OrderRow,
    PreferenceRow,
    PromiseRow,
    ShopRow,
)
from integration.store.upsert import upsert

NEAR = timedelta(days=3)
LOOK_NEAR = timedelta(hours=3)
LONGEST_OVERDUE = timedelta(days=45)
UNDECIDED_FOR = timedelta(days=7)
ENDED = (TrackingStatus.DELIVERED, TrackingStatus.RETURN_TO_SENDER)
OPEN = (OrderStatus.PAID, OrderStatus.FULFILLED, OrderStatus.ON_HOLD)
_json = json.JSONEncoder(sort_keys=True).encode


def save_estimates(session: Session, shop_id: int, estimates: Mapping[int, Estimate], now: datetime) -> None:
    """Keeps the newest estimate of each order in place of the one before; its basis as one line of JSON."""
    rows = [
        {
            "shop_id": shop_id, "order_id": order_id, "earliest": one.earliest, "expected": one.expected,
            "latest": one.latest, "probability_late": one.probability_late,
            "basis": _json(one.basis), "made_at": now,
        }
        for order_id, one in estimates.items()
    ]  # fmt: skip
    if rows:
        insert = upsert(session, EstimateRow)
        changed = {name: insert.excluded[name] for name in rows[0] if name not in ("shop_id", "order_id")}
        mine = col(EstimateRow.shop_id) == shop_id
        statement = insert.on_conflict_do_update(index_elements=["order_id"], set_=changed, where=mine)
        session.connection().execute(statement, rows)  # no objects in between: a million of them take a minute


def save_decisions(
    session: Session, shop_id: int, decided: Mapping[int, Send | Hold], now: datetime
) -> Mapping[int, DecisionRow]:
    """The newest decision about each order; a new row only when the decision, its kind or its reason changed."""
    last = select(func.max(DecisionRow.id)).where(
        DecisionRow.shop_id == shop_id, col(DecisionRow.order_id).in_(decided)
    )
    newest = select(DecisionRow).where(col(DecisionRow.id).in_(last.group_by(col(DecisionRow.order_id))))
    found = {row.order_id: row for row in session.exec(newest)}
    for order_id, one in decided.items():
        row = _decision(shop_id, order_id, one, now)
        kept = found.get(order_id)
        if kept is None or (kept.decision, kept.kind, kept.reason) != (row.decision, row.kind, row.reason):
            session.add(row)
            found[order_id] = row
    session.flush()
    return found


def _decision(shop_id: int, order_id: int, decided: Send | Hold, now: datetime) -> DecisionRow:
    return DecisionRow(
        shop_id=shop_id,
        order_id=order_id,
        at=now,
        decision="send" if isinstance(decided, Send) else "hold",
        kind=decided.kind if isinstance(decided, Send) else "",
        reason=decided.reason,
        weighed=dict(decided.weighed),
    )


def decisions(session: Session, shop_id: int, order_id: int | None = None, limit: int = 100) -> Sequence[DecisionRow]:
    """A shop's decisions, or an order's, newest first."""
    query = select(DecisionRow).where(DecisionRow.shop_id == shop_id)
    if order_id is not None:
        query = query.where(DecisionRow.order_id == order_id)
    return session.exec(query.order_by(col(DecisionRow.id).desc()).limit(limit)).all()


def days_named(session: Session, shop_id: int, order_ids: Collection[int]) -> Mapping[int, Mapping[int, datetime]]:
    """By order, and by decision to write about it, the last day that its letter named; what named none is absent."""
    query = select(DecisionRow.order_id, DecisionRow.id, DecisionRow.weighed).where(
        DecisionRow.shop_id == shop_id, col(DecisionRow.order_id).in_(order_ids), DecisionRow.decision == "send"
    )
    query = query.where(col(DecisionRow.kind).not_in((NoticeKind.NO_DATE_KNOWN, NoticeKind.CARRIER_EXCEPTION)))
    named: dict[int, dict[int, datetime]] = {}
    for order_id, decision_id, weighed in session.exec(query):
        if decision_id is not None and weighed.get("latest"):
            named.setdefault(order_id, {})[decision_id] = datetime.fromisoformat(weighed["latest"])
    return named


def promises_of(session: Session, shop_id: int, order_ids: Collection[int]) -> Mapping[int, Promise]:
    """By order, what was promised; one of which no promise was kept is absent."""
    query = select(PromiseRow).where(PromiseRow.shop_id == shop_id, col(PromiseRow.order_id).in_(order_ids))
    return {
        row.order_id: Promise(row.promised_from, row.promised_by, Basis(row.basis), row.shown)
        for row in session.exec(query)
    }


def preference(session: Session, shop_id: int, address: str) -> PreferenceRow | None:
    """What the customer with this mail address wishes; letter case does not tell addresses apart."""
    query = select(PreferenceRow).where(PreferenceRow.shop_id == shop_id, PreferenceRow.address == address.casefold())
    return session.exec(query).one_or_none()


def note_wish(session: Session, shop_id: int, address: str, now: datetime, *, bounced: bool) -> None:
    """Mail to the address comes back, or its owner wants none: kept with the first moment at which we heard of it."""
    name = "bounced_at" if bounced else "unsubscribed_at"
    insert = upsert(session, PreferenceRow).values(
        shop_id=shop_id, address=address.casefold(), channel="email", **{name: now}
    )
    first = func.coalesce(getattr(PreferenceRow, name), now)
    session.execute(insert.on_conflict_do_update(index_elements=["shop_id", "address"], set_={name: first}))


def due_orders(session: Session, now: datetime, limit: int) -> list[int]:
    """Orders under way that are due for a look, of all shops: those that were never looked at,
    and those near their promised day every three hours. The others are estimated nightly, all of a shop at once.

    History, orders that are delivered, and promises long past are left alone. The nearest promise comes first.
    """
    parcel = (
        exists()
        .where(col(FulfillmentRow.order_id) == col(OrderRow.id), col(FulfillmentRow.removed_at).is_(None))
        .where(col(FulfillmentRow.status) != TrackingStatus.CANCELLED)
    )
    under_way = parcel.where(col(FulfillmentRow.delivered_at).is_(None), col(FulfillmentRow.status).not_in(ENDED))
    stale = and_(col(PromiseRow.promised_by) < now + NEAR, col(EstimateRow.made_at) <= now - LOOK_NEAR)
    query = (
        select(OrderRow.id)
        .join(PromiseRow, col(PromiseRow.order_id) == col(OrderRow.id))
        .join(ShopRow, col(ShopRow.id) == col(OrderRow.shop_id))
        .outerjoin(EstimateRow, col(EstimateRow.order_id) == col(OrderRow.id))
        .where(col(OrderRow.status).in_(OPEN), col(OrderRow.imported).is_(False), col(OrderRow.erased_at).is_(None))
        .where(col(ShopRow.uninstalled_at).is_(None), col(PromiseRow.promised_by) > now - LONGEST_OVERDUE)
        .where(or_(~parcel, under_way, col(OrderRow.sent_in_part)))
        .where(or_(col(EstimateRow.made_at).is_(None), stale))
        .order_by(col(PromiseRow.promised_by), col(OrderRow.id))
        .limit(limit)
    )
    return [order_id for order_id in session.exec(query) if order_id is not None]


def undecided(session: Session, now: datetime, limit: int) -> list[int]:
    """Orders of the last days about which nothing was decided yet, of all shops: their bell was lost."""
    decided = exists().where(col(DecisionRow.order_id) == col(OrderRow.id))
    query = (
        select(OrderRow.id)
        .join(ShopRow, col(ShopRow.id) == col(OrderRow.shop_id))
        .where(col(OrderRow.placed_at) > now - UNDECIDED_FOR, col(OrderRow.imported).is_(False), ~decided)
        .where(col(OrderRow.erased_at).is_(None), col(ShopRow.uninstalled_at).is_(None))
        .order_by(col(OrderRow.id))
        .limit(limit)
    )
    return [order_id for order_id in session.exec(query) if order_id is not None]

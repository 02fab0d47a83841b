"""Saves what an event means, and says what is to be looked at anew. In the caller's transaction; calls no vendor."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session

from integration.domain.commerce import Fulfillment, Order, Refund, TrackingEvent
from integration.domain.events import (
    DataAsked,
    ErasureAsked,
    Event,
    FulfillmentChanged,
    MessageDelivered,
    MessageReceived,
    MessageReturned,
    OrderChanged,
    OrderDeleted,
    PolicyChanged,
    ProductChanged,
    ProductDeleted,
    Refetch,
    RefundCreated,
    TrackingUpdated,
)
from integration.ports import Temporary
from integration.store import catalogue, order_parts, orders, scans, tracking
from integration.store.tables import ConnectionRow, DocumentRow, OrderRow
from jobs import privacy_requests
from jobs.carriers import follows_only, named, named_parcel
from jobs.context import Context
from jobs.replies import hear
from jobs.returned import arrived, take_back

Rings = list[tuple[str, int]]


def apply(context: Context, session: Session, connection: ConnectionRow, event: Event, now: datetime) -> Rings:
    """What to ring, as (act, id), once the caller has committed.

    Raises Temporary for a parcel or a refund of an order that we do not know yet: the order's own news is on its way.
    """
    match event:
        case OrderChanged(order):
            return _order(session, connection, order, now)
        case OrderDeleted(order_id, shown_since):
            told = connection.shop_id, order_id, connection.connector
            return _look(orders.mark_deleted(session, *told, shown_since))
        case FulfillmentChanged(fulfillment):
            return _fulfillment(session, connection, fulfillment, now)
        case TrackingUpdated(number, events):
            return _scans(session, connection, number, events, now)
        case RefundCreated(refund):
            return _refund(session, connection, refund)
        case ProductChanged(product):
            return _read_anew(catalogue.save_product(session, connection.shop_id, product, now, connection.connector))
        case PolicyChanged(policy):
            return _read_anew(catalogue.save_policy(session, connection.shop_id, policy, now, connection.connector))
        case ProductDeleted(product_id):
            catalogue.mark_product_deleted(session, connection.shop_id, product_id, now, connection.connector)
        case DataAsked():
            privacy_requests.ask(session, connection, event, now)
        case ErasureAsked():
            privacy_requests.erase_customer(session, connection, event, now, context.vault)
        case MessageReturned():
            return _anew(take_back(session, connection, event, now, context.vault))
        case MessageDelivered():
            arrived(session, connection, event, now)
        case MessageReceived():
            return _anew(hear(session, connection, event, now, context.vault))
        case Refetch() if connection.id is not None:
            # It does not say which: only a reading of the whole shop can find it.
            watched = [("watch", connection.id)] if event.kind == "access" else []
            return [("sync", connection.id), *watched]
        case _:
            pass
    return []


def save_listed(session: Session, connection: ConnectionRow, found: Sequence[Order], now: datetime) -> list[OrderRow]:
    """What was ordered before the shop came to us is history: kept to learn from, never a reason to write."""
    rows: list[OrderRow] = []
    for history in (True, False):
        batch = [named(order) for order in found if (order.placed_at < connection.created_at) is history]
        if batch:
            rows += orders.save_orders(session, connection.shop_id, batch, now, history, connection.connector)
    return rows


def save_listed_parcels(
    session: Session, connection: ConnectionRow, found: Sequence[Fulfillment], now: datetime
) -> Rings:
    """One of an order that is not known here is left: the order is older, or could not be read."""
    rows = orders.by_vendor_ids(
        session, connection.shop_id, {parcel.order_id for parcel in found}, connection.connector
    )
    parcels: dict[int, list[Fulfillment]] = defaultdict(list)
    for parcel in found:
        if parcel.order_id in rows:
            parcels[rows[parcel.order_id].id or 0].append(named_parcel(parcel))
    tracking.save_fulfillments(session, connection.shop_id, parcels, now)
    return _anew(order_id for order_id, its in parcels.items() if any(one.delivered_at is None for one in its))


def _order(session: Session, connection: ConnectionRow, order: Order, now: datetime) -> Rings:
    [row] = save_listed(session, connection, [order], now)
    return [] if row.imported else _look(row.id)


def _fulfillment(session: Session, connection: ConnectionRow, parcel: Fulfillment, now: datetime) -> Rings:
    row = _known_order(session, connection, parcel.order_id)
    tracking.save_fulfillments(session, row.shop_id, {row.id or 0: [named_parcel(parcel)]}, now)
    return _look(row.id)


def _refund(session: Session, connection: ConnectionRow, refund: Refund) -> Rings:
    row = _known_order(session, connection, refund.order_id)
    order_parts.add_refund(session, row, refund)
    return _look(row.id)


def _scans(
    session: Session, connection: ConnectionRow, number: str, events: Sequence[TrackingEvent], now: datetime
) -> Rings:
    parcels = tracking.by_number(session, connection.shop_id, number)
    if not parcels and follows_only(connection.connector):
        return []  # a parcel of another shop of the account's; one of ours is asked for anyway
    if not parcels:
        raise Temporary(f"no parcel {number} is known yet")
    changed = [
        parcel.order_id
        for parcel in parcels
        if scans.add_events(session, connection.shop_id, parcel.id or 0, events, now)
    ]
    return _anew(dict.fromkeys(changed))


def _known_order(session: Session, connection: ConnectionRow, vendor_id: str) -> OrderRow:
    row = orders.order_by_vendor_id(session, connection.shop_id, vendor_id, connection.connector)
    if row is None:
        raise Temporary(f"order {vendor_id} is not known yet")
    return row


def _look(order_id: int | None) -> Rings:
    return [] if order_id is None else [("decide", order_id)]


def _anew(order_ids: Iterable[int]) -> Rings:
    return [("decide", order_id) for order_id in order_ids]


def _read_anew(document: DocumentRow) -> Rings:
    return [] if document.id is None else [("audit", document.id)]

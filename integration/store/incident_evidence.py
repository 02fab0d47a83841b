"""What the orders of the last weeks have in common: the hubs they came through, their products, who was heard of."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from integration.store.tables import FulfillmentRow, OrderLineRow, OrderRow, TrackingEventRow


class Bought(NamedTuple):
    """A product of an order, by its id and its name on the order."""

    product_id: str
    title: str


def places(session: Session, shop_id: int, since: datetime, every: int) -> Mapping[int, tuple[str, ...]]:
    """By order, where its parcels were scanned since then, as the carrier writes it, where they were last the last.

    Of `every` so many orders one.
    """
    query = (
        select(FulfillmentRow.order_id, TrackingEventRow.place)
        .join(FulfillmentRow, col(FulfillmentRow.id) == col(TrackingEventRow.fulfillment_id))
        .where(TrackingEventRow.shop_id == shop_id, col(TrackingEventRow.at) >= since, TrackingEventRow.place != "")
        .where(col(FulfillmentRow.order_id) % every == 0)
        .group_by(col(FulfillmentRow.order_id), TrackingEventRow.place)
        .order_by(func.max(TrackingEventRow.at))
    )
    found: dict[int, list[str]] = defaultdict(list)
    for order_id, place in session.exec(query):
        found[order_id].append(place)
    return {order_id: tuple(names) for order_id, names in found.items()}


def products(session: Session, shop_id: int, since: datetime, every: int) -> Mapping[int, frozenset[Bought]]:
    """By order placed since then, what was bought and is shipped."""
    query = (
        select(OrderLineRow.order_id, OrderLineRow.product_id, OrderLineRow.title)
        .join(OrderRow, col(OrderRow.id) == col(OrderLineRow.order_id))
        .where(OrderRow.shop_id == shop_id, col(OrderRow.placed_at) >= since, OrderLineRow.product_id != "")
        .where(col(OrderLineRow.requires_shipping), col(OrderRow.id) % every == 0)
    )
    found: dict[int, set[Bought]] = defaultdict(set)
    for order_id, product_id, title in session.exec(query):
        found[order_id].add(Bought(product_id, title))
    return {order_id: frozenset(bought) for order_id, bought in found.items()}


def heard_of(session: Session, shop_id: int) -> Mapping[str, datetime]:
    """By carrier, as parcels name it, when one of it was last scanned."""
    name = col(FulfillmentRow.carrier)
    newest = func.max(col(FulfillmentRow.scanned_at))
    query = select(name, newest).where(FulfillmentRow.shop_id == shop_id, col(FulfillmentRow.scanned_at).is_not(None))
    return {carrier: at for carrier, at in session.exec(query.group_by(name)) if at is not None}

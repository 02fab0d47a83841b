"""The shop's own parcels, as the estimate learns from them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, or_, select
from sqlmodel import Session, col

from integration.domain.commerce import OrderStatus
from integration.domain.counts import Passage, Route
from integration.domain.zones import zone
from integration.store.tables import FulfillmentRow, OrderRow, ShopRow, TrackingEventRow

LOOK_BACK = timedelta(days=365)
MOST = 2000
"""Parcels; the newest teach most, and the estimate stays quick."""

_NOT_SENT = (OrderStatus.CANCELLED, OrderStatus.REFUNDED, OrderStatus.DELETED, OrderStatus.PENDING)


@dataclass(frozen=True, slots=True)
class Passages:
    handling: list[Passage] = field(default_factory=list)
    transit: list[Passage] = field(default_factory=list)


def passages(session: Session, shop: ShopRow, now: datetime) -> Passages:
    """The newest parcels of a shop, those under way too: from payment to hand-over, and from there to delivery.

    Days are the shop's. Imported history counts here, where it can only teach. A parcel that nobody follows, or an
    order marked as sent without saying when, would seem to travel for ever and is left out.
    """
    here = zone(shop.timezone)
    learnt = Passages()
    for status, country, region, ready, shipped, delivered, followed in session.execute(_parcels(shop, now)):
        route = Route(shop.country, country, region)
        begun = ready.astimezone(here).date()
        left = None if shipped is None else max(begun, shipped.astimezone(here).date())
        arrived = None if delivered is None else delivered.astimezone(here).date()
        if left is not None or status != OrderStatus.FULFILLED:
            learnt.handling.append(Passage(route, begun, left))
        if left is not None and (arrived is not None or followed):
            learnt.transit.append(Passage(route, left, None if arrived is None else max(left, arrived)))
    return learnt


def _parcels(shop: ShopRow, now: datetime) -> Select[str, str, str, datetime, datetime | None, datetime | None, bool]:
    followed = exists().where(col(TrackingEventRow.fulfillment_id) == col(FulfillmentRow.id))
    return (
        select(
            col(OrderRow.status),
            col(OrderRow.country),
            col(OrderRow.region),
            func.coalesce(col(OrderRow.paid_at), col(OrderRow.placed_at)),
            col(FulfillmentRow.shipped_at),
            col(FulfillmentRow.delivered_at),
            followed,
        )
        .outerjoin(FulfillmentRow, col(FulfillmentRow.order_id) == col(OrderRow.id))
        .where(
            col(OrderRow.shop_id) == shop.id, col(OrderRow.requires_shipping), col(OrderRow.status).not_in(_NOT_SENT)
        )
        .where(or_(col(FulfillmentRow.id).is_(None), col(FulfillmentRow.removed_at).is_(None)))
        .where(col(OrderRow.placed_at) > now - LOOK_BACK)
        .order_by(col(OrderRow.placed_at).desc(), col(OrderRow.id).desc())
        .limit(MOST)
    )

"""Parcels whose shop did not say who carries them: named where the number leaves no doubt."""

from dataclasses import replace

from integration.data.carriers import number_rules
from integration.domain.carriers import only_carrier
from integration.domain.commerce import Fulfillment, Order, Tracking


def named(order: Order) -> Order:
    """The order with its parcels' carriers; the shop's own word is never changed."""
    return replace(order, fulfillments=tuple(named_parcel(parcel) for parcel in order.fulfillments))


def named_parcel(parcel: Fulfillment) -> Fulfillment:
    return replace(parcel, tracking=tuple(_named(tracking) for tracking in parcel.tracking))


def _named(tracking: Tracking) -> Tracking:
    if tracking.carrier or not tracking.number:
        return tracking
    return replace(tracking, carrier=only_carrier(tracking.number, number_rules()) or "")

"""Who carries a parcel: named where the shop did not say and the number leaves no doubt, doubted where it did."""

from collections.abc import Sequence
from dataclasses import replace

from integration.data.carriers import carrier_name, carrier_slug, number_rules
from integration.domain.carriers import doubted, only_carrier
from integration.domain.commerce import Fulfillment, Order, Tracking


def named(order: Order) -> Order:
    """The order with its parcels' carriers; the shop's own word is never changed."""
    return replace(order, fulfillments=tuple(named_parcel(parcel) for parcel in order.fulfillments))


def named_parcel(parcel: Fulfillment) -> Fulfillment:
    return replace(parcel, tracking=tuple(_named(tracking) for tracking in parcel.tracking))


def others_of(carrier: str, number: str) -> Sequence[str]:
    """The names of those whose number it looks like, if it is none of the carrier that the shop names."""
    slug = carrier_slug(carrier)
    return tuple(map(carrier_name, doubted(slug, number, number_rules()))) if slug else ()


def _named(tracking: Tracking) -> Tracking:
    if tracking.carrier or not tracking.number:
        return tracking
    return replace(tracking, carrier=only_carrier(tracking.number, number_rules()) or "")

"""Who carries a parcel: named where the shop did not say and the number leaves no doubt, doubted where it did."""

from collections.abc import Sequence
from dataclasses import replace

from connectors import manifests
from integration.data.carriers import CarrierList, carrier_in, carrier_name, carrier_slug, number_rules
from integration.domain.carriers import doubted, house, only_carrier, plain_number
from integration.domain.commerce import Fulfillment, Order, Tracking
from integration.ports import Carrier, Storefront
from integration.store.tables import FulfillmentRow


def named(order: Order) -> Order:
    """The order with its parcels' carriers; the shop's own word is never changed."""
    return replace(order, fulfillments=tuple(named_parcel(parcel) for parcel in order.fulfillments))


def named_parcel(parcel: Fulfillment) -> Fulfillment:
    return replace(parcel, tracking=tuple(_named(tracking) for tracking in parcel.tracking))


def follows(connector: str) -> bool:
    """Whether this connector itself asks for the scans of parcels."""
    return connector in manifests() and Carrier.__name__ in manifests()[connector].roles


def follows_only(connector: str) -> bool:
    """Whether it knows nothing of a shop but the scans of its parcels."""
    return follows(connector) and Storefront.__name__ not in manifests()[connector].roles


def carries(connector: str, row: FulfillmentRow) -> bool:
    """Whether this connector knows the parcel's carrier; one that follows a single house is asked of no other's."""
    houses = manifests()[connector].follows
    slug = carrier_slug(row.carrier) if row.carrier else only_carrier(row.tracking_number, number_rules())
    return not houses or (slug is not None and house(slug) in houses)


def called(connector: str, row: FulfillmentRow, country: str) -> Tracking:
    """A parcel sent from `country` as the vendor calls it: its number without spaces, its carrier by its own list."""
    listed = manifests()[connector].calls
    carrier = carrier_in(CarrierList(listed), row.carrier, country) if listed and row.carrier else ""
    return Tracking(plain_number(row.tracking_number), carrier)


def others_of(carrier: str, number: str) -> Sequence[str]:
    """The names of those whose number it looks like, if it is none of the carrier that the shop names."""
    slug = carrier_slug(carrier)
    return tuple(map(carrier_name, doubted(slug, number, number_rules()))) if slug else ()


def _named(tracking: Tracking) -> Tracking:
    if tracking.carrier or not tracking.number:
        return tracking
    return replace(tracking, carrier=only_carrier(tracking.number, number_rules()) or "")

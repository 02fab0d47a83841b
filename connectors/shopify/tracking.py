"""Tells a Shopify store of its parcels, where its buyers look: the order's page. Nobody is mailed by it.

Shopify takes no key for these, and would show an event twice, so that what stands there is looked at first.
Sources: https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/fulfillmentEventCreate and
.../fulfillmentTrackingInfoUpdate
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from connectors.access import Access
from connectors.shopify.client import Client
from connectors.shopify.gids import gid
from connectors.shopify.read import nodes
from connectors.values import moment, objects, table, text
from integration.domain.commerce import Raw, Tracking, TrackingEvent, TrackingStatus
from integration.ports import Changed, Permanent
from integration.ports.sentences import Sentence

_NO_WORD = Sentence("Shopify has no word for a parcel that is %(status)s")
_GONE = Sentence("the parcel is no longer in the store")

EVENTS: Mapping[TrackingStatus, str] = {
    TrackingStatus.PICKED_UP: "CARRIER_PICKED_UP",
    TrackingStatus.IN_TRANSIT: "IN_TRANSIT",
    TrackingStatus.OUT_FOR_DELIVERY: "OUT_FOR_DELIVERY",
    TrackingStatus.READY_FOR_PICKUP: "READY_FOR_PICKUP",
    TrackingStatus.DELIVERED: "DELIVERED",
    TrackingStatus.DELIVERY_FAILED: "ATTEMPTED_DELIVERY",
    TrackingStatus.DELIVERY_DELAYED: "DELAYED",
}


class ShopifyTracking:
    def __init__(self, access: Access) -> None:
        self._client = Client(access)

    def create_fulfillment_event(self, fulfillment_id: str, event: TrackingEvent, idempotency_key: str) -> None:
        """Raises Permanent for a parcel that is gone, and for what Shopify has no word for."""
        name, status = gid("Fulfillment", fulfillment_id), EVENTS.get(event.status)
        if status is None:
            raise Permanent(_NO_WORD(status=event.status.value))
        held = nodes(self._held(name).get("events"))
        if not any(_is_told(one, status, event) for one in held):
            told = {"fulfillmentId": name, "status": status, "happenedAt": _stamp(event.at)}
            told |= {"estimatedDeliveryAt": _stamp(event.expected_at)} if event.expected_at else {}
            told |= {"message": event.description} if event.description else {}
            self._client.write("fulfillment_event_create", event=told)

    def update_tracking(
        self, fulfillment_id: str, tracking: Tracking, expected: Tracking, idempotency_key: str
    ) -> None:
        """One number of a parcel that may have several: the others are sent along as they stand."""
        name = gid("Fulfillment", fulfillment_id)
        held = objects(self._held(name).get("trackingInfo"))
        if any(_says(one, tracking) for one in held):
            return
        numbers = [text(one.get("number")) for one in held]
        if expected.number not in numbers:
            raise Changed(", ".join(numbers))
        at = numbers.index(expected.number)
        numbers[at] = tracking.number
        urls = [text(one.get("url")) for one in held]
        urls[at] = tracking.url
        self._client.write("tracking_update", id=name, tracking=_input(tracking.carrier, numbers, urls))

    def _held(self, name: str) -> Mapping[str, Any]:
        held = table(self._client.read("fulfillment", id=name).get("fulfillment"))
        if not held:
            raise Permanent(_GONE())
        return held


def _is_told(node: Raw, status: str, event: TrackingEvent) -> bool:
    """Whether this very news stands there: with a day, the same day; without one, the same moment."""
    if text(node.get("status")) != status:
        return False
    if event.expected_at is not None:
        return moment(node.get("estimatedDeliveryAt")) == event.expected_at.astimezone(UTC)
    return moment(node.get("happenedAt")) == event.at.astimezone(UTC)


def _says(node: Raw, tracking: Tracking) -> bool:
    named = text(node.get("company")).casefold()
    return text(node.get("number")) == tracking.number and tracking.carrier.casefold() in ("", named)


def _input(company: str, numbers: Sequence[str], urls: Sequence[str]) -> dict[str, Any]:
    """Without an address of each parcel's own, Shopify finds it by the carrier's name."""
    named = {"company": company} if company else {}
    return {**named, "numbers": list(numbers), **({"urls": list(urls)} if all(urls) else {})}


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

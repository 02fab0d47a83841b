"""Tells a store of its parcels, in the very place where the store keeps them, and mails nobody by it.

Core fulfillments, Shipment Tracking (also AST) and AfterShip each have their own; what has none gets a private note.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from connectors.access import Access
from connectors.values import objects, plain, text
from connectors.woocommerce.answers import NoRoute
from connectors.woocommerce.client import Client
from connectors.woocommerce.parcels import AFTERSHIP_ITEMS
from integration.domain.commerce import Raw, Tracking, TrackingEvent
from integration.ports import Permanent

CARRIER_KEYS = ("_shipment_provider", "_shipping_provider")
_PLACE = re.compile(r"(fulfillment|shipment|aftership|note):(\d{1,20}):(.{1,100})")


class WooCommerceTracking:
    def __init__(self, access: Access) -> None:
        self._client = Client(access)

    def create_fulfillment_event(self, fulfillment_id: str, event: TrackingEvent, idempotency_key: str) -> None:
        """As a private note: no plugin keeps scans. The key's hash in it tells that it was written before."""
        _, order_id, _ = _parts(fulfillment_id)
        words = event.description or event.status.value.replace("_", " ")
        where = f", {event.place}" if event.place else ""
        self._note(order_id, f"Parcel, {event.at:%Y-%m-%d}: {words}{where}.", idempotency_key)

    def update_tracking(self, fulfillment_id: str, tracking: Tracking, idempotency_key: str) -> None:
        """Compares first, so that a second call changes nothing. Raises Permanent for a parcel that is gone."""
        source, order_id, part = _parts(fulfillment_id)
        if source == "fulfillment":
            self._fulfillment(order_id, part, tracking)
        elif source == "shipment":
            self._shipment(order_id, part, tracking)
        elif source == "aftership":
            self._aftership(order_id, part, tracking)
        else:
            self._note(order_id, f"Tracking {tracking.carrier} {tracking.number} {tracking.url}", idempotency_key)

    def _fulfillment(self, order_id: str, part: str, tracking: Tracking) -> None:
        """PUT replaces all meta data, so what stands there is sent along; `notify_customer` is never asked for."""
        place = f"orders/{order_id}/fulfillments/{_digits(part)}"
        row = self._client.get(place)
        held = {text(entry.get("key")): entry.get("value") for entry in objects(row.get("meta_data"))}
        wanted = {**held, "_tracking_number": tracking.number, "_tracking_url": tracking.url}
        wanted |= {key: tracking.carrier for key in CARRIER_KEYS if key in held or key == CARRIER_KEYS[0]}
        if wanted != held:
            meta = [{"key": key, "value": value} for key, value in wanted.items()]
            self._client.put(place, {"is_fulfilled": row.get("is_fulfilled") is True, "meta_data": meta})

    def _shipment(self, order_id: str, part: str, tracking: Tracking) -> None:
        """Its API knows no change: the new entry is made, then the old one removed. `status_shipped` would mail."""
        place = f"orders/{order_id}/shipment-trackings"
        try:
            listed = self._client.listing(place)
        except NoRoute:
            raise Permanent("the store's tracking plugin takes no numbers from outside; type it in there") from None
        old: Raw = next((entry for entry in listed if text(entry.get("tracking_id")) == part), {})
        if not any(_is(entry, tracking) for entry in listed):
            self._client.post(place, {**_named(tracking, old), "tracking_number": tracking.number})
        if old and not _is(old, tracking):
            self._client.delete(f"{place}/{_hexadecimal(part)}")

    def _aftership(self, order_id: str, part: str, tracking: Tracking) -> None:
        order = self._client.get(f"orders/{order_id}")
        held = next((it for it in objects(order.get("meta_data")) if it.get("key") == AFTERSHIP_ITEMS), None)
        items = [dict(item) for item in objects(held.get("value"))] if held else []
        mine = [item for item in items if part in (text(item.get("tracking_id")), text(item.get("tracking_number")))]
        if held is None or not mine:
            raise Permanent("the parcel is no longer in the order's AfterShip data")
        wanted = {"tracking_number": tracking.number, "slug": tracking.carrier or mine[0].get("slug")}
        if any(mine[0].get(name) != value for name, value in wanted.items()):
            mine[0].update(wanted)
            entry = {"id": held.get("id"), "key": AFTERSHIP_ITEMS, "value": items}
            self._client.put(f"orders/{order_id}", {"meta_data": [entry]})

    def _note(self, order_id: str, words: str, idempotency_key: str) -> None:
        """`customer_note` would have WooCommerce mail it."""
        mark = sha256(idempotency_key.encode()).hexdigest()[:12]
        place = f"orders/{order_id}/notes"
        if not any(mark in plain(note.get("note")) for note in self._client.listing(place)):
            self._client.post(place, {"note": f"{words.strip()} (Forthright {mark})", "customer_note": False})


def _parts(fulfillment_id: str) -> tuple[str, str, str]:
    found = _PLACE.fullmatch(fulfillment_id)
    if found is None:
        raise Permanent(f"{fulfillment_id!r} is no parcel of WooCommerce's")
    return found[1], found[2], found[3]


def _is(entry: Raw, tracking: Tracking) -> bool:
    return "".join(plain(entry.get("tracking_number")).split()).upper() == "".join(tracking.number.split()).upper()


def _named(tracking: Tracking, old: Raw) -> Mapping[str, Any]:
    """A carrier with a link of its own is "custom"; else the name that the plugin knows, and the day it had before."""
    known = plain(old.get("tracking_provider"))
    day = {"date_shipped": text(old.get("date_shipped"))} if old.get("date_shipped") else {}
    if tracking.url and tracking.carrier.casefold() != known.casefold():
        return {"custom_tracking_provider": tracking.carrier, "custom_tracking_link": tracking.url, **day}
    return {"tracking_provider": tracking.carrier or known, **day}


def _digits(part: str) -> str:
    if not (part.isascii() and part.isdigit()):
        raise Permanent(f"{part!r} is no id of WooCommerce's")
    return part


def _hexadecimal(part: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{1,64}", part):
        raise Permanent(f"{part!r} is no id of a tracking plugin's")
    return part

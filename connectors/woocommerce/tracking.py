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
from connectors.woocommerce.parcels import AFTERSHIP_CARRIER, AFTERSHIP_ITEMS, AFTERSHIP_NUMBER
from integration.domain.commerce import Raw, Tracking, TrackingEvent
from integration.ports import Changed, Permanent
from integration.ports.sentences import Sentence

CARRIER_KEYS = ("_shipment_provider", "_shipping_provider")
_NO_NUMBERS = Sentence("the store's tracking plugin takes no numbers from outside; type it in there")
_NOT_THERE = Sentence("the parcel is no longer in the order's AfterShip data")
_PLACE = re.compile(r"(fulfillment|shipment|aftership|note):(\d{1,20}):(.{1,100})")


class WooCommerceTracking:
    def __init__(self, access: Access) -> None:
        self._client = Client(access)

    def create_fulfillment_event(self, fulfillment_id: str, event: TrackingEvent, idempotency_key: str) -> None:
        """As a private note: no plugin keeps scans. The key's hash in it tells that it was written before."""
        _, order_id, _ = _parts(fulfillment_id)
        words = event.description or event.status.value.replace("_", " ")
        where = f", {event.place}" if event.place else ""
        until = f", expected by {event.expected_at:%Y-%m-%d}" if event.expected_at else ""
        self._note(order_id, f"Parcel, {event.at:%Y-%m-%d}: {words}{where}{until}.", idempotency_key)

    def update_tracking(
        self, fulfillment_id: str, tracking: Tracking, expected: Tracking, idempotency_key: str
    ) -> None:
        """Raises Permanent for a parcel that is gone. A number that was typed into a note gets a note beside it."""
        source, order_id, part = _parts(fulfillment_id)
        if source == "fulfillment":
            self._fulfillment(order_id, part, tracking, expected)
        elif source == "shipment":
            self._shipment(order_id, part, tracking, expected)
        elif source == "aftership":
            self._aftership(order_id, part, tracking, expected)
        else:
            self._note(order_id, f"Tracking {tracking.carrier} {tracking.number} {tracking.url}", idempotency_key)

    def _fulfillment(self, order_id: str, part: str, tracking: Tracking, expected: Tracking) -> None:
        """PUT replaces all meta data, so what stands there is sent along; `notify_customer` is never asked for."""
        place = f"orders/{order_id}/fulfillments/{_digits(part)}"
        row = self._client.get(place)
        held = {text(entry.get("key")): entry.get("value") for entry in objects(row.get("meta_data"))}
        _guard(held.get("_tracking_number"), tracking, expected)
        wanted = {**held, "_tracking_number": tracking.number, "_tracking_url": tracking.url}
        wanted |= {key: tracking.carrier for key in CARRIER_KEYS if key in held or key == CARRIER_KEYS[0]}
        if wanted != held:
            meta = [{"key": key, "value": value} for key, value in wanted.items()]
            self._client.put(place, {"is_fulfilled": row.get("is_fulfilled") is True, "meta_data": meta})

    def _shipment(self, order_id: str, part: str, tracking: Tracking, expected: Tracking) -> None:
        """Its API knows no change: the new entry is made, then the old one removed. `status_shipped` would mail.

        The entry is known by its number too: taken back, it stands under another id than the one that was read.
        """
        place = f"orders/{order_id}/shipment-trackings"
        try:
            listed = self._client.listing(place)
        except NoRoute:
            raise Permanent(_NO_NUMBERS()) from None
        mine = [entry for entry in listed if text(entry.get("tracking_id")) == part or _is(entry, expected)]
        new = [entry for entry in listed if _is(entry, tracking) and _carried_by(entry, tracking)]
        old: Raw = next((entry for entry in mine if entry not in new), {})
        if not old and not new:
            raise Changed(", ".join(plain(entry.get("tracking_number")) for entry in listed))
        _guard(old.get("tracking_number"), tracking, expected)
        if not new:
            self._client.post(place, {**_named(tracking, old), "tracking_number": tracking.number})
        if old:
            self._client.delete(f"{place}/{_hexadecimal(text(old.get('tracking_id')))}")

    def _aftership(self, order_id: str, part: str, tracking: Tracking, expected: Tracking) -> None:
        order = self._client.get(f"orders/{order_id}")
        entries = {text(entry.get("key")): entry for entry in objects(order.get("meta_data"))}
        held = entries.get(AFTERSHIP_ITEMS)
        items = [dict(item) for item in objects(held.get("value"))] if held else []
        mine = [item for item in items if part == text(item.get("tracking_id")) or _is(item, expected)]
        mine = mine or [item for item in items if _is(item, tracking)]
        if held is None or not mine:
            self._aftership_alone(order_id, entries, tracking, expected)
            return
        _guard(mine[0].get("tracking_number"), tracking, expected)
        wanted = {"tracking_number": tracking.number, "slug": tracking.carrier or mine[0].get("slug")}
        if any(mine[0].get(name) != value for name, value in wanted.items()):
            mine[0].update(wanted)
            entry = {"id": held.get("id"), "key": AFTERSHIP_ITEMS, "value": items}
            self._client.put(f"orders/{order_id}", {"meta_data": [entry]})

    def _aftership_alone(
        self, order_id: str, entries: Mapping[str, Raw], tracking: Tracking, expected: Tracking
    ) -> None:
        """AfterShip's older way: one number an order, and its carrier beside it."""
        number, carrier = entries.get(AFTERSHIP_NUMBER), entries.get(AFTERSHIP_CARRIER, {"key": AFTERSHIP_CARRIER})
        if number is None:
            raise Permanent(_NOT_THERE())
        _guard(number.get("value"), tracking, expected)
        wanted = ((number, tracking.number), (carrier, tracking.carrier or carrier.get("value")))
        changed = [{**entry, "value": value} for entry, value in wanted if value and entry.get("value") != value]
        if changed:
            self._client.put(f"orders/{order_id}", {"meta_data": changed})

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
    return _spaceless(entry.get("tracking_number")) == _spaceless(tracking.number)


def _carried_by(entry: Raw, tracking: Tracking) -> bool:
    """A carrier that the plugin does not know has no name in its list, only the link that came with it."""
    named = plain(entry.get("tracking_provider")) or plain(entry.get("custom_tracking_provider"))
    link = text(entry.get("tracking_link")) or text(entry.get("custom_tracking_link"))
    return named.casefold() == tracking.carrier.casefold() or (not named and link == tracking.url)


def _guard(held: Any, tracking: Tracking, expected: Tracking) -> None:
    if held and _spaceless(held) not in (_spaceless(expected.number), _spaceless(tracking.number)):
        raise Changed(plain(held))


def _spaceless(number: Any) -> str:
    return "".join(plain(number).split()).upper()


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

"""17TRACK tells us of each new scan, signed with the account's key.

The signature is the SHA-256 of the raw body, a slash and the key, in hexadecimal: https://api.17track.net/en/doc
"""

import hashlib
import hmac
from collections.abc import Sequence

from connectors.access import Access
from connectors.seventeentrack.read import number_of, way_of
from connectors.signed import json_object
from connectors.values import table, text
from integration.domain.events import Event, Ignored, TrackingUpdated
from integration.ports import Delivery, Permanent


class SeventeenTrackWebhooks:
    def __init__(self, access: Access) -> None:
        self._key, self._meanings = access.credentials.get("key", ""), access.meanings

    def shop_of(self, delivery: Delivery) -> str:
        return delivery.shop

    def verify(self, delivery: Delivery) -> bool:
        expected = hashlib.sha256(delivery.body + b"/" + self._key.encode()).hexdigest()
        given = delivery.headers.get("sign", "").strip().lower()
        return bool(self._key) and hmac.compare_digest(expected.encode(), given.encode())

    def is_ping(self, delivery: Delivery) -> bool:
        return False

    def delivery_id(self, delivery: Delivery) -> str:
        """17TRACK names none: the same scans twice are the same bytes."""
        return hashlib.sha256(delivery.body).hexdigest()

    def topic(self, delivery: Delivery) -> str:
        try:
            return text(json_object(delivery.body).get("event")) or "unknown"
        except Permanent:
            return "unknown"

    def parse(self, delivery: Delivery) -> Sequence[Event]:
        told = json_object(delivery.body)
        event, data = text(told.get("event")), table(told.get("data"))
        if event == "TRACKING_STOPPED":
            return [Ignored(f"17TRACK follows {number_of(data)} no longer")]
        if event != "TRACKING_UPDATED":
            return [Ignored(f"{event or 'this'} is not read")]
        if not number_of(data):
            raise Permanent("the delivery names no tracking number")
        return [TrackingUpdated(number_of(data), way_of(data, self._meanings))]

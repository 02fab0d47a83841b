"""17TRACK tells us of each new scan, signed with the account's key.

The signature is the SHA-256 of the raw body, a slash and the key, in hexadecimal: https://api.17track.net/en/doc
"""

import hashlib
import hmac
from collections.abc import Sequence

from connectors.access import Access
from connectors.seventeentrack.read import number_of, way_of
from connectors.signed import OwnAddress, json_object, topic_in
from connectors.values import table, text
from integration.domain.events import Event, Ignored, TrackingUpdated
from integration.ports import Delivery, Permanent


class SeventeenTrackWebhooks(OwnAddress):
    def __init__(self, access: Access) -> None:
        self._key, self._meanings = access.credentials.get("key", ""), access.meanings

    def verify(self, delivery: Delivery) -> bool:
        expected = hashlib.sha256(delivery.body + b"/" + self._key.encode()).hexdigest()
        given = delivery.headers.get("sign", "").strip().lower()
        return bool(self._key) and hmac.compare_digest(expected.encode(), given.encode())

    def topic(self, delivery: Delivery) -> str:
        return topic_in(delivery.body, "event")

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

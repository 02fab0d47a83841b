"""AfterShip tells us of each new checkpoint, signed with the secret of the account's webhooks.

https://www.aftership.com/docs/tracking/webhook/webhook-signature
"""

import hashlib
from collections.abc import Sequence

from connectors.access import Access
from connectors.aftership.read import number_of, way_of
from connectors.signed import is_signed, json_object
from connectors.values import table, text
from integration.domain.events import Event, Ignored, TrackingUpdated
from integration.ports import Delivery, Permanent


class AfterShipWebhooks:
    def __init__(self, access: Access) -> None:
        names = ("webhook_secret", "previous_webhook_secret")
        self._secrets = [access.credentials[name] for name in names if access.credentials.get(name)]
        self._meanings = access.meanings

    def shop_of(self, delivery: Delivery) -> str:
        return delivery.shop

    def verify(self, delivery: Delivery) -> bool:
        return is_signed(delivery.body, delivery.headers.get("aftership-hmac-sha256", ""), self._secrets)

    def is_ping(self, delivery: Delivery) -> bool:
        return False

    def delivery_id(self, delivery: Delivery) -> str:
        """By content: a delivery that is sent again carries its id, and anybody may write one."""
        return hashlib.sha256(delivery.body).hexdigest()

    def topic(self, delivery: Delivery) -> str:
        try:
            return text(json_object(delivery.body).get("event")) or "unknown"
        except Permanent:
            return "unknown"

    def parse(self, delivery: Delivery) -> Sequence[Event]:
        told = json_object(delivery.body)
        event, parcel = text(told.get("event")), table(told.get("msg"))
        if event != "tracking_update":
            return [Ignored(f"{event or 'this'} is not read")]
        if not number_of(parcel):
            raise Permanent("the delivery names no tracking number")
        return [TrackingUpdated(number_of(parcel), way_of(parcel, self._meanings))]

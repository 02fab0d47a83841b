"""AfterShip tells us of each new checkpoint, signed with the secret of the account's webhooks.

https://www.aftership.com/docs/tracking/webhook/webhook-signature
"""

from collections.abc import Sequence

from connectors.access import Access
from connectors.aftership.read import number_of, way_of
from connectors.signed import OwnAddress, is_signed, json_object, secrets_of, topic_in
from connectors.values import table, text
from integration.domain.events import Event, Ignored, TrackingUpdated
from integration.ports import Delivery, Permanent


class AfterShipWebhooks(OwnAddress):
    def __init__(self, access: Access) -> None:
        self._secrets = secrets_of(access)
        self._meanings = access.meanings

    def verify(self, delivery: Delivery) -> bool:
        return is_signed(delivery.body, delivery.headers.get("aftership-hmac-sha256", ""), self._secrets)

    def topic(self, delivery: Delivery) -> str:
        return topic_in(delivery.body, "event")

    def parse(self, delivery: Delivery) -> Sequence[Event]:
        told = json_object(delivery.body)
        event, parcel = text(told.get("event")), table(told.get("msg"))
        if event != "tracking_update":
            return [Ignored(f"{event or 'this'} is not read")]
        if not number_of(parcel):
            raise Permanent("the delivery names no tracking number")
        return [TrackingUpdated(number_of(parcel), way_of(parcel, self._meanings))]

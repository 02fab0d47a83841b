"""What came back: bounces, complaints, customers who want no more."""

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.access import Access
from connectors.signed import OwnAddress, json_object, secrets_of, shows_password, topic_in
from connectors.values import moment, text
from integration.domain.events import Event, Ignored, MessageReturned, ReturnReason
from integration.ports import Delivery

LASTING = frozenset(
    {"HardBounce", "BadEmailAddress", "ManuallyDeactivated", "AddressChange", "Blocked", "SMTPApiError"}
)
REFUSED = frozenset({"Unsubscribe"})
COMPLAINED = frozenset({"SpamNotification", "SpamComplaint"})


class PostmarkWebhooks(OwnAddress):
    def __init__(self, access: Access) -> None:
        self._secrets = secrets_of(access)

    def verify(self, delivery: Delivery) -> bool:
        """Postmark signs nothing: it shows the password that it was given for this address."""
        return shows_password(delivery, self._secrets)

    def topic(self, delivery: Delivery) -> str:
        return topic_in(delivery.body, "RecordType")

    def parse(self, delivery: Delivery) -> Sequence[Event]:
        told = json_object(delivery.body)
        match text(told.get("RecordType")):
            case "Bounce":
                return [_bounce(told)]
            case "SpamComplaint":
                return [_returned(told, ReturnReason.COMPLAINED, "Email", "BouncedAt")]
            case "SubscriptionChange":
                return [_subscription(told)]
        return [Ignored(f"{self.topic(delivery)} is not read")]


def _bounce(told: Mapping[str, Any]) -> Event:
    kind = text(told.get("Type"))
    if kind in LASTING or told.get("Inactive") is True:
        return _returned(told, ReturnReason.BOUNCED, "Email", "BouncedAt")
    if kind in REFUSED:
        return _returned(told, ReturnReason.UNSUBSCRIBED, "Email", "BouncedAt")
    if kind in COMPLAINED:
        return _returned(told, ReturnReason.COMPLAINED, "Email", "BouncedAt")
    return Ignored(f"{kind or 'this'} is no lasting bounce; Postmark goes on trying")


def _subscription(told: Mapping[str, Any]) -> Event:
    if told.get("SuppressSending") is not True:
        return Ignored("the address may be written to again; that is for the merchant to say")
    reasons = {"HardBounce": ReturnReason.BOUNCED, "SpamComplaint": ReturnReason.COMPLAINED}
    why = reasons.get(text(told.get("SuppressionReason")), ReturnReason.UNSUBSCRIBED)
    return _returned(told, why, "Recipient", "ChangedAt")


def _returned(told: Mapping[str, Any], why: ReturnReason, address: str, at: str) -> MessageReturned:
    words = text(told.get("Details")) or text(told.get("Description")) or text(told.get("SuppressionReason"))
    return MessageReturned(text(told.get("MessageID")), text(told.get(address)), why, words[:300], moment(told.get(at)))

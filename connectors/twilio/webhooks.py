"""What Twilio tells: what became of a message, and what its reader wrote back."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from urllib.parse import parse_qsl

from connectors.access import Access
from connectors.signed import OwnAddress
from connectors.values import text
from integration.domain.events import Event, Ignored, MessageDelivered, MessageReceived, MessageReturned, ReturnReason
from integration.ports import Delivery, Permanent

SIGNATURE = "x-twilio-signature"
LASTING = frozenset({"30005", "30006", "21211", "21614"})
"""The number takes no text messages: unknown, or a landline. https://www.twilio.com/docs/api/errors"""
OPTED_OUT = "21610"
WORDS = {
    "30003": "the phone is switched off or out of reach",
    "30004": "the receiver or their network blocks such messages",
    "30005": "the number is not known",
    "30006": "the number is a landline, or cannot be reached",
    "30007": "the network filtered the message out",
    "30008": "the network did not say why",
    "30034": "the sender is not registered with the networks of the United States (A2P 10DLC)",
}


class TwilioWebhooks(OwnAddress):
    def __init__(self, access: Access) -> None:
        self._token = access.credentials.get("auth_token", "")

    def verify(self, delivery: Delivery) -> bool:
        """HMAC-SHA1 over the address as Twilio called it and the sorted fields."""
        signed = delivery.url + "".join(f"{name}{value}" for name, value in sorted(set(_pairs(delivery))))
        given = delivery.headers.get(SIGNATURE, "").encode()
        return bool(self._token) and hmac.compare_digest(_signature(self._token, signed), given)

    def delivery_id(self, delivery: Delivery) -> str:
        """By message and what is said of it: Twilio may say so twice, with other fields around."""
        told = _fields(delivery)
        said = told.get("MessageStatus") or told.get("SmsStatus", "")
        return f"{told['MessageSid']}:{said}" if told.get("MessageSid") else super().delivery_id(delivery)

    def topic(self, delivery: Delivery) -> str:
        return _fields(delivery).get("MessageStatus") or "received"

    def parse(self, delivery: Delivery) -> Sequence[Event]:
        told = _fields(delivery)
        name = text(told.get("MessageSid"))
        if not name:
            raise Permanent("no message is named in it")
        match told.get("MessageStatus"):
            case None | "":
                words = text(told.get("Body"))
                return [MessageReceived(name, text(told.get("From")), words, delivery.received_at)]
            case "delivered" | "read":
                return [MessageDelivered(name, delivery.received_at)]
            case "failed" | "undelivered" | "canceled":
                return [_returned(told, name, delivery)]
        return [Ignored(f"the message is {text(told['MessageStatus'])}")]


def _returned(told: dict[str, str], name: str, delivery: Delivery) -> MessageReturned:
    code = text(told.get("ErrorCode"))
    why = ReturnReason.BOUNCED if code in LASTING else ReturnReason.UNDELIVERED
    said = WORDS.get(code, "") or text(told.get("ErrorMessage"))
    words = f"{said or 'Twilio could not deliver it'} ({code})" if code else said or "Twilio could not deliver it"
    reason = ReturnReason.UNSUBSCRIBED if code == OPTED_OUT else why
    return MessageReturned(name, text(told.get("To")), reason, words[:300], delivery.received_at)


def _pairs(delivery: Delivery) -> list[tuple[str, str]]:
    return parse_qsl(delivery.body.decode("utf-8", "replace"), keep_blank_values=True)


def _fields(delivery: Delivery) -> dict[str, str]:
    return dict(_pairs(delivery))


def _signature(secret: str, signed: str) -> bytes:
    return base64.b64encode(hmac.digest(secret.encode(), signed.encode(), hashlib.sha1))

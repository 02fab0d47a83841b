"""What WhatsApp tells: what became of messages, and what their readers wrote back."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from connectors.access import Access
from connectors.signed import OwnAddress, json_object
from connectors.values import objects, table, text, whole
from integration.domain.events import Event, Ignored, MessageDelivered, MessageReceived, MessageReturned, ReturnReason
from integration.ports import Delivery, Permanent

SIGNATURE = "x-hub-signature-256"
OPTED_OUT = frozenset({131050})
LASTING = frozenset({131026})
"""The number is not on WhatsApp, or its owner has not agreed to its terms."""


class WhatsAppWebhooks(OwnAddress):
    def __init__(self, access: Access) -> None:
        self._secret = access.credentials.get("app_secret", "")
        self._token = access.credentials.get("verify_token", "")

    def challenge(self, query: Mapping[str, str]) -> str:
        shown = query.get("hub.verify_token", "")
        known = bool(self._token) and hmac.compare_digest(self._token.encode(), shown.encode())
        return query.get("hub.challenge", "") if known and query.get("hub.mode") == "subscribe" else ""

    def verify(self, delivery: Delivery) -> bool:
        signed = hmac.digest(self._secret.encode(), delivery.body, hashlib.sha256).hex()
        given = delivery.headers.get(SIGNATURE, "")
        return bool(self._secret) and hmac.compare_digest(f"sha256={signed}".encode(), given.encode())

    def topic(self, delivery: Delivery) -> str:
        try:
            values = list(_values(json_object(delivery.body)))
        except Permanent:
            return "unknown"
        said = {text(one.get("status")) for value in values for one in objects(value.get("statuses"))}
        return ", ".join(sorted(said - {""})) or "received"

    def parse(self, delivery: Delivery) -> Sequence[Event]:
        values = list(_values(json_object(delivery.body)))
        events = [_status(one) for value in values for one in objects(value.get("statuses"))]
        events += [_received(one) for value in values for one in objects(value.get("messages"))]
        return events or [Ignored("it tells of no message")]


def _values(told: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for entry in objects(told.get("entry")):
        for change in objects(entry.get("changes")):
            yield table(change.get("value"))


def _status(told: Mapping[str, Any]) -> Event:
    name, status, at = text(told.get("id")), text(told.get("status")), _moment(told.get("timestamp"))
    if status in ("delivered", "read"):
        return MessageDelivered(name, at)
    if status != "failed":
        return Ignored(f"the message is {status or 'in an unnamed state'}")
    problem = next(iter(objects(told.get("errors"))), {})
    code = whole(problem.get("code"))
    words = text(table(problem.get("error_data")).get("details")) or text(problem.get("title")) or "it did not arrive"
    why = ReturnReason.BOUNCED if code in LASTING else ReturnReason.UNDELIVERED
    reason = ReturnReason.UNSUBSCRIBED if code in OPTED_OUT else why
    return MessageReturned(name, _number(told.get("recipient_id")), reason, f"{words} ({code})"[:300], at)


def _received(told: Mapping[str, Any]) -> Event:
    """A button's words are its reader's as much as typed ones."""
    said = text(table(told.get("text")).get("body")) or text(table(told.get("button")).get("text"))
    return MessageReceived(text(told.get("id")), _number(told.get("from")), said, _moment(told.get("timestamp")))


def _number(value: Any) -> str:
    digits = text(value)
    return f"+{digits}" if digits.isdecimal() else ""


def _moment(value: Any) -> datetime | None:
    seconds = whole(value)
    return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None

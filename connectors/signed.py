"""Deliveries that several vendors send alike: whose they are, and how they show that they know a secret."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any

from connectors.access import Access
from connectors.values import text
from integration.ports import Delivery, Permanent

USER = "forthright"
SECRETS = ("webhook_secret", "previous_webhook_secret")


class OwnAddress:
    """Deliveries to an address that only one shop's account was given; the vendor numbers none of them.

    A delivery that is sent again has the same bytes. An id in a header would prove nothing: no signature covers it.
    """

    def shop_of(self, delivery: Delivery) -> str:
        return delivery.shop

    def is_ping(self, delivery: Delivery) -> bool:
        return False

    def delivery_id(self, delivery: Delivery) -> str:
        return hashlib.sha256(delivery.body).hexdigest()


def secrets_of(access: Access) -> list[str]:
    """The secret of the connection's webhooks, and while it is being changed the one before."""
    return [access.credentials[name] for name in SECRETS if access.credentials.get(name)]


def is_signed(body: bytes, given: str, secrets: Iterable[str]) -> bool:
    """Whether `given` is the HMAC-SHA256 of the raw body, in base64, by one of the secrets. Takes as long if not."""
    matches = [hmac.compare_digest(_signature(secret, body), given.encode()) for secret in secrets]
    return any(matches)


def shows_password(delivery: Delivery, secrets: Iterable[str]) -> bool:
    """For senders that sign nothing: whether `Authorization` is Basic with one of the secrets. Takes as long if not."""
    try:
        shown = base64.b64decode(delivery.headers.get("authorization", "").partition(" ")[2], validate=True)
    except (binascii.Error, ValueError):
        shown = b""
    matches = [hmac.compare_digest(f"{USER}:{secret}".encode(), shown) for secret in secrets]
    return any(matches)


def _signature(secret: str, body: bytes) -> bytes:
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256))


def json_object(body: bytes) -> Mapping[str, Any]:
    """Raises Permanent for anything else."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Permanent("the body is not JSON") from None
    if not isinstance(found, Mapping):
        raise Permanent("the body is JSON, but no object")
    return found


def topic_in(body: bytes, field: str) -> str:
    """What kind of news a body says it is; "unknown" when it says nothing that can be read."""
    try:
        return text(json_object(body).get(field)) or "unknown"
    except Permanent:
        return "unknown"

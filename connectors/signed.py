"""Deliveries that several vendors send alike: JSON, signed over the raw body with a secret that both sides know."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any

from integration.ports import Permanent


def is_signed(body: bytes, given: str, secrets: Iterable[str]) -> bool:
    """Whether `given` is the HMAC-SHA256 of the raw body, in base64, by one of the secrets. Takes as long if not."""
    matches = [hmac.compare_digest(_signature(secret, body), given.encode()) for secret in secrets]
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

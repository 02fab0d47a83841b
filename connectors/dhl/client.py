"""DHL's Shipment Tracking API, the same for all its houses. A key is free and costs a form.

https://developer.dhl.com/api-reference/shipment-tracking
"""

from collections.abc import Mapping
from typing import Any

from connectors.access import Access
from connectors.errors import answered, from_status, retry_after
from connectors.http import Answer
from connectors.turns import take_turn
from connectors.values import table, text
from integration.ports import Temporary, Unauthorized

API = "https://api-eu.dhl.com/track"
NOT_FOUND, TOO_MANY = 404, 429


class Keys(Unauthorized):
    """The key is not known, or was not approved yet."""

    trouble = "keys"


class UsedUp(Temporary):
    """No more calls today, by DHL's clock: its day begins at midnight in Greenwich."""

    trouble = "used_up"


class Client:
    def __init__(self, access: Access) -> None:
        self._access = access

    def shipments(self, number: str) -> Mapping[str, Any]:
        """What DHL has under this number, {} for nothing. No busy answer is asked again at once: each call counts."""
        take_turn(self._access.pace)
        headers = {"dhl-api-key": self._access.credentials.get("key", ""), "accept": "application/json"}
        params = {"trackingNumber": number, "language": "en"}
        url = f"{self._access.url or API}/shipments"
        answer = self._access.http.once("GET", url, params=params, headers=headers)
        if answer.status == NOT_FOUND:
            return {}
        if answer.status == TOO_MANY:
            raise UsedUp("DHL answers no more calls today", retry_after(answer.headers))
        problem = from_status(answer.status, _said(answer), retry_after(answer.headers))
        if isinstance(problem, Unauthorized):
            raise Keys(str(problem))
        if problem is not None:
            raise problem
        return table(answer.json())


def _said(answer: Answer) -> str:
    """In DHL's own words (RFC 7807), where it has any."""
    try:
        told = table(answer.json())
    except Temporary:
        told = {}
    words = text(told.get("detail")) or text(told.get("title"))
    return answered("DHL", answer.status, words[:300])

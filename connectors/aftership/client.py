"""AfterShip's tracking API. What went wrong stands in `meta`, which says more than the status of the answer.

https://www.aftership.com/docs/tracking/quickstart/request-errors
"""

from collections.abc import Mapping
from typing import Any

from connectors.access import Access
from connectors.errors import answered, from_status, retry_after
from connectors.http import Answer
from connectors.turns import take_turn
from connectors.values import table, text, whole
from integration.ports import Permanent, Temporary, Unauthorized

API = "https://api.aftership.com/tracking/2025-01"
UNKNOWN_KEY, FORBIDDEN = 401, 403


class Keys(Unauthorized):
    """The key is not known."""

    trouble = "keys"


class Forbidden(Unauthorized):
    """The key is known, and may not do this."""

    trouble = "forbidden"


class Refused(Permanent):
    """AfterShip does not take the number as it was given; `code` is its own."""

    def __init__(self, words: str, code: int) -> None:
        super().__init__(words)
        self.code = code


class Client:
    def __init__(self, access: Access) -> None:
        self._access = access

    def get(self, path: str, **params: str) -> Mapping[str, Any]:
        """What stands under "data"."""
        return _data(self._access.http.patiently(lambda: self._send("GET", path, params=params)))

    def post(self, path: str, body: Mapping[str, str]) -> Mapping[str, Any]:
        return _data(self._send("POST", path, json=dict(body)))

    def _send(self, method: str, path: str, **options: Any) -> Answer:
        take_turn(self._access.pace)
        headers = {"as-api-key": self._access.credentials.get("key", ""), "accept": "application/json"}
        return self._access.http.once(method, f"{self._access.url or API}{path}", headers=headers, **options)


def _data(answer: Answer) -> Mapping[str, Any]:
    if 200 <= answer.status < 300:
        return table(table(answer.json()).get("data"))
    told = _meta(answer)
    code, words = whole(told.get("code")) or answer.status, text(told.get("message"))
    said = answered("AfterShip", answer.status, words[:300])
    if code in (UNKNOWN_KEY, FORBIDDEN):
        raise Keys(said) if code == UNKNOWN_KEY else Forbidden(said)
    if code > answer.status:
        raise Refused(words or said, code)
    raise from_status(answer.status, said, retry_after(answer.headers)) or Permanent(said)


def _meta(answer: Answer) -> Mapping[str, Any]:
    try:
        return table(table(answer.json()).get("meta"))
    except Temporary:
        return {}

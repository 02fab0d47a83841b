"""17TRACK's API. Every call is a POST of JSON, and every one may be made twice: a second registration costs nothing.

https://api.17track.net/en/doc
"""

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.access import Access
from connectors.errors import from_status, reason, retry_after
from connectors.http import Answer
from connectors.turns import take_turn
from connectors.values import objects, table, text, whole
from integration.ports import Permanent, Temporary, Unauthorized

API = "https://api.17track.net/track/v2.2"
STRANGER = -18010001
REFUSED = frozenset({-18010002, -18010004, -18010005})
INTERNAL = -18010003
USED_UP = frozenset({-18019907, -18019908})


class Keys(Unauthorized):
    """The key is not known, or its account was closed."""

    trouble = "keys"


class Stranger(Unauthorized):
    """The account takes calls from listed addresses only, and ours is none of them."""

    trouble = "stranger"


class UsedUp(Temporary):
    """No more numbers may be registered today, or until more are bought."""

    trouble = "used_up"


class Client:
    def __init__(self, access: Access) -> None:
        self._access = access

    def ask(self, path: str, body: Sequence[Mapping[str, Any]] | Mapping[str, Any]) -> Mapping[str, Any]:
        """What stands under "data". Raises the core's errors; their words are 17TRACK's own."""
        answer = self._access.http.patiently(lambda: self._send(path, body))
        problem = from_status(answer.status, f"17TRACK answered {reason(answer.status)}", retry_after(answer.headers))
        if isinstance(problem, Unauthorized):
            raise Keys(str(problem))
        if problem is not None:
            raise problem
        told = table(answer.json())
        data = table(told.get("data"))
        for error in (told, *objects(data.get("errors"))):
            if code := whole(error.get("code")):
                raise problem_of(code, text(error.get("message")))
        return data

    def _send(self, path: str, body: Any) -> Answer:
        take_turn(self._access.pace)
        headers = {"17token": self._access.credentials.get("key", ""), "accept": "application/json"}
        return self._access.http.once("POST", f"{self._access.url or API}/{path}", json=body, headers=headers)


def problem_of(code: int, words: str) -> Exception:
    """One of the core's errors for 17TRACK's own code, as its documentation lists them."""
    said = f"17TRACK answered {code}: {words[:300]}".rstrip(": ")
    if code in REFUSED:
        return Keys(said)
    if code == STRANGER:
        return Stranger(said)
    if code in USED_UP:
        return UsedUp(said, 3600.0)
    return Temporary(said) if code == INTERNAL else Permanent(said)

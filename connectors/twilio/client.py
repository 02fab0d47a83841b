"""Twilio's API: one account, known by its SID and token."""

from collections.abc import Mapping
from typing import Any

from connectors.access import Access
from connectors.errors import answered, from_status, retry_after
from connectors.http import Answer
from integration.ports import OptedOut, Permanent, Temporary, Unauthorized

API = "https://api.twilio.com"
REFUSED = frozenset({20003, 20005, 20008})
"""Wrong keys, an account that is suspended, and test keys: https://www.twilio.com/docs/api/errors."""
OPTED_OUT = 21610
BUSY = frozenset({20429, 21611, 14107})


class Client:
    def __init__(self, access: Access) -> None:
        self._access, keys = access, access.credentials
        self._auth = (keys.get("account_sid", ""), keys.get("auth_token", ""))
        self._messages = f"{access.url or API}/2010-04-01/Accounts/{self._auth[0]}/Messages.json"

    def send(self, form: Mapping[str, str]) -> Answer:
        return self._access.http.request("POST", self._messages, data=dict(form), auth=self._auth)

    def sent_to(self, number: str, day: str) -> list[Mapping[str, Any]]:
        """The newest messages to a number, or with "" to all, since the start of a day (UTC, YYYY-MM-DD).

        Raises the core's errors.
        """
        query = {"DateSent>": day, "PageSize": "20"} | ({"To": number} if number else {})
        answer = self._access.http.get(self._messages, params=query, auth=self._auth)
        problem = problem_of(answer)
        if problem is not None:
            raise problem
        listed: list[Mapping[str, Any]] = answer.json()["messages"]
        return listed


def problem_of(answer: Answer) -> Exception | None:
    """None for a success; else the error that Twilio's own code means."""
    if 200 <= answer.status < 300:
        return None
    told = _told(answer)
    code = told.get("code")
    said = str(told.get("message") or "")[:300]
    words = answered("Twilio", answer.status, said) + (f" ({code})" if code else "")
    if code in REFUSED:
        return Unauthorized(words)
    if code == OPTED_OUT:
        return OptedOut(words)
    if code in BUSY:
        return Temporary(words, retry_after(answer.headers))
    if answer.status == 403:
        return Permanent(words)  # a country that the account may not text to, not a key that is refused
    return from_status(answer.status, words, retry_after(answer.headers))


def _told(answer: Answer) -> Mapping[str, Any]:
    try:
        told = answer.json()
    except Temporary:
        return {}
    return told if isinstance(told, Mapping) else {}

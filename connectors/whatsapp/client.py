"""The Cloud API of WhatsApp: one number of one business account, known by a token."""

from collections.abc import Mapping
from typing import Any

from connectors.access import Access
from connectors.errors import answered, from_status, retry_after
from connectors.http import Answer
from connectors.values import table
from integration.ports import OptedOut, Permanent, Temporary, Unauthorized
from integration.ports.sentences import Sentence

_UNAPPROVED = Sentence("%(words)s. Have the template approved at Meta, in this language and with these words")

API = "https://graph.facebook.com/v23.0"
REFUSED = frozenset({0, 10, 190, 200, 131005, 131031})
"""https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes, as all of these."""
BUSY = frozenset({4, 80007, 130429, 131048, 131056, 133004})
OPTED_OUT = 131050
UNAPPROVED = frozenset({132000, 132001, 132007, 132012, 132015, 132016})


class Client:
    def __init__(self, access: Access) -> None:
        self._access, self._keys = access, access.credentials
        self._base = access.url or API

    def send(self, body: Mapping[str, Any]) -> Answer:
        return self._call("POST", f"{self._keys.get('phone_number_id', '')}/messages", json=dict(body))

    def templates(self, name: str) -> Answer:
        return self._call("GET", f"{self._keys.get('account_id', '')}/message_templates", params={"name": name})

    def _call(self, method: str, path: str, **options: Any) -> Answer:
        headers = {"authorization": f"Bearer {self._keys.get('access_token', '')}"}
        return self._access.http.request(method, f"{self._base}/{path}", headers=headers, **options)


class WhatsAppAccount:
    def __init__(self, access: Access) -> None:
        self._client = Client(access)

    def check(self) -> None:
        problem = problem_of(self._client.templates("forthright_delay_before_promise"))
        if problem is not None:
            raise problem


def problem_of(answer: Answer) -> Exception | None:
    """None for a success; else the error that Meta's own code means."""
    if 200 <= answer.status < 300:
        return None
    told = _told(answer)
    code = told.get("code")
    said = f"{told.get('message') or ''} {table(told.get('error_data')).get('details') or ''}".strip()[:300]
    words = answered("WhatsApp", answer.status, said)
    if code in REFUSED:
        return Unauthorized(words)
    if code == OPTED_OUT:
        return OptedOut(words)
    if code in BUSY:
        return Temporary(words, retry_after(answer.headers))
    if code in UNAPPROVED:
        return Permanent(_UNAPPROVED(words=words))
    return from_status(answer.status, words, retry_after(answer.headers))


def _told(answer: Answer) -> Mapping[str, Any]:
    try:
        told = answer.json()
    except Temporary:
        return {}
    return table(table(told).get("error"))

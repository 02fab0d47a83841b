"""Postmark's API: one server, known by its token."""

from collections.abc import Mapping
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any

from connectors.access import Access
from connectors.errors import answered, from_status, retry_after
from connectors.http import Answer
from integration.ports import Permanent, Temporary, Unauthorized
from integration.ports.sentences import Sentence

_NO_MAIL_ADDRESS = Sentence("%(given)s is no mail address")

API = "https://api.postmarkapp.com"
BAD_TOKEN, OUT_OF_CREDIT = 10, 405


class Client:
    def __init__(self, access: Access) -> None:
        self._access = access
        self.stream = access.credentials.get("stream") or "outbound"

    def call(self, method: str, path: str, **options: Any) -> Any:
        """What Postmark answered. Raises the core's errors; their words are Postmark's own."""
        answer = self.send(method, path, **options)
        problem = problem_of(answer)
        if problem is not None:
            raise problem
        return answer.json()

    def send(self, method: str, path: str, **options: Any) -> Answer:
        headers = {"x-postmark-server-token": self._access.credentials.get("token", ""), "accept": "application/json"}
        return self._access.http.request(method, f"{self._access.url or API}{path}", headers=headers, **options)


def problem_of(answer: Answer) -> Exception | None:
    """None for a success; else the error that Postmark's own code means."""
    if 200 <= answer.status < 300:
        return None
    told = _told(answer)
    words = answered("Postmark", answer.status, str(told.get("Message", ""))[:300])
    match told.get("ErrorCode"):
        case code if code == BAD_TOKEN:
            return Unauthorized(words)
        case code if code == OUT_OF_CREDIT:
            return Temporary(words, 3600)
    return from_status(answer.status, words, retry_after(answer.headers))


def address(text: str, name: str = "") -> str:
    """A mail address as a header takes it. Raises Permanent for what is none."""
    own, spec = parseaddr(text)
    try:
        if not text.isprintable():
            raise ValueError(text)
        return str(Address(name or own, addr_spec=spec))
    except (ValueError, IndexError):
        raise Permanent(_NO_MAIL_ADDRESS(given=repr(text))) from None


def _told(answer: Answer) -> Mapping[str, Any]:
    try:
        told = answer.json()
    except Temporary:
        return {}
    return told if isinstance(told, Mapping) else {}

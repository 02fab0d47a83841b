"""Letters out."""

from email.utils import parseaddr
from typing import Any

from connectors.access import Access
from connectors.errors import GIVEN_BROKEN_DOWN, GIVEN_BROKEN_OFF, GIVEN_UNANSWERED, GIVEN_UNNAMED, TimedOut
from connectors.http import Answer
from connectors.postmark.client import Client, address, problem_of
from integration.ports import Message, Permanent, Receipt, Temporary, Uncertain

BEFORE_TAKEN = frozenset({429, 503})


class PostmarkChannel:
    """One request a letter. Postmark has no key against doubles: what it may have taken is not sent again."""

    def __init__(self, access: Access) -> None:
        self._access, self._client = access, Client(access)

    def send(self, message: Message, idempotency_key: str) -> Receipt:
        answer = self._hand_over(self._body(message, idempotency_key))
        if answer.status >= 500 and answer.status not in BEFORE_TAKEN:
            raise Uncertain(GIVEN_BROKEN_DOWN(vendor="Postmark"))
        problem = problem_of(answer)
        if problem is not None:
            raise problem
        return Receipt(self._receipt(answer), self._access.clock())

    def _hand_over(self, body: dict[str, Any]) -> Answer:
        try:
            return self._client.send("POST", "/email", json=body)
        except TimedOut:
            raise Uncertain(GIVEN_UNANSWERED(vendor="Postmark")) from None
        except Temporary as problem:
            if "cannot be reached" in str(problem):
                raise
            raise Uncertain(GIVEN_BROKEN_OFF(vendor="Postmark")) from None

    def _receipt(self, answer: Answer) -> str:
        try:
            return str(answer.json()["MessageID"])
        except (Temporary, KeyError, TypeError):
            raise Uncertain(GIVEN_UNNAMED(vendor="Postmark")) from None

    def _body(self, message: Message, key: str) -> dict[str, Any]:
        headers = {**message.headers, "X-Forthright-Key": key}
        if not all(f"{name}{value}".isprintable() for name, value in headers.items()):
            raise Permanent("a header of the message holds a line break")
        sender = self._access.credentials.get("sender", "")
        body = {
            "From": address(sender or message.sender, parseaddr(message.sender)[0]),
            "To": address(message.to),
            "Subject": message.subject,
            "TextBody": message.text,
            "HtmlBody": message.html,
            "ReplyTo": address(message.reply_to) if message.reply_to else "",
            "Headers": [{"Name": name, "Value": value} for name, value in headers.items()],
            "TrackOpens": False,
            "TrackLinks": "None",
        }
        stream = self._access.credentials.get("stream")
        return {name: value for name, value in body.items() if value != ""} | (
            {"MessageStream": stream} if stream else {}
        )

"""Template messages out: the words are WhatsApp's to hold, approved before; we send their name and what fills them."""

from typing import Any

from connectors.access import Access
from connectors.errors import GIVEN_BROKEN_DOWN, GIVEN_BROKEN_OFF, GIVEN_UNANSWERED, GIVEN_UNNAMED, TimedOut
from connectors.http import Answer
from connectors.whatsapp.client import Client, problem_of
from integration.ports import Message, Permanent, Receipt, Temporary, Uncertain
from integration.ports.sentences import Sentence

_NO_TEMPLATE = Sentence("WhatsApp takes approved templates only, and this message has none")
_EMPTY_PLACE = Sentence("WhatsApp takes no empty place in a template")

BEFORE_TAKEN = frozenset({429, 503})
CODES = {"pt": "pt_PT", "zh": "zh_CN"}
"""Languages that WhatsApp knows by country only; the others go by their ISO 639 code."""


class WhatsAppChannel:
    """One request a message. WhatsApp has no key against doubles: what it may have taken is not sent again."""

    def __init__(self, access: Access) -> None:
        self._access, self._client = access, Client(access)

    def send(self, message: Message, idempotency_key: str) -> Receipt:
        answer = self._hand_over(_body(message))
        if answer.status >= 500 and answer.status not in BEFORE_TAKEN:
            raise Uncertain(GIVEN_BROKEN_DOWN(vendor="WhatsApp"))
        problem = problem_of(answer)
        if problem is not None:
            raise problem
        return Receipt(_name(answer), self._access.clock())

    def _hand_over(self, body: dict[str, Any]) -> Answer:
        try:
            return self._client.send(body)
        except TimedOut:
            raise Uncertain(GIVEN_UNANSWERED(vendor="WhatsApp")) from None
        except Temporary as problem:
            if "cannot be reached" in str(problem):
                raise
            raise Uncertain(GIVEN_BROKEN_OFF(vendor="WhatsApp")) from None


def _body(message: Message) -> dict[str, Any]:
    if message.template is None:
        raise Permanent(_NO_TEMPLATE())
    if not all(message.template.parameters):
        raise Permanent(_EMPTY_PLACE())
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": message.to.removeprefix("+"),
        "type": "template",
        "template": {
            "name": message.template.name,
            "language": {"policy": "deterministic", "code": CODES.get(message.language, message.language)},
            "components": [
                {"type": "body", "parameters": [{"type": "text", "text": one} for one in message.template.parameters]}
            ],
        },
    }


def _name(answer: Answer) -> str:
    try:
        return str(answer.json()["messages"][0]["id"])
    except (Temporary, KeyError, TypeError, IndexError):
        raise Uncertain(GIVEN_UNNAMED(vendor="WhatsApp")) from None

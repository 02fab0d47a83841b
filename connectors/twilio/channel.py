"""Text messages out."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from connectors.access import Access
from connectors.errors import GIVEN_BROKEN_DOWN, GIVEN_BROKEN_OFF, GIVEN_UNANSWERED, GIVEN_UNNAMED, TimedOut
from connectors.http import Answer
from connectors.twilio.client import Client, problem_of
from connectors.twilio.subscriptions import CALLBACK
from integration.ports import Message, Permanent, Receipt, Temporary, Unauthorized, Uncertain
from integration.ports.sentences import Sentence

_TOO_LONG = Sentence("the text has %(n)s letters; Twilio takes %(most)s")

LONGEST = 1600
BEFORE_TAKEN = frozenset({429, 503})
SKEW = timedelta(seconds=30)


class TwilioChannel:
    """One request a message. Twilio has no key against doubles: what it may have taken is looked up, never resent."""

    def __init__(self, access: Access) -> None:
        self._access, self._client = access, Client(access)

    def send(self, message: Message, idempotency_key: str) -> Receipt:
        if len(message.text) > LONGEST:
            raise Permanent(_TOO_LONG(n=len(message.text), most=LONGEST))
        began = self._access.clock()
        try:
            return Receipt(self._hand_over(message), began)
        except Uncertain:
            found = self._find(message, began)
            if found is None:
                raise
            return Receipt(found, began)

    def _hand_over(self, message: Message) -> str:
        try:
            answer = self._client.send(self._form(message))
        except TimedOut:
            raise Uncertain(GIVEN_UNANSWERED(vendor="Twilio")) from None
        except Temporary as problem:
            if "cannot be reached" in str(problem):
                raise
            raise Uncertain(GIVEN_BROKEN_OFF(vendor="Twilio")) from None
        if answer.status >= 500 and answer.status not in BEFORE_TAKEN:
            raise Uncertain(GIVEN_BROKEN_DOWN(vendor="Twilio"))
        refused = problem_of(answer)
        if refused is not None:
            raise refused
        return _name(answer)

    def _form(self, message: Message) -> dict[str, str]:
        sender, callback = self._access.credentials.get("sender", ""), self._access.config.get(CALLBACK)
        return {
            "To": message.to,
            ("MessagingServiceSid" if sender.startswith("MG") else "From"): sender,
            "Body": message.text,
            **({"StatusCallback": str(callback)} if callback else {}),
        }

    def _find(self, message: Message, began: datetime) -> str | None:
        """The name of the message, if Twilio has one of these very words to this number since then.

        That it has none proves nothing: its list lags behind.
        """
        try:
            listed = self._client.sent_to(message.to, f"{began - SKEW:%Y-%m-%d}")
        except (Temporary, Permanent, Unauthorized, KeyError, TypeError):
            return None
        same = (one for one in listed if one.get("body") == message.text and _since(one.get("date_created"), began))
        return next((str(one["sid"]) for one in same), None)


def _since(moment: object, began: datetime) -> bool:
    try:
        return parsedate_to_datetime(str(moment)) >= began - SKEW
    except ValueError:
        return False


def _name(answer: Answer) -> str:
    try:
        return str(answer.json()["sid"])
    except (Temporary, KeyError, TypeError):
        raise Uncertain(GIVEN_UNNAMED(vendor="Twilio")) from None

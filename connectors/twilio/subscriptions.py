"""Where Twilio tells what became of a message: an address that goes with each of them."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from connectors.access import Access
from integration.ports import Permanent

CALLBACK = "callback"
TOPICS = ("status",)


class TwilioSubscriptions:
    """Nothing is kept at Twilio: each message names the address that is told. Answers come to the merchant's own
    setting of the number there."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def subscribe(self, address: str) -> Sequence[str]:
        if urlsplit(address).scheme != "https":
            raise Permanent("Twilio is given https addresses only, since numbers of customers come with each call")
        self._access.learn(CALLBACK, address)
        return TOPICS

    def repair(self, address: str) -> Sequence[str]:
        if self._access.config.get(CALLBACK) == address:
            return ()
        self.subscribe(address)
        return ("messages named another address",)

    def unsubscribe(self, address: str) -> int:
        if self._access.config.get(CALLBACK) != address:
            return 0
        self._access.learn(CALLBACK, "")
        return 1

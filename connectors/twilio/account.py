"""Whether the keys open an account."""

from connectors.access import Access
from connectors.twilio.client import Client


class TwilioAccount:
    def __init__(self, access: Access) -> None:
        self._access, self._client = access, Client(access)

    def check(self) -> None:
        self._client.sent_to("", f"{self._access.clock():%Y-%m-%d}")

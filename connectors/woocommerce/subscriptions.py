"""The webhooks by which a store tells us of changes: made in the store, with our address and our secret."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from connectors.access import Access
from connectors.http import Http, Redirected, place
from connectors.woocommerce.answers import Gone
from connectors.woocommerce.client import PER_PAGE, Client
from connectors.woocommerce.installation import PORTS
from integration.ports import Permanent, Temporary
from integration.ports.sentences import Sentence

TOPICS = (
    "order.created",
    "order.updated",
    "order.deleted",
    "order.restored",
    "product.created",
    "product.updated",
    "product.deleted",
    "action.woocommerce_new_customer_note",
)
MOST_PAGES = 20

_ODD_ADDRESS = Sentence("WooCommerce tells only https addresses at the ports 80, 443 and 8080")
_LOST = Sentence(
    "%(moved)s; WooCommerce follows no redirect and takes it for a success, so every delivery would be "
    "lost. Set FORTHRIGHT_PUBLIC_URL to the address that is redirected to"
)


class WooCommerceSubscriptions:
    def __init__(self, access: Access) -> None:
        self._client, self._secret = Client(access), access.credentials.get("webhook_secret", "")
        self._http = access.http

    def subscribe(self, address: str) -> Sequence[str]:
        """All made anew: nobody can ask a webhook which secret it has."""
        self._may_be_called(address)
        self.unsubscribe(address)
        for topic in TOPICS:
            self._make(topic, address)
        return TOPICS

    def repair(self, address: str) -> Sequence[str]:
        """A disabled one is deleted and made anew: set active again, its next failure would disable it again.

        One that its merchant paused stays paused. Addresses of ours are known by their path, whatever host they name.
        """
        self._may_be_called(address)
        ours = [hook for hook in self._hooks() if _path(hook.get("delivery_url")) == _path(address)]
        good = {hook["topic"]: hook["id"] for hook in ours if not _fault(hook, address)}
        faults = []
        for hook in ours:
            if hook["id"] not in good.values():
                faults += [f"{hook.get('topic')} {_fault(hook, address) or 'was there twice'}"]
                self._remove(hook["id"])
        known = {hook.get("topic") for hook in ours}
        faults += [f"{topic} was missing" for topic in TOPICS if topic not in known]
        for topic in TOPICS:
            if topic not in good:
                self._make(topic, address)
        return faults

    def unsubscribe(self, address: str) -> int:
        ours = [hook["id"] for hook in self._hooks() if hook.get("delivery_url") == address]
        for number in ours:
            self._remove(number)
        return len(ours)

    def _make(self, topic: str, address: str) -> None:
        wanted = {"name": f"Forthright: {topic}", "topic": topic, "delivery_url": address, "secret": self._secret}
        self._client.post("webhooks", {**wanted, "status": "active"})

    def _remove(self, number: Any) -> None:
        with suppress(Gone):
            self._client.delete(f"webhooks/{int(number)}", force="true")

    def _hooks(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for page in range(1, MOST_PAGES + 1):
            listed = self._client.listing("webhooks", page=page)
            found += listed
            if len(listed) < PER_PAGE:
                break
        return found

    def _may_be_called(self, address: str) -> None:
        """Raises Permanent where WooCommerce would not call, or where what it sends would be lost on the way."""
        parts = urlsplit(address)
        if (parts.port or 443) not in PORTS or parts.scheme != "https":
            raise Permanent(_ODD_ADDRESS())
        if moved := redirected(self._http, address):
            raise Permanent(_LOST(moved=moved))


def redirected(http: Http, address: str) -> str:
    """Whether our own address sends callers elsewhere, tried with the hello that WooCommerce sends; "" if it does not.

    "" as well where we cannot call ourselves, as behind many routers.
    """
    try:
        http.request("POST", address, data={"webhook_id": "1"})
    except Redirected as moved:
        return str(moved)
    except (Permanent, Temporary):
        pass
    return ""


def _fault(hook: Mapping[str, Any], address: str) -> str:
    if hook.get("delivery_url") != address:
        return f"was sent to {place(str(hook.get('delivery_url')))}"
    if hook.get("topic") not in TOPICS:
        return "is not asked for any more"
    return "was disabled by the store" if hook.get("status") == "disabled" else ""


def _path(url: Any) -> str:
    return urlsplit(str(url)).path

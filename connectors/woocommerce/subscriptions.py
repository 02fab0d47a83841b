"""The webhooks by which a store tells us of changes: made in the store, with our address and our secret."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from connectors.access import Access
from connectors.woocommerce.answers import Gone
from connectors.woocommerce.client import PER_PAGE, Client
from connectors.woocommerce.installation import PORTS
from integration.ports import Permanent

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


class WooCommerceSubscriptions:
    def __init__(self, access: Access) -> None:
        self._client, self._secret = Client(access), access.credentials.get("webhook_secret", "")

    def subscribe(self, address: str) -> Sequence[str]:
        """One that the store had disabled is made anew: set active again, its next failure would disable it again."""
        parts = urlsplit(address)
        if (parts.port or 443) not in PORTS or parts.scheme != "https":
            raise Permanent("WooCommerce tells only https addresses at the ports 80, 443 and 8080")
        self.unsubscribe(address)
        for topic in TOPICS:
            wanted = {"name": f"Forthright: {topic}", "topic": topic, "delivery_url": address, "secret": self._secret}
            self._client.post("webhooks", {**wanted, "status": "active"})
        return TOPICS

    def unsubscribe(self, address: str) -> int:
        ours = [hook["id"] for hook in self._hooks() if hook.get("delivery_url") == address]
        for number in ours:
            try:
                self._client.delete(f"webhooks/{int(number)}", force="true")
            except Gone:
                continue
        return len(ours)

    def _hooks(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for page in range(1, MOST_PAGES + 1):
            listed = self._client.listing("webhooks", page=page)
            found += listed
            if len(listed) < PER_PAGE:
                break
        return found

"""Shopify's deliveries: signed hints that come twice, late, out of order or never. Each sends us to read the truth.

Sources: https://shopify.dev/docs/apps/build/webhooks/subscribe/https and .../events/verify-deliveries (the newer
events sign alike, under header names without the X-).
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from connectors.access import Access
from connectors.shopify.read import number
from connectors.shopify.secrets import app_secrets
from connectors.signed import is_signed, json_object
from connectors.values import identity, moment, table, text
from integration.domain.events import AccessLost, Event, Ignored, ProductDeleted, Refetch
from integration.ports import Delivery, Permanent

SECRETS = ("webhook_secret", "previous_webhook_secret")
_OF_AN_ORDER = frozenset({"orders", "order_transactions", "fulfillments", "refunds", "returns", "fulfillment_events"})
_PRIVACY = frozenset({"customers/data_request", "customers/redact", "shop/redact"})


class ShopifyWebhooks:
    def __init__(self, access: Access) -> None:
        own = (access.credentials.get(name, "") for name in SECRETS)
        self._secrets = [secret for secret in (*own, *app_secrets(access.app)) if secret]

    def shop_of(self, delivery: Delivery) -> str:
        return _header(delivery, "shop-domain").lower()

    def verify(self, delivery: Delivery) -> bool:
        """For up to an hour after the secret was changed Shopify may still sign with the one before."""
        return is_signed(delivery.body, _header(delivery, "hmac-sha256"), self._secrets)

    def is_ping(self, delivery: Delivery) -> bool:
        return False

    def delivery_id(self, delivery: Delivery) -> str:
        """One per subscription and delivery; a retry carries the same. Without one the content tells."""
        named = _header(delivery, "webhook-id")
        if named:
            return f"{self.topic(delivery)}:{named}"
        return hashlib.sha256(self.topic(delivery).encode() + b"\n" + delivery.body).hexdigest()

    def topic(self, delivery: Delivery) -> str:
        return _header(delivery, "topic").lower()

    def parse(self, delivery: Delivery) -> Sequence[Event]:
        topic, body = self.topic(delivery), json_object(delivery.body)
        resource = topic.partition("/")[0]
        if topic in _PRIVACY:
            raise Permanent(f"{topic}: a privacy request, to be carried out by a person within 30 days")
        if topic == "app/uninstalled":
            at = moment(_header(delivery, "triggered-at")) or delivery.received_at
            return [
                AccessLost("the app was removed from the store; open it there again, and it connects by itself", at=at)
            ]
        if topic == "products/delete":
            return [ProductDeleted(_required(body, "id", topic))]
        if resource == "products":
            return [Refetch("product", _required(body, "id", topic), topic)]
        if resource in _OF_AN_ORDER:
            own = resource == "orders"
            return [Refetch("order", _required(body, "id" if own else "order_id", topic), topic)]
        if topic == "shop/update":
            return [Refetch("shop", "", topic)]
        return [Ignored(f"{topic or 'a delivery without a topic'} says nothing of orders or products")]


def _header(delivery: Delivery, name: str) -> str:
    """Of the classic webhooks, or of the newer events."""
    return delivery.headers.get(f"x-shopify-{name}") or delivery.headers.get(f"shopify-{name}", "")


def _required(body: Mapping[str, Any], name: str, topic: str) -> str:
    """A number, or at the end of a gid://; of a return the order stands within."""
    found = identity(body.get(name)) or identity(table(body.get("order")).get("id"))
    found = number(found) if "/" in found else text(found)
    if not found.isdigit():
        raise Permanent(f"{topic} does not say which one it is about")
    return found

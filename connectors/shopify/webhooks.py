"""Shopify's deliveries: signed hints that come twice, late, out of order or never. Each sends us to read the truth.

Sources: https://shopify.dev/docs/apps/build/webhooks/subscribe/https and .../events/verify-deliveries (the newer
events sign alike, under header names without the X-).
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from connectors.access import Access
from connectors.shopify.read import number
from connectors.shopify.secrets import app_secrets
from connectors.signed import is_signed, json_object, secrets_of
from connectors.values import identity, moment, objects, table, text
from integration.domain.events import (
    AccessLost,
    DataAsked,
    ErasureAsked,
    Event,
    Ignored,
    Person,
    ProductDeleted,
    Refetch,
    ShopErasureAsked,
)
from integration.ports import Delivery, Permanent

_OF_AN_ORDER = frozenset({"orders", "order_transactions", "fulfillments", "refunds", "fulfillment_events"})
_PARTS: Mapping[str, tuple[str, str]] = {
    "returns": ("return", "Return"),
    "disputes": ("dispute", "ShopifyPaymentsDispute"),
    "fulfillment_orders": ("fulfillment_order", "FulfillmentOrder"),
}
"""What belongs to an order that not every delivery names: our word for it, and Shopify's type."""


class ShopifyWebhooks:
    def __init__(self, access: Access) -> None:
        self._secrets = [*secrets_of(access), *filter(None, app_secrets(access.app))]

    def shop_of(self, delivery: Delivery) -> str:
        return _header(delivery, "shop-domain").lower()

    def verify(self, delivery: Delivery) -> bool:
        """For up to an hour after the secret was changed Shopify may still sign with the one before."""
        return is_signed(delivery.body, _header(delivery, "hmac-sha256"), self._secrets)

    def is_ping(self, delivery: Delivery) -> bool:
        return False

    def delivery_id(self, delivery: Delivery) -> str:
        """What one act of the merchant brought once: also where a retry has a new webhook id, as some were seen to.

        One act may change many products under one event id, so that the content counts beside it.
        """
        content = hashlib.sha256(self.topic(delivery).encode() + b"\n" + delivery.body).hexdigest()
        if act := _header(delivery, "event-id"):
            return f"{act}:{content}"
        named = _header(delivery, "webhook-id")
        return f"{self.topic(delivery)}:{named}" if named else content

    def topic(self, delivery: Delivery) -> str:
        return _header(delivery, "topic").lower()

    def parse(self, delivery: Delivery) -> Sequence[Event]:
        topic, body = self.topic(delivery), json_object(delivery.body)
        resource = topic.partition("/")[0]
        if topic in PRIVACY:
            return [PRIVACY[topic](delivery, body)]
        if topic == "app/uninstalled":
            at = _sent_at(delivery)
            return [
                AccessLost(
                    "the app was removed from the store; open it there again, and it connects by itself", "void", at
                )
            ]
        if topic == "products/delete":
            return [ProductDeleted(_required(body, "id", topic))]
        if resource == "products":
            return [Refetch("product", _required(body, "id", topic), topic)]
        if resource in _OF_AN_ORDER:
            own = resource == "orders" and topic != "orders/edited"
            within = table(body.get("order_edit")) or body
            return [Refetch("order", _required(within, "id" if own else "order_id", topic), topic)]
        if resource in _PARTS:
            return [_of_a_part(body, topic)]
        if topic == "app/scopes_update":
            return [Refetch("access", "", topic)]
        if topic in ("shop/update", "bulk_operations/finish"):
            return [Refetch("shop", "", topic)]
        return [Ignored(f"{topic or 'a delivery without a topic'} says nothing of orders or products")]


def _person(body: Mapping[str, Any], orders: str) -> Person:
    customer = table(body.get("customer"))
    ids = body.get(orders)
    return Person(
        identity(customer.get("id")),
        text(customer.get("email")),
        text(customer.get("phone")),
        tuple(found for one in (ids if isinstance(ids, list) else []) if (found := identity(one))),
    )


def _data_asked(delivery: Delivery, body: Mapping[str, Any]) -> Event:
    return DataAsked(_person(body, "orders_requested"), identity(table(body.get("data_request")).get("id")))


def _erasure_asked(delivery: Delivery, body: Mapping[str, Any]) -> Event:
    return ErasureAsked(_person(body, "orders_to_redact"))


def _shop_erasure_asked(delivery: Delivery, body: Mapping[str, Any]) -> Event:
    return ShopErasureAsked(_sent_at(delivery))


PRIVACY: Mapping[str, Callable[[Delivery, Mapping[str, Any]], Event]] = {
    "customers/data_request": _data_asked,
    "customers/redact": _erasure_asked,
    "shop/redact": _shop_erasure_asked,
}


def _sent_at(delivery: Delivery) -> datetime | None:
    """When it happened, by Shopify's clock; a retry says the same."""
    return moment(_header(delivery, "triggered-at")) or delivery.received_at


def _header(delivery: Delivery, name: str) -> str:
    """Of the classic webhooks, or of the newer events."""
    return delivery.headers.get(f"x-shopify-{name}") or delivery.headers.get(f"shopify-{name}", "")


def _of_a_part(body: Mapping[str, Any], topic: str) -> Refetch:
    """Of the order where the delivery says which, else of the part itself.

    Some of these deliveries are told as REST did, others hold what they speak of under a name of its own.
    """
    kind, named = _PARTS[topic.partition("/")[0]]
    told = [body, *(table(one) for one in body.values()), *(each for one in body.values() for each in objects(one))]
    for one in told:
        if order := _numbered(one.get("order_id")) or _numbered(_id_of(table(one.get("order"))), "Order"):
            return Refetch("order", order, topic)
    parts = [body, *(table(one) for name, one in body.items() if name.endswith(kind))]
    known = [_numbered(_id_of(one), named) for one in parts]
    found = next(filter(None, [*known, *(_numbered(_id_of(one), named, bare=False) for one in told)]), "")
    if not found:
        raise Permanent(f"{topic} does not say which one it is about")
    return Refetch(kind, found, topic)


def _id_of(node: Mapping[str, Any]) -> Any:
    return node.get("admin_graphql_api_id") or node.get("id")


def _numbered(value: Any, named: str = "Order", *, bare: bool = True) -> str:
    """The number of a gid:// of that type, or a bare one; "" for anything else."""
    found = identity(value)
    if "/" in found:
        found = number(found) if found.startswith(f"gid://shopify/{named}/") else ""
    elif not bare:
        return ""
    return found if found.isascii() and found.isdigit() else ""


def _required(body: Mapping[str, Any], name: str, topic: str) -> str:
    """A number, or at the end of a gid://."""
    found = identity(body.get(name))
    found = number(found) if "/" in found else text(found)
    if not found.isdigit():
        raise Permanent(f"{topic} does not say which one it is about")
    return found

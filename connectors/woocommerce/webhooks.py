"""WooCommerce's deliveries: signed hints, built when sent and not when it happened, and not always of an order."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

from connectors.access import Access
from connectors.signed import is_signed, json_object, secrets_of
from connectors.values import identity, plain, table, text, whole
from connectors.woocommerce import read
from integration.domain.events import (
    AccessLost,
    Event,
    Ignored,
    OrderChanged,
    ProductChanged,
    Refetch,
)
from integration.ports import Delivery, Permanent
from integration.ports.sentences import Sentence

HINT = "a delivery is a hint, and the store's own answer counts"
_OWNER = Sentence("the person who owns the webhook may no longer read the store: %(said)s")
_PING = re.compile(rb"webhook_id=\d{1,20}")
# The WordPress actions whose one argument is an order's id. That of a note action is the note's.
_ORDER_ACTIONS = re.compile(
    r"woocommerce_(order_status_\w+|order_(fully_|partially_)?refunded|new_order|update_order|payment_complete\w*"
    r"|cancelled_order|order_edit_status|checkout_order_processed|thankyou)"
)


class WooCommerceWebhooks:
    def __init__(self, access: Access) -> None:
        self._currency = text(access.config.get("currency"))
        # WooCommerce undoes HTML entities in a secret before it signs, so "a&amp;b" typed there signs as "a&b".
        self._secrets = [form for secret in secrets_of(access) for form in dict.fromkeys((secret, unescape(secret)))]

    def shop_of(self, delivery: Delivery) -> str:
        return delivery.headers.get("x-wc-webhook-source", "")

    def verify(self, delivery: Delivery) -> bool:
        return is_signed(delivery.body, delivery.headers.get("x-wc-webhook-signature", ""), self._secrets)

    def is_ping(self, delivery: Delivery) -> bool:
        signed = "x-wc-webhook-signature" in delivery.headers or "x-wc-webhook-topic" in delivery.headers
        return not signed and _PING.fullmatch(delivery.body.strip()) is not None

    def delivery_id(self, delivery: Delivery) -> str:
        """By content: the vendor's own id is that of a webhook and a second, and three orders may share it."""
        return hashlib.sha256(self.topic(delivery).encode() + b"\n" + delivery.body).hexdigest()

    def topic(self, delivery: Delivery) -> str:
        return delivery.headers.get("x-wc-webhook-topic", "")

    def parse(self, delivery: Delivery) -> Sequence[Event]:
        topic, body = self.topic(delivery), json_object(delivery.body)
        if _is_error(body):
            return [_error(topic, body)]
        resource, _, happened = topic.partition(".")
        try:
            match resource:
                case "order":
                    return _order(happened, body)
                case "product":
                    return self._product(happened, body)
                case "action":
                    return [_action(body)]
                case _:
                    return [Ignored(f"{topic or 'a delivery without a topic'} says nothing of orders or products")]
        except ValueError as problem:
            raise Permanent(f"{topic} cannot be read: {problem}") from None

    def _product(self, happened: str, body: Mapping[str, Any]) -> list[Event]:
        product_id = identity(body.get("id"))
        if happened == "deleted":
            # Fires for a page and for any other post too, with its id; only the store knows what was deleted.
            return [Refetch("product", product_id, "something with this id was put in the trash")]
        if text(body.get("type")) == "variation":
            parent = identity(body.get("parent_id"))
            return [Refetch("product", parent, f"its variation {product_id} changed")]
        if text(body.get("status")) == "trash":
            return [Refetch("product", product_id, "it was in the trash when this was sent")]
        return [ProductChanged(read.product(body, self._currency)), Refetch("product", product_id, HINT)]


def _is_error(body: Mapping[str, Any]) -> bool:
    return "id" not in body and "code" in body and "message" in body


def _error(topic: str, body: Mapping[str, Any]) -> Event:
    """The store signs and sends what its own API answered when it wanted to describe the thing."""
    data = body.get("data")
    status = whole(data.get("status")) if isinstance(data, Mapping) else whole(data)
    said = plain(body.get("message"))
    if status in (401, 403):
        return AccessLost(_OWNER(said=said), "key_owner")
    if status == 404:
        kind = topic.partition(".")[0]
        return Refetch(kind, "", f"deleted before {topic} could describe it, and the delivery does not say which one")
    return Ignored(f"the store sent its own error instead of {topic}: {status} {said}")


def _order(happened: str, body: Mapping[str, Any]) -> list[Event]:
    order_id = identity(body.get("id"))
    if happened == "deleted" or "status" not in body:
        return [Refetch("order", order_id, "it was put in the trash, or is gone")]
    # Built when it was sent: kept at once, and read again, for a later change may have come before it.
    return [OrderChanged(read.order(body)), Refetch("order", order_id, HINT)]


def _action(body: Mapping[str, Any]) -> Event:
    """A hook of the shop's own choice, with whatever WordPress passes to it."""
    action, arg = text(body.get("action")), body.get("arg")
    if isinstance(arg, int | str) and _ORDER_ACTIONS.fullmatch(action) and identity(arg).isdigit():
        return Refetch("order", identity(arg), action)
    named = table(arg)
    order_id = identity(named.get("order_id")) or (
        identity(named.get("comment_post_ID")) if named.get("comment_type") == "order_note" else ""
    )
    if order_id.isdigit():
        return Refetch("order", order_id, f"{action}: a note changes no date, so nothing else tells of it")
    return Ignored(f"{action or 'an action'} does not say which order it is about")

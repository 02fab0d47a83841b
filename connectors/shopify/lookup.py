"""Whose a return, a dispute or a fulfillment order is, where Shopify's delivery names nothing but that."""

from collections.abc import Mapping

from connectors.access import Access
from connectors.shopify.client import Client
from connectors.shopify.gids import gid
from connectors.shopify.read import number
from connectors.values import table

_TYPES: Mapping[str, tuple[str, str]] = {
    "return": ("Return", "return"),
    "dispute": ("ShopifyPaymentsDispute", "dispute"),
    "fulfillment_order": ("FulfillmentOrder", "fulfillmentOrder"),
}
"""By our word, which is the document's too: Shopify's type, and the field that answers."""


class ShopifyLookup:
    def __init__(self, access: Access) -> None:
        self._client = Client(access)

    def order_of(self, kind: str, part_id: str) -> str | None:
        named, field = _TYPES[kind]
        part = table(self._client.read(kind, id=gid(named, part_id)).get(field))
        return number(part.get("orderId") or table(part.get("order")).get("id")) or None

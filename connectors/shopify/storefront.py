"""Reads a Shopify store by its Admin GraphQL API: lists by change, and the truth behind a hint."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TypeVar

from connectors.access import MERCHANT_ID, Access
from connectors.readable import read_all, read_or_refuse, readable
from connectors.shopify import orders, read
from connectors.shopify.bulk import MANY, PAGE_BY_PAGE, Bulk, Group, is_bulk
from connectors.shopify.client import Client
from connectors.shopify.errors import Denied
from connectors.shopify.gids import gid
from connectors.shopify.scopes import covers, granted
from connectors.values import markup, objects, table, text
from integration.domain.commerce import Fulfillment, Order, Policy, Product, Raw, ShippingRate
from integration.domain.merchant import Merchant
from integration.ports import Page

log = logging.getLogger(__name__)

T = TypeVar("T")

GUARDED: Mapping[str, tuple[str, Sequence[str]]] = {
    "promised": (
        "fulfillmentOrders",
        ("read_merchant_managed_fulfillment_orders", "read_third_party_fulfillment_orders"),
    ),
    "returned": ("returns", ("read_returns",)),
}
"""What of an order takes a scope of its own: its field, and the scopes of which one shows it."""
NONE_BACK = frozenset({"", "NO_RETURN"})
ALL_ORDERS = "read_all_orders"
SHOWN_FOR = timedelta(days=59)
"""Without that scope an app sees the orders of the last 60 days; a day less, since nobody says when a day begins."""
OF_A_PRODUCT = {"ProductVariant": "variants"}
OF_AN_ORDER = {
    "LineItem": "lineItems",
    "FulfillmentOrder": "fulfillmentOrders",
    "FulfillmentOrderLineItem": "lineItems",
}
OF_WORK = {"Fulfillment": "fulfillments", "FulfillmentEvent": "events"}
"""Of a fulfillment order, the work that an order makes."""
MOST_PAGES = 40
"""Answers in which pages, profiles or a product's variants are looked through."""


class ShopifyStorefront:
    def __init__(self, access: Access) -> None:
        self._client = Client(access)
        self._bulk = Bulk(self._client, access.http)
        self._statuses, self._learn, self._clock = access.statuses, access.learn, access.clock
        self._known_id = text(access.config.get(MERCHANT_ID))
        self._given_currency = text(access.config.get("currency"))
        scope = text(access.credentials.get("scope"))
        self._sees = {part: _may_see(scope, one_of) for part, (_, one_of) in GUARDED.items()}

    def merchant(self) -> Merchant:
        found = read.merchant(self._client.read("shop"))
        if found.id != self._known_id:
            self._learn(MERCHANT_ID, found.id)
        return found

    def products(self, updated_since: datetime | None, cursor: str | None) -> Page[Product]:
        if self._is_gathered(updated_since, cursor, "productsCount"):
            return self._piece(cursor or self._bulk.begin("all_products"), self._gathered_product)
        cursor = _of_a_page(cursor)
        found = table(self._client.read("products", query=_since(updated_since), after=cursor).get("products"))
        return Page(readable(read.nodes(found), self._product), read.cursor(found))

    def product(self, product_id: str) -> Product | None:
        node = self._client.read("product", id=gid("Product", product_id)).get("product")
        return self._product(node) if isinstance(node, Mapping) else None

    def policies(self) -> Sequence[Policy]:
        """The shop's legal policies, and those pages whose title says that they are about trading."""
        legal = objects(table(self._client.read("policies").get("shop")).get("shopPolicies"))
        found = [read.policy(node) for node in legal if markup(node.get("body"))]
        pages = [read.page(node, self._merchant.url) for node in self._pages()]
        return [*found, *(page for page in pages if page is not None)]

    def shipping_rates(self) -> Sequence[ShippingRate]:
        """Empty when the app may not read them: a shop's texts can be read without its settings."""
        try:
            profiles = list(self._all("shipping", "deliveryProfiles"))
        except Denied as problem:
            log.warning("shipping settings are kept from us: %s", problem)
            return ()
        return [rate for profile in profiles for rate in read.shipping_rates(profile)]

    def orders(self, updated_since: datetime | None, cursor: str | None) -> Page[Order]:
        if self._is_gathered(updated_since, cursor, "ordersCount"):
            return self._piece(cursor or self._begin_orders(None), self._gathered_order)
        return self._page_of_orders(_since(updated_since), cursor)

    def orders_placed(self, since: datetime, cursor: str | None) -> Page[Order]:
        if self._is_gathered(None, cursor, "ordersCount"):
            return self._piece(cursor or self._begin_orders(_since(since, "created_at")), self._gathered_order)
        return self._page_of_orders(_since(since, "created_at"), cursor)

    def parcels(self, since: datetime, cursor: str | None) -> Page[Fulfillment]:
        """Where an order is read page by page its scans come with it, so that nothing is left to list here."""
        if not self._sees["promised"] or not self._is_gathered(None, cursor, "ordersCount"):
            return Page(())
        page = self._piece(cursor or self._bulk.begin("all_parcels", query=_since(since)), self._gathered_parcels)
        return Page([parcel for parcels in page.items for parcel in parcels], page.cursor, page.later)

    def order(self, order_id: str) -> Order | None:
        node = self._order_node(order_id)
        return None if node is None else read_or_refuse(node, self._order)

    def shown_since(self) -> datetime | None:
        return None if covers(granted(self._client), ALL_ORDERS) else self._clock() - SHOWN_FOR

    def fulfillments(self, order_id: str) -> Sequence[Fulfillment]:
        node = self._order_node(order_id)
        return () if node is None else orders.parcels(node, self._statuses)

    def _is_gathered(self, updated_since: datetime | None, cursor: str | None, counted: str) -> bool:
        """Whether a listing is read from Shopify's file: that of all things of a large shop is."""
        if cursor is not None or updated_since is not None:
            return is_bulk(cursor)
        count = table(self._client.read("counts").get(counted)).get("count")
        return isinstance(count, int) and count > MANY

    def _piece(self, cursor: str, reader: Callable[[Group], T]) -> Page[T]:
        """An empty one where Shopify does not begin; what comes after that is read page by page."""
        if not is_bulk(cursor):
            return Page((), cursor)
        piece = self._bulk.piece(cursor)
        return Page(read_all(piece.groups, reader), piece.cursor, piece.later)

    def _begin_orders(self, query: str | None) -> str:
        return self._bulk.begin("all_orders", query=query, promised=self._sees["promised"])

    def _gathered_product(self, one: Group) -> Product:
        return read.product(one.nested(OF_A_PRODUCT), self._currency)

    def _gathered_order(self, one: Group) -> Order:
        return orders.order(one.nested(OF_AN_ORDER), self._statuses)

    def _gathered_parcels(self, one: Group) -> Sequence[Fulfillment]:
        return orders.parcels_of_work(one.nested(OF_WORK), self._statuses)

    def _page_of_orders(self, query: str | None, cursor: str | None) -> Page[Order]:
        found = table(self._orders("orders", "promised", query=query, after=_of_a_page(cursor)).get("orders"))
        return Page(readable(read.nodes(found), self._order), read.cursor(found))

    def _order(self, node: Raw) -> Order:
        return orders.order({**node, **self._returns(node)}, self._statuses, self._more_lines(node))

    def _returns(self, node: Raw) -> Raw:
        """Of the few listed orders of which something comes back: asked of each, it would cost as much as all else."""
        if "returns" in node or text(node.get("returnStatus")) in NONE_BACK or not self._sees["returned"]:
            return {}
        try:
            return table(self._client.read("returns", id=text(node.get("id"))).get("order"))
        except Denied as problem:
            log.warning("returns are kept from us: %s", problem)
            self._sees["returned"] = False
            return {}

    def _more_lines(self, node: Raw) -> list[Raw]:
        """Those beyond the first, which come with the order."""
        return list(self._further(node, "lines", "order", "lineItems"))

    def _order_node(self, order_id: str) -> Raw | None:
        node = self._orders("order", "promised", "returned", id=gid("Order", order_id)).get("order")
        return node if isinstance(node, Mapping) else None

    def _orders(self, name: str, *parts: str, **variables: str | None) -> Raw:
        """With those of GUARDED; without what the store keeps to itself of them, since a field that cannot be null
        takes its whole order with it when it is denied."""
        while True:
            asked = {part: self._sees[part] for part in parts}
            try:
                return self._client.read(name, **asked, **variables)
            except Denied as problem:
                if not any(asked.values()):
                    raise
                log.warning("something of an order is kept from us: %s", problem)
                named = [part for part in parts if GUARDED[part][0] in str(problem)]
                self._sees |= dict.fromkeys(named or parts, False)

    def _product(self, node: Raw) -> Product:
        return read.product(node, self._currency, self._more_variants(node))

    def _more_variants(self, node: Raw) -> list[Raw]:
        """Those beyond the first, which come with the product."""
        return list(self._further(node, "variants", "product", "variants"))

    def _further(self, node: Raw, name: str, kind: str, connection: str) -> Iterator[Raw]:
        after = read.cursor(node.get(connection))
        for _ in range(MOST_PAGES):
            if after is None:
                return
            data = self._client.read(name, id=text(node.get("id")), after=after)
            more = table(data.get(kind)).get(connection)
            yield from read.nodes(more)
            after = read.cursor(more)

    def _pages(self) -> Iterator[Raw]:
        try:
            yield from self._all("pages", "pages")
        except Denied as problem:
            log.warning("the store's pages are kept from us: %s", problem)

    def _all(self, name: str, connection: str) -> Iterator[Raw]:
        after: str | None = None
        for _ in range(MOST_PAGES):
            found = table(self._client.read(name, after=after).get(connection))
            yield from read.nodes(found)
            after = read.cursor(found)
            if after is None:
                return

    @cached_property
    def _merchant(self) -> Merchant:
        return self.merchant()

    @cached_property
    def _currency(self) -> str:
        return self._given_currency or self._merchant.currency


def _may_see(scope: str, one_of: Sequence[str]) -> bool:
    """As far as the key itself tells; one that tells of no scopes is tried."""
    return not scope or any(covers(scope.split(","), one) for one in one_of)


def _of_a_page(cursor: str | None) -> str | None:
    return None if cursor == PAGE_BY_PAGE else cursor


def _since(moment: datetime | None, date: str = "updated_at") -> str | None:
    """Shopify's search knows whole seconds; what changed in that very second is read again."""
    return None if moment is None else f"{date}:>='{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'"

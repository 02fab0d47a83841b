"""Reads what a Shopify store says in its other languages: of each text what is registered as its translation.

Source: https://shopify.dev/docs/apps/build/markets/manage-translated-content
"""

from collections.abc import Sequence

from connectors.access import Access
from connectors.readable import read_all
from connectors.shopify import read
from connectors.shopify.bulk import MANY, PAGE_BY_PAGE, Bulk, is_bulk
from connectors.shopify.client import Client
from connectors.shopify.gids import gid
from connectors.values import markup, objects, table, text
from integration.domain.commerce import Raw
from integration.ports import Page, Translation

AT_ONCE = 50
BODIES = ("body", "body_html")
"""Under which key the words of a policy, and those of a page or product, are translated."""


class ShopifyTranslations:
    def __init__(self, access: Access) -> None:
        self._client = Client(access)
        self._bulk = Bulk(self._client, access.http)

    def locales(self) -> Sequence[str]:
        found = objects(self._client.read("locales").get("shopLocales"))
        return [text(one.get("locale")) for one in found if one.get("primary") is False and text(one.get("locale"))]

    def policies_in(self, locale: str, policy_ids: Sequence[str]) -> Sequence[Translation]:
        return [*self._legal(locale, policy_ids), *self._pages(locale, policy_ids)]

    def products_in(self, locale: str, cursor: str | None) -> Page[Translation]:
        if cursor is None and self._is_large():
            cursor = self._bulk.begin("product_translations", locale=locale)
        if is_bulk(cursor):
            piece = self._bulk.piece(cursor or "")
            return Page(read_all(piece.groups, lambda one: _of_node(one.node)), piece.cursor, piece.later)
        after = None if cursor == PAGE_BY_PAGE else cursor
        found = self._client.read("product_translations", locale=locale, after=after).get("products")
        return Page([_of_node(node) for node in read.nodes(found)], read.cursor(found))

    def _legal(self, locale: str, policy_ids: Sequence[str]) -> Sequence[Translation]:
        if not any(policy_id in read.POLICIES for policy_id in policy_ids):
            return ()
        shop = table(self._client.read("policy_translations", locale=locale).get("shop"))
        found = [_translation(text(one.get("type")), one) for one in objects(shop.get("shopPolicies"))]
        return [one for one in found if one.id in policy_ids]

    def _pages(self, locale: str, policy_ids: Sequence[str]) -> Sequence[Translation]:
        pages = [gid("Page", one.removeprefix(read.PAGE)) for one in policy_ids if one.startswith(read.PAGE)]
        found: list[Translation] = []
        for at in range(0, len(pages), AT_ONCE):
            data = self._client.read("page_translations", ids=pages[at : at + AT_ONCE], locale=locale)
            found += [_translation(read.PAGE + read.number(one.get("id")), one) for one in read.nodes(data)]
        return found

    def _is_large(self) -> bool:
        count = table(self._client.read("counts").get("productsCount")).get("count")
        return isinstance(count, int) and count > MANY


def _of_node(node: Raw) -> Translation:
    return _translation(read.number(node.get("id")), node)


def _translation(name: str, node: Raw) -> Translation:
    said = {text(one.get("key")): one.get("value") for one in objects(node.get("translations"))}
    body = next((markup(said[key]) for key in BODIES if said.get(key)), "")
    return Translation(name, body, text(said.get("title")))

"""Makes the page that a Shopify store lacks: its legal policy in the shop's own language, else a page of its own.

A legal policy is one text for a store and a kind, always there and empty at first; to take it back is to empty it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from connectors.errors import NOT_KEPT
from connectors.shopify import read
from connectors.shopify.client import Client
from connectors.shopify.gids import gid
from connectors.shopify.storefront import MOST_PAGES
from connectors.values import markup, objects, table, text
from integration.domain.alike import same_words
from integration.domain.commerce import Policy, PolicyKind, Raw
from integration.domain.tags import language_in
from integration.ports import Changed, Exists, Permanent

LEGAL: Mapping[PolicyKind, str] = {
    PolicyKind.REFUND: "REFUND_POLICY",
    PolicyKind.SHIPPING: "SHIPPING_POLICY",
    PolicyKind.TERMS: "TERMS_OF_SERVICE",
}


def create(client: Client, kind: PolicyKind, title: str, html: str, locale: str, again: bool) -> Policy:
    shop = client.read("shop")
    merchant = read.merchant(shop)
    if kind in LEGAL and language_in(locale) in ("", language_in(merchant.language or locale)):
        return _create_legal(client, LEGAL[kind], html, again)
    return _create_page(client, title, html, merchant.url, again)


def delete(client: Client, policy_id: str, expected: str) -> None:
    if policy_id.startswith(read.PAGE):
        name = gid("Page", policy_id.removeprefix(read.PAGE))
        node = table(client.read("page", id=name).get("page"))
        if node:
            _guard(node, expected)
            client.write("page_delete", id=name)
    else:
        node = _legal(client, policy_id)
        if markup(node.get("body")):
            _guard(node, expected)
            client.write("policy_update", type=policy_id, html="")


def _create_legal(client: Client, name: str, html: str, again: bool) -> Policy:
    standing = markup(_legal(client, name).get("body"))
    if standing and not (again and same_words(standing, html)):
        raise Exists(standing)
    if not standing:
        client.write("policy_update", type=name, html=html)
    node = _legal(client, name)
    if not same_words(markup(node.get("body")), html):
        client.write("policy_update", type=name, html="")
        raise Permanent(NOT_KEPT(place="Shopify"))
    return read.policy(node)


def _create_page(client: Client, title: str, html: str, shop_url: str, again: bool) -> Policy:
    named = next((node for node in _pages(client) if text(node.get("title")).casefold() == title.casefold()), None)
    if named is not None and not (again and same_words(markup(named.get("body")), html)):
        raise Exists(markup(named.get("body")))
    node = named or table(client.write("page_create", title=title, html=html).get("page"))
    page = read.page(node, shop_url)
    if page is None or not same_words(page.html, html):
        client.write("page_delete", id=text(node.get("id")))
        raise Permanent(NOT_KEPT(place="Shopify"))
    return page


def _legal(client: Client, name: str) -> Raw:
    policies = objects(table(client.read("policies").get("shop")).get("shopPolicies"))
    return next((one for one in policies if text(one.get("type")) == name), {})


def _pages(client: Client) -> Iterator[Mapping[str, Any]]:
    after: str | None = None
    for _ in range(MOST_PAGES):
        found = client.read("pages", after=after).get("pages")
        yield from read.nodes(found)
        after = read.cursor(found)
        if after is None:
            return


def _guard(node: Raw, expected: str) -> None:
    if (standing := markup(node.get("body"))) != expected:
        raise Changed(standing)

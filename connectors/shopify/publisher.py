"""Writes into a Shopify store: product descriptions, legal policies and pages, over the words that were read only.

Shopify keeps what it is sent as it is, so what stood before can be sent back byte for byte. In another language than
the store's own a text is a translation, which is sent with the digest of the text that it translates: Shopify refuses
it where that was changed since.
"""

from collections.abc import Callable

from connectors.access import Access
from connectors.errors import NOT_KEPT
from connectors.shopify import creation
from connectors.shopify.client import Client
from connectors.shopify.gids import gid
from connectors.shopify.read import PAGE, POLICIES
from connectors.values import markup, objects, table, text
from integration.domain.alike import same_words
from integration.domain.commerce import Policy, PolicyKind, Raw
from integration.ports import Changed, Permanent, Published
from integration.ports.sentences import Sentence

_DELETED = Sentence("it was deleted in the shop")

Read = Callable[[], str]
Write = Callable[[str], object]


class ShopifyPublisher:
    def __init__(self, access: Access) -> None:
        self._client = Client(access)

    def publish_policy(self, policy_id: str, html: str, locale: str, expected: str) -> Published:
        return _publish(*self._policy(policy_id, locale), html, expected)

    def publish_product(self, product_id: str, html: str, locale: str, expected: str) -> Published:
        return _publish(*self._product(product_id, locale), html, expected)

    def restore_policy(self, policy_id: str, kept: str, locale: str, expected: str) -> Published:
        return _restore(*self._policy(policy_id, locale), kept, expected)

    def restore_product(self, product_id: str, kept: str, locale: str, expected: str) -> Published:
        return _restore(*self._product(product_id, locale), kept, expected)

    def create_policy(self, kind: PolicyKind, title: str, html: str, locale: str, again: bool) -> Policy:
        return creation.create(self._client, kind, title, html, locale, again)

    def delete_policy(self, policy_id: str, locale: str, expected: str) -> None:
        creation.delete(self._client, policy_id, expected)

    def _product(self, product_id: str, locale: str) -> tuple[Read, Write]:
        name = gid("Product", product_id)
        if locale:
            return self._translation(name, "body_html", locale)

        def read() -> str:
            return _held(self._client.read("product", id=name).get("product"), "descriptionHtml")

        return read, lambda html: self._client.write("product_update", id=name, html=html)

    def _policy(self, policy_id: str, locale: str) -> tuple[Read, Write]:
        if policy_id.startswith(PAGE):
            return self._page(policy_id.removeprefix(PAGE), locale)
        if policy_id not in POLICIES:
            raise Permanent(f"{policy_id!r} is no policy that Shopify knows")

        def policy() -> Raw:
            policies = objects(table(self._client.read("policies").get("shop")).get("shopPolicies"))
            return next((one for one in policies if text(one.get("type")) == policy_id), {})

        if locale:
            return self._translation(text(policy().get("id")), "body", locale)
        return lambda: _held(policy(), "body"), lambda html: self._client.write(
            "policy_update", type=policy_id, html=html
        )

    def _translation(self, name: str, key: str, locale: str) -> tuple[Read, Write]:
        """`key` is what of the thing is translated."""
        if not name:
            raise Permanent(_DELETED())
        digest = ""

        def read() -> str:
            nonlocal digest
            found = table(self._client.read("translatable", id=name, locale=locale).get("translatableResource"))
            digest = text(_keyed(found.get("translatableContent"), key).get("digest"))
            return _held(found and {"value": "", **_keyed(found.get("translations"), key)}, "value")

        def write(html: str) -> object:
            said = {"locale": locale, "key": key, "value": html, "translatableContentDigest": digest}
            return self._client.write("translations_register", id=name, translations=[said])

        return read, write

    def _page(self, page_id: str, locale: str) -> tuple[Read, Write]:
        name = gid("Page", page_id)
        if locale:
            return self._translation(name, "body_html", locale)

        def read() -> str:
            return _held(self._client.read("page", id=name).get("page"), "body")

        return read, lambda html: self._client.write("page_update", id=name, html=html)


def _keyed(found: object, key: str) -> Raw:
    return next((one for one in objects(found) if one.get("key") == key), {})


def _held(node: object, field: str) -> str:
    """Raises Permanent when it is gone."""
    if not table(node):
        raise Permanent(_DELETED())
    held = table(node).get(field)
    return held if isinstance(held, str) else ""


def _publish(read: Read, write: Write, html: str, expected: str) -> Published:
    before = _guarded(read, expected)
    write(html)
    after = read()
    if not same_words(after, html):
        write(before)
        raise Permanent(NOT_KEPT(place="Shopify"))
    return Published(markup(after), before)


def _restore(read: Read, write: Write, kept: str, expected: str) -> Published:
    before = _guarded(read, expected)
    write(kept)
    return Published(markup(read()), before)


def _guarded(read: Read, expected: str) -> str:
    """What is held, to the byte; it is read as `Storefront` shows it. Raises Changed over other words."""
    held = read()
    if markup(held) != expected:
        raise Changed(markup(held))
    return held

"""Writes into a WooCommerce store: product texts with the store's keys, pages with WordPress's own password.

What stands is compared with what was read, changed in WordPress's own writing, and read back as a buyer sees it:
WordPress cleans what it is sent, and words that did not survive that are taken back and reported.
"""

import json

from connectors.access import Access
from connectors.errors import NOT_KEPT
from connectors.woocommerce import creation
from connectors.woocommerce.raw import carried
from connectors.woocommerce.texts import PageText, ProductText
from integration.domain.alike import same_words
from integration.domain.commerce import Policy, PolicyKind
from integration.ports import Changed, Permanent, Published
from integration.ports.sentences import Sentence

_STORE = Sentence("the store")
_MADE = Sentence("the place is made by a plugin or a shortcode and cannot be written; put the words in by hand")


class WooCommercePublisher:
    def __init__(self, access: Access) -> None:
        self._access = access

    def publish_policy(self, policy_id: str, html: str, locale: str, expected: str) -> Published:
        return _publish(PageText(self._access, policy_id), html, expected)

    def publish_product(self, product_id: str, html: str, locale: str, expected: str) -> Published:
        return _publish(ProductText(self._access, product_id), html, expected)

    def restore_policy(self, policy_id: str, kept: str, locale: str, expected: str) -> Published:
        return _restore(PageText(self._access, policy_id), kept, expected)

    def restore_product(self, product_id: str, kept: str, locale: str, expected: str) -> Published:
        return _restore(ProductText(self._access, product_id), kept, expected)

    def create_policy(self, kind: PolicyKind, title: str, html: str, locale: str, again: bool) -> Policy:
        return creation.create(self._access, title, html, again)

    def delete_policy(self, policy_id: str, locale: str, expected: str) -> None:
        creation.delete(self._access, policy_id, expected)


def _publish(text: PageText | ProductText, html: str, expected: str) -> Published:
    _guard(text, expected)
    edit, held = text.edit(html), text.held()
    changed = carried(held[edit.field], edit.shown, edit.wanted)
    if changed is None:
        raise Permanent(_MADE())
    before = {edit.field: held[edit.field]}
    text.write({edit.field: changed})
    after = text.shown()
    if not same_words(after, html):
        text.write(before)
        raise Permanent(NOT_KEPT(place=_STORE()))
    return Published(after, json.dumps(before, ensure_ascii=False))


def _restore(text: PageText | ProductText, kept: str, expected: str) -> Published:
    _guard(text, expected)
    fields = {field: words for field, words in json.loads(kept).items() if field in text.fields}
    held = text.held()
    text.write(fields)
    return Published(text.shown(), json.dumps({field: held[field] for field in fields}, ensure_ascii=False))


def _guard(text: PageText | ProductText, expected: str) -> None:
    if (standing := text.shown()) != expected:
        raise Changed(standing)

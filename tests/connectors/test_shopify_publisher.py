"""Words are written into a Shopify store over the words that were read, and taken back to the byte."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from connectors.shopify.publisher import ShopifyPublisher
from integration.ports import Changed, Permanent
from tests.connectors.shopify_store import ShopifyStore
from tests.connectors.test_shopify_client import access

OLD, NEW = "<p>Returns: [14 days].</p>\n", "<p>Returns: 30 days.</p>"


class Shelf(ShopifyStore):
    """A store that keeps what it is sent, unless `keeps` says otherwise."""

    def __init__(self, server: HTTPServer) -> None:
        super().__init__(server)
        self.texts = {"REFUND_POLICY": OLD, "gid://shopify/Page/5": OLD, "gid://shopify/Product/88": OLD}
        self.keeps: Callable[[str], str] = str
        self.answers |= {
            "Policies": lambda _: {"shop": {"shopPolicies": [self.node("REFUND_POLICY", "body")]}},
            "Page": lambda asked: {"page": self.node(asked["id"], "body")},
            "Product": lambda asked: {"product": self.node(asked["id"], "descriptionHtml")},
            "PolicyUpdate": lambda asked: self.put("shopPolicyUpdate", asked["type"], asked["html"]),
            "PageUpdate": lambda asked: self.put("pageUpdate", asked["id"], asked["html"]),
            "ProductUpdate": lambda asked: self.put("productUpdate", asked["id"], asked["html"]),
        }

    def node(self, name: str, field: str) -> dict[str, Any] | None:
        return {"type": name, field: self.texts[name]} if name in self.texts else None

    def put(self, mutation: str, name: str, html: str) -> dict[str, Any]:
        self.texts[name] = self.keeps(html)
        return {mutation: {"userErrors": []}}


@pytest.fixture
def shelf(server: HTTPServer) -> Shelf:
    return Shelf(server)


@pytest.mark.parametrize(
    ("act", "vendor_id", "name"),
    [
        ("policy", "REFUND_POLICY", "REFUND_POLICY"),
        ("policy", "page-5", "gid://shopify/Page/5"),
        ("product", "88", "gid://shopify/Product/88"),
    ],
)
def test_published_and_taken_back(shelf: Shelf, act: str, vendor_id: str, name: str) -> None:
    publisher = ShopifyPublisher(access(shelf))
    publish, restore = getattr(publisher, f"publish_{act}"), getattr(publisher, f"restore_{act}")
    done = publish(vendor_id, NEW, "", OLD.strip())
    assert (shelf.texts[name], done.html, done.kept) == (NEW, NEW, OLD)
    undone = restore(vendor_id, done.kept, "", done.html)
    assert shelf.texts[name] == OLD
    assert undone.html == OLD.strip()


def test_over_other_words_nothing_is_written(shelf: Shelf) -> None:
    shelf.texts["REFUND_POLICY"] = "<p>No returns.</p>"
    with pytest.raises(Changed) as refused:
        ShopifyPublisher(access(shelf)).publish_policy("REFUND_POLICY", NEW, "", OLD.strip())
    assert refused.value.current == "<p>No returns.</p>"
    assert "PolicyUpdate" not in shelf.asked()


def test_words_that_were_not_kept_are_taken_back(shelf: Shelf) -> None:
    shelf.keeps = lambda html: html.replace("30 days", "")
    with pytest.raises(Permanent, match="did not keep"):
        ShopifyPublisher(access(shelf)).publish_policy("page-5", NEW, "", OLD.strip())
    assert shelf.asked()[-1] == "PageUpdate"
    assert shelf.seen[-1][1]["html"] == OLD


@pytest.mark.parametrize("vendor_id", ["LIES", "page-", "page-5x", "page-99"])
def test_what_is_no_policy_or_gone(shelf: Shelf, vendor_id: str) -> None:
    with pytest.raises(Permanent):
        ShopifyPublisher(access(shelf)).publish_policy(vendor_id, NEW, "", OLD.strip())

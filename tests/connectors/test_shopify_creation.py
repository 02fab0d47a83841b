"""A page that a Shopify store lacks is made where buyers look for it, and taken back only as it was made."""

from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from connectors.shopify.publisher import ShopifyPublisher
from connectors.shopify.storefront import ShopifyStorefront
from integration.domain.commerce import Policy, PolicyKind
from integration.ports import Changed, Exists, Permanent
from tests.connectors.shopify_store import ShopifyStore, connection
from tests.connectors.test_shopify_client import SHOP, access

TEXT = "<h2>Returns</h2>\n<p>You can return your order within 30 days of receiving it.</p>"


class Site(ShopifyStore):
    """Keeps policies by type and pages by id; `keeps` is what it makes of a text, `breaks` drops the answer once."""

    def __init__(self, server: HTTPServer) -> None:
        super().__init__(server)
        self.policies: dict[str, str] = {"REFUND_POLICY": "", "PRIVACY_POLICY": "<p>Private.</p>"}
        self.pages: dict[str, dict[str, Any]] = {}
        self.keeps = str
        shop = {**SHOP, "shopLocales": [{"locale": "en", "primary": True}]}
        self.answers |= {
            "Shop": shop,
            "Policies": lambda _: {"shop": {"shopPolicies": [self.policy(name) for name in self.policies]}},
            "Pages": lambda _: {"pages": connection(list(self.pages.values()))},
            "Page": lambda asked: {"page": self.pages.get(asked["id"])},
            "PolicyUpdate": self.update,
            "PageCreate": self.create,
            "PageDelete": self.delete,
        }

    def policy(self, name: str) -> dict[str, str]:
        return {"type": name, "title": "Refund policy", "body": self.policies[name], "url": f"{self.url}/p/{name}"}

    def update(self, asked: dict[str, str]) -> dict[str, Any]:
        self.policies[asked["type"]] = self.keeps(asked["html"])
        return {"shopPolicyUpdate": {"userErrors": []}}

    def create(self, asked: dict[str, str]) -> dict[str, Any]:
        name = f"gid://shopify/Page/{len(self.pages) + 7}"
        handle = asked["title"].lower().replace(" ", "-")
        page = {"id": name, "title": asked["title"], "handle": handle, "body": self.keeps(asked["html"])}
        self.pages[name] = {**page, "isPublished": True, "updatedAt": "2026-10-07T00:00:00Z"}
        return {"pageCreate": {"page": self.pages[name], "userErrors": []}}

    def delete(self, asked: dict[str, str]) -> dict[str, Any]:
        del self.pages[asked["id"]]
        return {"pageDelete": {"deletedPageId": asked["id"], "userErrors": []}}


@pytest.fixture
def site(server: HTTPServer) -> Site:
    return Site(server)


def made(site: Site, title: str = "Returns and refunds", locale: str = "en", again: bool = False) -> Policy:
    return ShopifyPublisher(access(site)).create_policy(PolicyKind.REFUND, title, TEXT, locale, again)


def test_in_the_shops_own_language_it_is_the_legal_policy(site: Site) -> None:
    policy = made(site)
    assert (policy.id, policy.html, site.policies["REFUND_POLICY"]) == ("REFUND_POLICY", TEXT, TEXT)
    assert site.pages == {}
    assert policy in ShopifyStorefront(access(site)).policies(), "it is read as every other"
    ShopifyPublisher(access(site)).delete_policy(policy.id, "en", policy.html)
    assert site.policies["REFUND_POLICY"] == ""


def test_in_another_language_it_is_a_page_of_its_own(site: Site) -> None:
    page = made(site, "Rückgabe und Erstattung", "de")
    assert (page.kind, page.published, page.html) == (PolicyKind.REFUND, True, TEXT)
    assert site.policies["REFUND_POLICY"] == ""
    assert page in ShopifyStorefront(access(site)).policies()
    ShopifyPublisher(access(site)).delete_policy(page.id, "de", page.html)
    assert site.pages == {}


def test_a_kind_without_a_legal_policy_is_a_page(site: Site) -> None:
    publisher = ShopifyPublisher(access(site))
    page = publisher.create_policy(PolicyKind.FAQ, "Frequently asked questions", TEXT, "en", False)
    assert page.kind == PolicyKind.FAQ
    assert len(site.pages) == 1


@pytest.mark.parametrize(("title", "locale"), [("Returns and refunds", "en"), ("Rückgabe und Erstattung", "de")])
def test_what_is_there_is_never_written_over(site: Site, title: str, locale: str) -> None:
    made(site, title, locale)
    with pytest.raises(Exists) as refused:
        made(site, title.upper(), locale)
    assert refused.value.current == TEXT
    assert made(site, title, locale, again=True).html == TEXT, "an earlier call had come through"
    site.policies["REFUND_POLICY"] = "<p>No returns.</p>"
    for page in site.pages.values():
        page["body"] = "<p>No returns.</p>"
    with pytest.raises(Exists):
        made(site, title, locale, again=True)
    assert [name for name in site.asked() if name in ("PolicyUpdate", "PageCreate")] in (
        ["PolicyUpdate"],
        ["PageCreate"],
    )


@pytest.mark.parametrize(("title", "locale"), [("Returns and refunds", "en"), ("Rückgabe und Erstattung", "de")])
def test_what_was_not_kept_is_taken_back(site: Site, title: str, locale: str) -> None:
    site.keeps = lambda html: html.replace("30 days", "")
    with pytest.raises(Permanent, match="did not keep"):
        made(site, title, locale)
    assert (site.policies["REFUND_POLICY"], site.pages) == ("", {})


@pytest.mark.parametrize(("title", "locale"), [("Returns and refunds", "en"), ("Rückgabe und Erstattung", "de")])
def test_only_what_reads_as_it_was_made_is_taken_back(site: Site, title: str, locale: str) -> None:
    page = made(site, title, locale)
    publisher = ShopifyPublisher(access(site))
    with pytest.raises(Changed) as refused:
        publisher.delete_policy(page.id, locale, TEXT + "<p>More.</p>")
    assert refused.value.current == TEXT
    assert TEXT in (site.policies["REFUND_POLICY"], *(one["body"] for one in site.pages.values()))
    publisher.delete_policy(page.id, locale, TEXT)
    publisher.delete_policy(page.id, locale, TEXT)
    assert len([name for name in site.asked() if name == "PageDelete"]) <= 1, "what is gone is gone"

"""A Shopify store's other languages: read as they stand, and written with the digest of what they translate."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from connectors.shopify.publisher import ShopifyPublisher
from connectors.shopify.translations import ShopifyTranslations
from integration.ports import Changed, Page, Permanent, Translation
from tests.connectors.shopify_store import ShopifyStore, connection
from tests.connectors.test_shopify_client import access

POLICY, PAGE, PRODUCT = "gid://shopify/ShopPolicy/1", "gid://shopify/Page/5", "gid://shopify/Product/88"
KEYS = {POLICY: "body", PAGE: "body_html", PRODUCT: "body_html"}


class Multilingual(ShopifyStore):
    """A store in English, with what is registered in other languages: texts by thing, language and key."""

    def __init__(self, server: HTTPServer) -> None:
        super().__init__(server)
        self.texts = {name: f"<p>Returns within 30 days. {name}</p>" for name in KEYS}
        self.said: dict[tuple[str, str], dict[str, str]] = {}
        self.languages = [("en", True), ("de", False), ("pt-PT", False)]
        self.before_write = lambda: None
        self.answers |= {
            "Locales": lambda _: {"shopLocales": [{"locale": one, "primary": main} for one, main in self.languages]},
            "Policies": lambda _: {"shop": {"shopPolicies": [self.policy()]}},
            "PolicyTranslations": lambda asked: {"shop": {"shopPolicies": [self.policy() | self.told(POLICY, asked)]}},
            "PageTranslations": lambda asked: {
                "nodes": [{"id": one, **self.told(one, asked)} if one in self.texts else None for one in asked["ids"]]
            },
            "ProductTranslations": lambda asked: {
                "products": connection([{"id": PRODUCT, **self.told(PRODUCT, asked)}])
            },
            "Translatable": lambda asked: {"translatableResource": self.translatable(asked)},
            "TranslationsRegister": self.register,
        }

    def policy(self) -> dict[str, Any]:
        return {"id": POLICY, "type": "REFUND_POLICY", "body": self.texts[POLICY], "title": "Refund policy"}

    def told(self, name: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        said = self.said.get((name, asked["locale"]), {})
        return {"translations": [{"key": key, "value": value} for key, value in said.items()]}

    def digest(self, name: str) -> str:
        return sha256(self.texts[name].encode()).hexdigest()

    def translatable(self, asked: Mapping[str, Any]) -> dict[str, Any] | None:
        name = asked["id"]
        if name not in self.texts:
            return None
        content = [{"key": "handle", "digest": "0"}, {"key": KEYS[name], "digest": self.digest(name)}]
        return {"translatableContent": content, **self.told(name, asked)}

    def register(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self.before_write()
        [one] = asked["translations"]
        problems = []
        if one["translatableContentDigest"] != self.digest(asked["id"]):
            problems = [{"field": ["translations"], "message": "Translatable content hash is invalid"}]
        elif one["key"] != KEYS[asked["id"]]:
            problems = [{"field": ["translations"], "message": "Key is not a valid translatable field"}]
        else:
            self.said.setdefault((asked["id"], one["locale"]), {})[one["key"]] = one["value"]
        return {"translationsRegister": {"translations": [], "userErrors": problems}}


@pytest.fixture
def store(server: HTTPServer) -> Multilingual:
    found = Multilingual(server)
    for name, key in KEYS.items():
        found.said[name, "de"] = {"title": "Rückgabe", key: "<p>Rückgabe in 14 Tagen.</p>\n"}
    return found


@pytest.fixture
def reading(store: Multilingual) -> ShopifyTranslations:
    return ShopifyTranslations(access(store))


def test_the_languages_that_buyers_can_choose(reading: ShopifyTranslations) -> None:
    assert reading.locales() == ["de", "pt-PT"]


def test_policies_and_pages(reading: ShopifyTranslations, store: Multilingual) -> None:
    found = reading.policies_in("de", ["REFUND_POLICY", "page-5", "page-6"])
    words = "<p>Rückgabe in 14 Tagen.</p>"
    assert found == [Translation("REFUND_POLICY", words, "Rückgabe"), Translation("page-5", words, "Rückgabe")]
    assert [one.html for one in reading.policies_in("pt-PT", ["REFUND_POLICY", "page-5"])] == ["", ""]
    store.seen.clear()
    assert reading.policies_in("de", []) == []
    assert store.asked() == []


def test_many_pages_are_asked_for_in_parts(reading: ShopifyTranslations, store: Multilingual) -> None:
    reading.policies_in("de", [f"page-{number}" for number in range(120)])
    asked = [len(said["ids"]) for name, said, _ in store.seen if name == "PageTranslations"]
    assert asked == [50, 50, 20]


def test_products(reading: ShopifyTranslations) -> None:
    assert reading.products_in("de", None) == Page([Translation("88", "<p>Rückgabe in 14 Tagen.</p>", "Rückgabe")])


@pytest.mark.parametrize(
    ("act", "vendor_id", "name"),
    [("policy", "REFUND_POLICY", POLICY), ("policy", "page-5", PAGE), ("product", "88", PRODUCT)],
)
def test_published_and_taken_back(store: Multilingual, act: str, vendor_id: str, name: str) -> None:
    publisher = ShopifyPublisher(access(store))
    publish, restore = getattr(publisher, f"publish_{act}"), getattr(publisher, f"restore_{act}")
    before, original = store.said[name, "de"][KEYS[name]], store.texts[name]
    done = publish(vendor_id, "<p>Rückgabe in 30 Tagen.</p>", "de", before.strip())
    assert store.said[name, "de"][KEYS[name]] == done.html == "<p>Rückgabe in 30 Tagen.</p>"
    assert done.kept == before
    restore(vendor_id, done.kept, "de", done.html)
    assert store.said[name, "de"][KEYS[name]] == before
    assert store.texts[name] == original
    assert not {"PolicyUpdate", "PageUpdate", "ProductUpdate"} & {*store.asked()}


def test_over_other_words_nothing_is_written(store: Multilingual) -> None:
    with pytest.raises(Changed) as refused:
        ShopifyPublisher(access(store)).publish_product("88", "<p>30</p>", "de", "<p>what was read</p>")
    assert refused.value.current == "<p>Rückgabe in 14 Tagen.</p>"
    assert "TranslationsRegister" not in store.asked()


def test_what_is_translated_no_more_is_not_written(store: Multilingual) -> None:
    store.said.clear()
    with pytest.raises(Changed):
        ShopifyPublisher(access(store)).publish_product("88", "<p>30</p>", "de", "<p>Rückgabe in 14 Tagen.</p>")
    assert "TranslationsRegister" not in store.asked()


def test_the_text_itself_was_changed_meanwhile(store: Multilingual) -> None:
    def change() -> None:
        store.texts[PAGE] = "<p>No returns.</p>"

    store.before_write = change
    with pytest.raises(Permanent, match="hash is invalid"):
        ShopifyPublisher(access(store)).publish_policy("page-5", "<p>30</p>", "de", "<p>Rückgabe in 14 Tagen.</p>")
    assert store.said[PAGE, "de"]["body_html"] == "<p>Rückgabe in 14 Tagen.</p>\n"


@pytest.mark.parametrize("vendor_id", ["LIES", "page-", "page-99", "LEGAL_NOTICE"])
def test_what_is_no_policy_or_gone(store: Multilingual, vendor_id: str) -> None:
    with pytest.raises(Permanent):
        ShopifyPublisher(access(store)).publish_policy(vendor_id, "<p>30</p>", "de", "<p>Rückgabe in 14 Tagen.</p>")
    assert "TranslationsRegister" not in store.asked()

"""A shop in several languages: each is read as a text of its own, compared with the others, and put right."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from integration.domain.audit.finding import Finding
from integration.store import content_list, contradictions, publications
from integration.store.session import read
from integration.store.tables import DocumentRow
from jobs import listing
from jobs.audit import audit_waiting
from jobs.compare import compare_shop
from jobs.publish import publish_text, undo
from jobs.stock import take_stock
from tests.clock import Clock
from tests.connectors.shopify.conftest import Installed
from tests.connectors.shopify_store import connection, reply
from tests.connectors.test_shopify_storefront import candle

ENGLISH = "<p>You can return your order within 30 days of delivery.</p>"
GERMAN = "<p>Sie können Ihre Bestellung innerhalb von 14 Tagen nach der Lieferung zurückgeben.</p>"
RIGHT = GERMAN.replace("14", "30")
POLICY = {"id": "gid://shopify/ShopPolicy/1", "type": "REFUND_POLICY", "title": "Refund policy", "body": ENGLISH,
          "url": "https://lantern.example/policies/refund-policy", "updatedAt": "2026-09-01T00:00:00Z"}  # fmt: skip
BEESWAX = "<p>Kerze aus Bienenwachs, 18 cm.</p>"


class Languages:
    """What the store holds beside its own English; `said` by language: the policy's words, and the candle's."""

    def __init__(self, shop: Installed) -> None:
        self.shop, self.said = shop, {"de": {"body": GERMAN, "body_html": BEESWAX}}
        self.locales = ["de"]
        shop.shopify.answers |= {
            "Policies": {"shop": {"shopPolicies": [POLICY]}},
            "Products": {"products": connection([candle(88)])},
            "Locales": lambda _: {
                "shopLocales": [{"locale": one, "primary": one == "en"} for one in ("en", *self.locales)]
            },
            "PolicyTranslations": lambda asked: {"shop": {"shopPolicies": [{**POLICY, **self.told(asked, "body")}]}},
            "ProductTranslations": lambda asked: {
                "products": connection([{"id": "gid://shopify/Product/88", **self.told(asked, "body_html")}])
            },
            "Translatable": lambda asked: {
                "translatableResource": {
                    "translatableContent": [{"key": "body", "digest": "d1"}], **self.told(asked, "body"),
                }
            },
            "TranslationsRegister": self.register,
        }  # fmt: skip

    def told(self, asked: Mapping[str, Any], key: str) -> dict[str, Any]:
        value = self.said.get(asked["locale"], {}).get(key)
        return {"translations": [{"key": key, "value": value}] if value else []}

    def register(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        [one] = asked["translations"]
        assert (asked["id"], one["key"], one["translatableContentDigest"]) == (POLICY["id"], "body", "d1")
        self.said[one["locale"]]["body"] = one["value"]
        return {"translationsRegister": {"userErrors": []}}

    def texts(self, kind: str = "policy") -> dict[str, DocumentRow]:
        """By language, those that stand."""
        with read(self.shop.context.engine) as session:
            query = select(DocumentRow).where(DocumentRow.kind == kind, DocumentRow.deleted_at.is_(None))  # type: ignore[union-attr]
            found = {row.language: row for row in session.exec(query)}
            session.expunge_all()
        return found

    def finding(self, language: str, code: str) -> Finding:
        with read(self.shop.context.engine) as session:
            found = content_list.read_document(session, self.shop.row.shop_id, self.texts()[language].id or 0)
            session.expunge_all()
        assert found is not None
        return found.findings[code]

    def contradictions(self) -> list[str]:
        for row in [*self.texts().values(), *self.texts("product").values()]:
            audit_waiting(self.shop.context, row.id or 0)
        compare_shop(self.shop.context, self.shop.row.shop_id)
        with read(self.shop.context.engine) as session:
            return [one.code for one in contradictions.contradictions(session, self.shop.row.shop_id)]

    def asked(self, name: str) -> int:
        return self.shop.shopify.asked().count(name)


@pytest.fixture
def languages(shop: Installed) -> Languages:
    found = Languages(shop)
    shop.sync()
    return found


def night(languages: Languages) -> None:
    take_stock(languages.shop.context, languages.shop.row.id or 0)


def test_each_language_is_a_text_with_its_own_findings(languages: Languages) -> None:
    assert {one: row.title for one, row in languages.texts().items()} == {"": "Refund policy", "de": "Refund policy"}
    assert languages.contradictions() == ["return.window"]
    assert "30 days" in languages.finding("", "return.window").quote
    assert "14 Tagen" in languages.finding("de", "return.window").quote
    german = languages.texts()["de"]
    assert (german.policy_kind, german.connector, german.url) == ("refund", "shopify", POLICY["url"])


def test_languages_that_agree_contradict_nothing(languages: Languages, clock: Clock) -> None:
    languages.said["de"]["body"] = RIGHT
    clock.advance(hours=1)
    languages.shop.sync()
    assert languages.contradictions() == []
    assert languages.texts()["de"].current_version == 2


def test_it_is_asked_for_every_hour_and_not_with_every_visit(languages: Languages, clock: Clock) -> None:
    asked = languages.asked("PolicyTranslations")
    clock.advance(minutes=5)
    languages.shop.sync()
    assert languages.asked("PolicyTranslations") == asked == 1
    clock.advance(hours=1)
    languages.shop.sync()
    assert languages.asked("PolicyTranslations") == 2


def test_a_clause_goes_back_as_a_translation_and_can_be_undone(languages: Languages) -> None:
    context, german = languages.shop.context, languages.texts()["de"]
    row = publish_text(context, german, ["return.window"], GERMAN, RIGHT, "ann@example.com")
    assert (row.state, row.reason) == ("published", "")
    assert languages.said["de"]["body"] == RIGHT
    assert languages.contradictions() == []
    assert "PolicyUpdate" not in languages.shop.shopify.asked()
    undo(context, row.shop_id, row.id or 0, "ann@example.com")
    assert languages.said["de"]["body"] == GERMAN
    assert languages.contradictions() == ["return.window"]


def test_over_a_translation_that_changed_meanwhile_nothing_is_written(languages: Languages) -> None:
    languages.said["de"]["body"] = "<p>Keine Rückgabe.</p>"
    row = publish_text(
        languages.shop.context, languages.texts()["de"], ["return.window"], GERMAN, RIGHT, "ann@example.com"
    )
    assert row.state == "refused"
    assert languages.said["de"]["body"] == "<p>Keine Rückgabe.</p>"
    with read(languages.shop.context.engine) as session:
        assert publications.publication(session, row.shop_id, row.id or 0).current == "<p>Keine Rückgabe.</p>"


def test_what_is_translated_no_more_and_a_language_that_is_gone(languages: Languages, clock: Clock) -> None:
    languages.said["de"] = {}
    clock.advance(hours=1)
    languages.shop.sync()
    assert set(languages.texts()) == {""}
    languages.said["de"] = {"body": GERMAN}
    clock.advance(hours=1)
    languages.shop.sync()
    assert set(languages.texts()) == {"", "de"}
    languages.locales = ["fr"]
    clock.advance(hours=1)
    languages.shop.sync()
    assert set(languages.texts()) == {""}


def test_products_are_read_by_night(languages: Languages, clock: Clock) -> None:
    assert set(languages.texts("product")) == {""}
    night(languages)
    german = languages.texts("product")["de"]
    assert (german.vendor_id, german.title, german.current_version) == ("88", "Candle", 1)
    night(languages)
    assert languages.texts("product")["de"].current_version == 1
    languages.said["de"]["body_html"] = ""
    clock.advance(days=1)
    night(languages)
    assert set(languages.texts("product")) == {""}


def test_a_night_that_is_cut_short_goes_on_with_the_next_language(
    languages: Languages, monkeypatch: pytest.MonkeyPatch
) -> None:
    languages.locales = ["de", "fr"]
    languages.said["fr"] = {"body_html": "<p>Bougie en cire.</p>"}
    told = languages.shop.shopify.answers["ProductTranslations"]

    def two_pages(asked: Mapping[str, Any]) -> dict[str, Any]:
        return told(asked) if asked["after"] else {"products": connection([], "more")}

    languages.shop.shopify.answers["ProductTranslations"] = two_pages
    moments = iter([0.0, 10_000.0])
    monkeypatch.setattr(listing.time, "monotonic", lambda: next(moments, 10_000.0))
    night(languages)
    assert languages.shop.row.counted_at is None
    monkeypatch.undo()
    night(languages)
    assert set(languages.texts("product")) == {"", "de", "fr"}
    asked = [said["locale"] for name, said, _ in languages.shop.shopify.seen if name == "ProductTranslations"]
    assert asked == ["de", "de", "fr", "fr"]
    assert languages.shop.row.counted_at is not None
    assert languages.shop.row.cursors["translated_products"] == {}


def test_a_store_that_cannot_tell_now_is_read_without_and_asked_again(languages: Languages, clock: Clock) -> None:
    told = languages.shop.shopify.answers["Locales"]
    languages.shop.shopify.answers["Locales"] = lambda _: reply({}, 503)
    languages.said["de"]["body"] = RIGHT
    clock.advance(hours=1)
    languages.shop.sync()
    assert "sync" not in languages.shop.row.troubles
    languages.shop.shopify.answers["Locales"] = told
    clock.advance(minutes=5)
    languages.shop.sync()
    assert languages.contradictions() == []


def test_a_store_that_keeps_its_translations_from_us(languages: Languages, clock: Clock) -> None:
    """What was read before stays: it is no sign that they are gone."""
    error = {"message": "Access denied for translations.", "extensions": {"code": "ACCESS_DENIED"}}
    denied = reply({"data": {"shop": None}, "errors": [error]})
    languages.shop.shopify.answers["PolicyTranslations"] = lambda _: denied
    clock.now += timedelta(hours=1)
    languages.shop.sync()
    assert "sync" not in languages.shop.row.troubles
    assert set(languages.texts()) == {"", "de"}

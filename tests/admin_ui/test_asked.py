"""What laws ask of a shop's texts, on the screens where its owner reads them."""

from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient

from integration.domain.commerce import Offer, Policy, PolicyKind, Product
from integration.domain.jurisdiction import GRAVEST_FIRST
from integration.domain.shop import ShopSettings, Zone
from integration.store import catalogue
from integration.store.content_list import ReadDocument, count_unsaid, read_document
from integration.store.session import read, write
from integration.store.shop_settings import save_settings
from integration.store.shops import save_connection
from integration.store.tables import AuditRow, DocumentRow, FindingRow, ShopRow
from jobs.asked import OF_PRODUCTS, asked_of, bearing, by_cost, lacking_here, objections_to
from jobs.audit import audit_document
from jobs.context import Context
from jobs.coverage import statement

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
GERMAN = ShopSettings(country="DE", zones=(Zone(("DE", "AT")),))
AMERICAN = ShopSettings(country="US", zones=(Zone(("US",)),))
NOTHING = dict.fromkeys(OF_PRODUCTS, 0)


def page(states: dict[str, str], kind: str = "policy", words: tuple[str, ...] = ()) -> ReadDocument:
    document = DocumentRow(
        id=1, shop_id=1, kind=kind, policy_kind="refund", vendor_id="1", title="Page", language="en", content_hash="",
        updated_at=NOW,
    )  # fmt: skip
    audit = AuditRow(shop_id=1, document_id=1, version=1, content_hash="", rules_version="", language="en", read_at=NOW)
    findings = {
        code: FindingRow(
            shop_id=1, audit_id=1, document_id=1, code=code, state=state, quote=f"about {code}", words=list(words)
        )
        for code, state in states.items()
    }
    return ReadDocument(document, audit, {code: one.state for code, one in findings.items()}, findings)


def codes(settings: ShopSettings, *pages: ReadDocument) -> dict[str, list[str]]:
    found = bearing(pages, settings, TODAY, NOTHING)
    return {severity: [one.gap.code for one in rows] for severity, rows in found.groups}


def test_what_is_asked_and_not_said_is_a_gap_by_how_grave_it_is() -> None:
    german = codes(GERMAN, page({"identity.vat_id": "present", "identity.address": "vague"}))
    assert {"identity.legal_name", "identity.address", "return.withdrawal_function"} <= set(german["must"])
    assert "identity.vat_id" not in german["must"]
    assert "identity.registration" not in codes(AMERICAN, page({})).get("must", [])


def test_no_code_is_missed_that_nobody_asks_of_this_shop() -> None:
    nowhere = bearing([page({})], ShopSettings(country="AU"), TODAY, NOTHING)
    assert not nowhere.groups
    assert not nowhere.objections
    unread = {code for rows in codes(GERMAN, page({})).values() for code in rows} & {"legal.language", "fee.deposit"}
    assert not unread, "nothing reads these in a text, so nobody can say that they are missing"


def test_what_depends_on_a_circumstance_is_no_gap_until_it_is_known() -> None:
    unsure = bearing([page({})], AMERICAN, TODAY, NOTHING)
    assert "legal.privacy" in [asked.code for asked in unsure.perhaps]
    paid = page({"checkout.payment_methods": "present"}, words=("Stripe",))
    assert "legal.privacy" in codes(AMERICAN, paid)["must"]


def test_products_lack_what_not_all_of_them_say() -> None:
    unsaid = dict.fromkeys(OF_PRODUCTS, 40) | {"product.identifier": 0, "product.manufacturer": 2}
    found = bearing([page({})], GERMAN, TODAY, unsaid)
    gaps = {one.gap.code: one.gap.texts for _, rows in found.groups for one in rows if one.statement is None}
    assert gaps == {"product.manufacturer": 2, "product.safety_warnings": 40}


def test_a_page_that_refuses_returns_meets_the_law_and_no_missing_window() -> None:
    refusing = page({"return.refused": "present", "return.window": "missing"})
    found = bearing([refusing], GERMAN, TODAY, NOTHING)
    assert [(one.statement.code, [ask.rule.id for ask in one.asks]) for one in found.objections] == [
        ("return.refused", ["EU-CRD-9-period"])
    ]
    gaps = {one.gap.code for _, rows in found.groups for one in rows}
    assert not gaps & {"return.window", "return.exclusions"}
    granting = page({"return.refused": "present", "return.window": "present"})
    assert not bearing([granting], GERMAN, TODAY, NOTHING).objections


def test_what_should_not_stand_there_is_an_objection_only_where_somebody_says_so() -> None:
    stale = page({"dispute.odr_stale": "present", "legal.stale_citation": "present"})
    found = objections_to([stale], GERMAN, TODAY, refusing=True)
    assert [one.statement.code for one in found] == ["legal.stale_citation", "dispute.odr_stale"]
    assert objections_to([stale], AMERICAN, TODAY, refusing=True) == []
    assert [one.statement.code for one in objections_to([stale], GERMAN, date(2025, 7, 19), refusing=True)] == [
        "legal.stale_citation"
    ]


def test_a_product_is_told_what_is_asked_of_its_own_text() -> None:
    sheet = page({"product.identifier": "present"}, kind="product")
    asked = asked_of([sheet], GERMAN, TODAY)
    assert [gap.code for gap in lacking_here(sheet, [], asked)] == ["product.manufacturer", "product.safety_warnings"]
    assert lacking_here(sheet, [], asked_of([sheet], AMERICAN, TODAY)) == []


def test_a_page_is_told_what_belongs_on_it_unless_another_says_it() -> None:
    refund = page({})
    asked = asked_of([refund], GERMAN, TODAY)
    assert {gap.code for gap in lacking_here(refund, [refund], asked)} == {
        "return.withdrawal_function", "return.model_form", "guarantee.legal_notice",
    }  # fmt: skip
    elsewhere = page({"return.model_form": "present", "guarantee.legal_notice": "present"})
    assert [gap.code for gap in lacking_here(refund, [refund, elsewhere], asked)] == ["return.withdrawal_function"]


def test_the_dearest_missing_detail_comes_first() -> None:
    pages = [page({})]
    ordered = by_cost(
        [statement(pages, code) for code in ("contact.hours", "return.window")], asked_of(pages, GERMAN, TODAY)
    )
    assert [one.code for one in ordered] == ["return.window", "contact.hours"]


TERMS = """<h1>Impressum</h1><p>Angaben gemäß § 5 TMG</p><p>Nadelholz GmbH, Hafenstraße 12, 20457 Hamburg</p>
<p>Wir nehmen keine Rücksendungen an.</p><p>Zahlung per Kreditkarte (Visa) und PayPal.</p>"""
SHEET = "<p>Leinenlaken, 240 × 260 cm, 100 % Leinen.</p><p>Hersteller: Nadelholz GmbH, post@nadelholz.example</p>"


@pytest.fixture
def read_shop(context: Context, shop: ShopRow) -> tuple[int, int]:
    """A German shop that ships to Austria and France too; the ids of its page and its product text."""
    shop_id = shop.id or 0
    with write(context.engine) as session:
        save_connection(session, shop_id, "console", context.vault.seal({}), context.clock(), config={})
        save_settings(session, shop_id, "console", ShopSettings(country="DE", zones=(Zone(("DE", "AT", "FR")),)))
        terms = catalogue.save_policy(
            session, shop_id, Policy("1", PolicyKind.TERMS, "Impressum", TERMS, "de"), context.clock()
        )
        sheet = catalogue.save_product(session, shop_id, Product("7", "Laken", SHEET, "de"), context.clock())
        session.flush()
        ids = terms.id or 0, sheet.id or 0
        session.commit()
    for document_id in ids:
        audit_document(context, document_id)
    return ids


def test_the_content_screen_says_who_asks_what_since_when_and_how_surely(
    owner: FlaskClient, read_shop: tuple[int, int]
) -> None:
    shown = owner.get("/content/").text
    assert "What is asked of you where you sell" in shown
    assert "Has to be there" in shown
    assert "Directive 2011/83/EU art. 6(1)(c)" in shown
    assert "13 Jun 2014" in shown
    assert "read in a summary, or in a text that follows it" in shown
    assert "checked" in shown
    assert "1 of 1 products leave it out." in shown
    assert "more are asked of you that no text tells us: look yourself" in shown
    assert shown.count("not legal advice") == 1


def test_the_content_screen_tells_what_should_not_stand_there(owner: FlaskClient, read_shop: tuple[int, int]) -> None:
    shown = owner.get("/content/").text
    assert "Stands there and should not" in shown
    assert "Angaben gemäß § 5 TMG" in shown
    assert "Refusing returns has no effect in France" in shown
    assert "A page that refuses returns does not hold here" in shown, "for Germany and Austria"


def test_what_laws_ask_is_said_in_the_language_of_the_person(owner: FlaskClient, read_shop: tuple[int, int]) -> None:
    owner.post("/language", data={"language": "de"})
    shown = owner.get("/content/").text
    assert "Die Rücknahme abzulehnen hat in Frankreich keine Wirkung" in shown
    assert "Das Gesetz namens TMG gibt es seit Mai 2024 nicht mehr" in shown
    assert "Refusing returns" not in shown


def test_a_page_shows_its_objections_beside_the_words(owner: FlaskClient, read_shop: tuple[int, int]) -> None:
    shown = owner.get(f"/content/{read_shop[0]}").text
    assert '<mark class="m-clash">Angaben gemäß § 5 TMG</mark>' in shown
    assert "What should not stand here" in shown
    assert "Name of who sells" in shown
    assert shown.count("not legal advice") == 1


def test_a_product_text_shows_what_is_asked_of_it(owner: FlaskClient, read_shop: tuple[int, int]) -> None:
    shown = owner.get(f"/content/{read_shop[1]}").text
    assert "What is asked of it where you sell" in shown
    assert "Regulation (EU) 2023/988 art. 19(d)" in shown
    assert "Regulation (EU) 2023/988 art. 19(a)" not in shown, "its maker is named"
    assert shown.count("not legal advice") == 1


def test_the_products_of_one_shop_that_state_a_detail_are_counted(
    context: Context, shop: ShopRow, other_shop: ShopRow, read_shop: tuple[int, int]
) -> None:
    wanted = ["product.manufacturer", "product.identifier"]
    with read(context.engine) as session:
        assert count_unsaid(session, shop.id or 0, wanted) == {"product.manufacturer": 0, "product.identifier": 1}
        assert count_unsaid(session, other_shop.id or 0, wanted) == dict.fromkeys(wanted, 0)


def test_nobody_asks_who_made_a_gift_card(context: Context, shop: ShopRow, read_shop: tuple[int, int]) -> None:
    shop_id, card = shop.id or 0, Product(
        "8", "Gutschein", "<p>Gutschein über 25 €.</p>", "de", offers=(Offer("1", requires_shipping=False),)
    )  # fmt: skip
    with write(context.engine) as session:
        row = catalogue.save_product(session, shop_id, card, context.clock())
        session.commit()
        document_id = row.id or 0
    audit_document(context, document_id)
    with read(context.engine) as session:
        found = read_document(session, shop_id, document_id)
        assert found is not None
        assert lacking_here(found, [], asked_of([found], GERMAN, TODAY)) == []
        assert not found.expected & {"product.material", "product.care_or_usage"}
        assert count_unsaid(session, shop_id, ["product.manufacturer"]) == {"product.manufacturer": 0}


def test_what_no_text_tells_is_said_to_be_so() -> None:
    unread = bearing([page({})], GERMAN, TODAY, NOTHING).unread
    assert "legal.language" in {code for ask in unread for code in ask.rule.codes}
    grave = [GRAVEST_FIRST.index(ask.severity) for ask in unread]
    assert grave == sorted(grave)
    assert len({ask.rule.id for ask in unread}) == len(unread)


@pytest.mark.parametrize(("country", "rule"), [("IT", "IT-dlgs70"), ("PT", "EU-ECD-5")])
def test_a_register_is_that_of_the_sellers_own_country(country: str, rule: str) -> None:
    settings = ShopSettings(country=country, zones=(Zone(("IT", "PT")),))
    asked = asked_of([page({})], settings, TODAY)["identity.registration"]
    assert [ask.rule.id for ask in asked.asks] == [rule]


def test_what_a_law_asks_of_a_page_is_proposed_for_it(context: Context, shop: ShopRow, owner: FlaskClient) -> None:
    shop_id = shop.id or 0
    with write(context.engine) as session:
        save_connection(session, shop_id, "woocommerce", context.vault.seal({}), context.clock())
        save_settings(session, shop_id, "woocommerce", GERMAN)
        told = Policy("1", PolicyKind.CONTACT, "Kontakt", "<p>Schreiben Sie an hallo@leinen.example.</p>", "de")
        row = catalogue.save_policy(session, shop_id, told, context.clock())
        session.commit()
        document_id = row.id or 0
    audit_document(context, document_id)
    page = owner.get(f"/content/{document_id}").text
    assert 'name="text-identity.address"' in page
    assert "Anschrift: " in page
    form = {"use": "identity.address", "text-identity.address": "Anschrift: [wo?].", "do": "look", "version": "1"}
    seen = owner.post(
        f"/content/{document_id}/rewriting",
        data={**form, "answer-identity.address-0": "Marktstraße 12, 10115 Berlin"},
        follow_redirects=True,
    ).text
    assert "says the one thing" in seen

"""What laws ask for in each language: a sentence that states it, and a hard neighbour that does not."""

import tomllib
from pathlib import Path

import pytest

from integration.domain.audit import audit
from integration.domain.audit.finding import EXTRA_CODES, Finding
from integration.domain.document import Kind, read_text
from integration.languages import lexicons

TABLE = tomllib.loads((Path(__file__).parent / "legal_statements.toml").read_text(encoding="utf-8"))
CASES = [
    (language, code, *pair)
    for language, rows in TABLE.items()
    for code, said in rows.items()
    for pair in zip(said[::2], said[1::2], strict=True)
]
GERMAN_ONLY = "legal.stale_citation"


def finding(code: str, text: str, language: str | None = None) -> Finding | None:
    kind: Kind = "product" if code in EXTRA_CODES["product"] else "policy"
    return audit(read_text(text, id="1", kind=kind, language=language), lexicons()).findings.get(code)


def test_every_code_has_its_pair_in_every_language():
    every = {*EXTRA_CODES["policy"], *EXTRA_CODES["product"]}
    assert {language: every - rows.keys() for language, rows in TABLE.items()} == {
        language: (set() if language == "de" else {GERMAN_ONLY}) for language in lexicons()
    }


@pytest.mark.parametrize(("language", "code", "statement", "neighbour"), CASES)
def test_a_statement_is_found_and_its_neighbour_is_not(language: str, code: str, statement: str, neighbour: str):
    found = finding(code, statement, language)
    assert found is not None
    assert found.state == "present", found
    assert found.quote in statement
    assert found.rule
    beside = finding(code, neighbour, language)
    assert beside is None or beside.state != "present", beside


IMPRINT = """Impressum
Angaben gemäß § 5 TMG
Nadelholz GmbH
Hafenstraße 12
20457 Hamburg
Registergericht: Amtsgericht Hamburg
Registernummer: HRB 123456
Umsatzsteuer-Identifikationsnummer gemäß § 27 a Umsatzsteuergesetz:
DE 287654321
Zahlung
Kreditkarte
PayPal"""


def test_an_imprint_is_read_line_by_line():
    reading = audit(read_text(IMPRINT, id="1", kind="policy"), lexicons())
    assert {
        code: finding.quote for code, finding in reading.findings.items() if code.startswith(("identity", "leg"))
    } == {
        "identity.legal_name": "Nadelholz GmbH",
        "identity.address": "Hafenstraße 12",
        "identity.registration": "Registernummer: HRB 123456",
        "identity.vat_id": "DE 287654321",
        "legal.stale_citation": "Angaben gemäß § 5 TMG",
    }


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("identity.legal_name", "Inhaber: [Name]"),
        ("identity.address", "Registered office: [street, postcode, town]"),
        ("identity.address", "Anschrift: Musterstraße 1, 12345 Musterstadt"),
        ("identity.vat_id", "USt-IdNr.: DE000000000"),
        ("identity.vat_id", "VAT number: [number]"),
        ("identity.registration", "O CNPJ da nossa empresa: 00.000.000/0000-00"),
        ("product.manufacturer", "Manufacturer: [name and address]"),
        ("product.identifier", "EAN: 0000000000000"),
    ],
)
def test_what_was_never_filled_in_is_a_placeholder(code: str, text: str):
    found = finding(code, text)
    assert found is not None
    assert found.state == "placeholder"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "fr",
            "La fonctionnalité « Renoncer au contrat ici » est accessible depuis toutes les pages du site de vente.",
        ),
        ("it", "Il cliente può usare la funzione «Recedere dal contratto qui» presente nel piè di pagina del sito."),
        (
            "de",
            "Am Ende jeder Seite unseres Shops findet sich „Vertrag widerrufen“, gut lesbar und jederzeit erreichbar.",
        ),
    ],
)
def test_what_stands_in_quotation_marks_is_what_the_button_says(language: str, text: str):
    found = finding("return.withdrawal_function", text, language)
    assert found is not None
    assert found.state == "present"


def test_a_form_of_a_firm_may_stand_before_its_name():
    assert finding("identity.legal_name", "SARL Fil & Laine, au capital de 5 000 euros", "fr") is not None
    assert finding("identity.legal_name", "Le sas d'entrée est à gauche.", "fr") is None


def test_noughts_after_a_letter_are_a_number():
    found = finding("product.identifier", "SKU: M00")
    assert found is not None
    assert found.state == "present"


@pytest.mark.parametrize(
    "text",
    [
        "Hosted by Shopify Inc., 151 O'Connor Street, Ottawa.",
        "Wir versenden mit der DHL Paket GmbH, Sträßchensweg 10, 53113 Bonn.",
        "Hébergeur : OVH SAS, 2 rue Kellermann, 59100 Roubaix",
    ],
)
def test_another_firm_is_not_who_sells(text: str):
    assert finding("identity.legal_name", text) is None
    assert finding("identity.address", text) is None


@pytest.mark.parametrize(
    "text",
    [
        "All sales are final, unless an item arrives damaged.",
        "Keine Rücknahme, außer bei beschädigter Ware.",
        "不良品を除き、お客様都合による返品はお受けできません。",
    ],
)
def test_a_shop_that_takes_back_only_what_is_faulty_refuses_returns(text: str):
    found = finding("return.refused", text)
    assert found is not None
    assert found.facts[0].negated


def test_a_guarantee_has_its_time_as_a_fact():
    found = finding("guarantee.commercial", "Our guarantee covers breakage for 3 years.", "en")
    assert found is not None
    assert [(fact.value, fact.unit) for fact in found.facts] == [(36, "month")]

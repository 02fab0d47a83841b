"""The clauses that laws ask for: with the merchant's answers in them the audit finds the detail stated."""

import re

import pytest

from integration.domain.audit import audit
from integration.domain.audit.finding import EXTRA_CODES
from integration.domain.document import Kind, read_html
from integration.domain.wording import law, placed, propose
from integration.domain.wording.questions import answered
from integration.languages import lexicons
from integration.languages.wording import wording
from tests.domain.wording.known import SHOPS
from tests.domain.wording.test_exam import LANGUAGES

REACHED = "Linen House, Marktstraße 12, 10115 Berlin, hello@linenhouse.com"
PAGE = "https://linenhouse.com/page"
ANSWERS = {
    "identity.legal_name": ("Linen House GmbH",),
    "identity.address": ("Marktstraße 12, 10115 Berlin",),
    "identity.registration": ("HRB 123456",),
    "identity.vat_id": ("DE123456789",),
    "return.withdrawal_function": (PAGE,),
    "return.model_form": (PAGE,),
    "guarantee.legal_notice": ("2",),
    "dispute.adr_body": (f"Consumer Board, {PAGE}",),
    "checkout.payment_methods": ("Visa, Mastercard, PayPal",),
    "legal.privacy": (PAGE,),
    "product.manufacturer": (REACHED,),
    "product.responsible_person": (REACHED,),
    "product.identifier": ("LH-2041",),
    "product.lowest_price_30d": ("12,50 €",),
    "price.unit_price": ("12,50 €", "kg"),
}
DANGERS = {
    "en": "choking hazard, keep small parts out of the reach of children",
    "de": "Erstickungsgefahr, von Kindern fernhalten",
    "fr": "risque d’étouffement, tenir hors de la portée des enfants",
    "es": "peligro de asfixia, mantener fuera del alcance de los niños",
    "it": "rischio di soffocamento, tenere fuori dalla portata dei bambini",
    "pt": "perigo de asfixia, manter fora do alcance das crianças",
    "nl": "verstikkingsgevaar, buiten bereik van kinderen houden",
    "ja": "誤飲のおそれがあるため、お子様の手の届かない場所に保管してください",
    "zh": "小零件有窒息危险，请勿让儿童接触",
}
LOCAL = {
    ("identity.legal_name", "ja"): ("リネンハウス株式会社",),
    ("identity.legal_name", "zh"): ("亚麻之家有限公司",),
    ("identity.registration", "ja"): ("1234567890123",),
    ("identity.vat_id", "ja"): ("T1234567890123",),
    ("identity.registration", "fr"): ("RCS Paris 123 456 789",),
}

BESIDE: dict[Kind, str] = {"policy": "shipping.tracking", "product": "product.warranty"}


def kind_of(code: str) -> Kind:
    return "product" if code in EXTRA_CODES["product"] else "policy"


def answers(code: str, language: str) -> tuple[str, ...]:
    if code == "product.safety_warnings":
        return (DANGERS[language],)
    return LOCAL.get((code, language)) or ANSWERS[code]


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("code", sorted(law.DETAILS))
def test_with_the_answers_it_reads_as_present(tag: str, code: str) -> None:
    clause = propose(code, SHOPS["much"], wording(tag))
    assert clause.questions
    assert clause.heading
    text = answered(clause.text, dict(enumerate(answers(code, tag[:2]))))
    assert "[" not in text
    kind = kind_of(code)
    beside = propose(BESIDE[kind], SHOPS["much"], wording(tag)).text
    document = read_html(f"<p>{beside}</p>\n<p>{text}</p>", id="page", kind=kind, language=tag[:2])
    finding = audit(document, lexicons()).findings.get(code)
    assert finding is not None, text
    assert finding.state == "present", text


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("code", sorted(law.DETAILS))
def test_a_question_that_nobody_answered_states_nothing(tag: str, code: str) -> None:
    clause = propose(code, SHOPS["much"], wording(tag))
    document = read_html(f"<p>{clause.text}</p>", id="page", kind=kind_of(code), language=tag[:2])
    assert audit(document, lexicons()).codes("present") == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_form_to_withdraw_with_is_written_out_and_says_nothing_else(tag: str) -> None:
    """Annex I(B) of Directive 2011/83/EU: to whom, the notice, the dates, name, address, signature, date."""
    text = answered(propose("return.model_form", SHOPS["much"], wording(tag)).text, {0: REACHED})
    assert len(re.split(" — ", text)) >= 8
    reading = audit(read_html(f"<p>{text}</p>", id="page", kind="policy", language=tag[:2]), lexicons())
    assert "return.model_form" in reading.codes("present")
    elsewhere = {"return.model_form", "return.procedure", "contact.channel", "identity.address", "identity.legal_name"}
    assert set(reading.codes("present")) <= elsewhere
    assert reading.codes("vague") == []


def test_the_form_stands_last_on_a_page_under_a_heading_of_its_own() -> None:
    source = "<h2>Sending back</h2><p>You can return items within 30 days.</p><h2>Money</h2><p>We refund at once.</p>"
    document = read_html(source, id="page", kind="policy", language="en")
    clause = propose("return.model_form", SHOPS["much"], wording("en"))
    changed = placed(source, document, audit(document, lexicons()), clause)
    assert changed == f"{source}<h2>Withdrawing from the contract</h2><p>{clause.text}</p>"


def test_only_what_is_no_gap_has_no_words() -> None:
    every = {*EXTRA_CODES["policy"], *EXTRA_CODES["product"]}
    assert every - set(law.DETAILS) == {
        "return.refused", "guarantee.commercial", "dispute.odr_stale", "shipping.restrictions", "legal.stale_citation",
    }  # fmt: skip

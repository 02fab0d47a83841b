"""The proposed clauses before the auditor: what is known reads as present, what is asked never does."""

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integration.domain.audit import audit
from integration.domain.audit.finding import CODES, Fact
from integration.domain.document import Kind, read_html
from integration.domain.shop import ShopSettings, Zone
from integration.domain.terms import CHOICES, Terms
from integration.domain.wording import CASES, Clause, law, placed, propose
from integration.languages import lexicons
from integration.languages.wording import wording, written
from tests.domain.wording.known import PHONE, SHOPS

LANGUAGES = sorted(written() - {"pt", "zh"}) + [
    tag for tag in ("pt-BR", "pt-PT", "zh-Hans", "zh-Hant") if tag[:2] in written()
]
ENOUGH = Decimal("0.98")
OF_THE_LAW = {"product.lowest_price_30d": {"30"}}
"""Numbers that are part of what is asked, the same for every shop."""


def kind_of(code: str) -> Kind:
    return "product" if code.startswith("product.") else "policy"


def clauses(tag: str) -> dict[tuple[str, str], Clause]:
    """Each different clause that the shops get, by shop and code."""
    found: dict[str, tuple[str, str]] = {}
    said: dict[tuple[str, str], Clause] = {}
    for shop, terms in SHOPS.items():
        for code in CASES:
            clause = propose(code, terms, wording(tag))
            if found.setdefault(f"{code} {clause.text}", (shop, code)) == (shop, code):
                said[shop, code] = clause
    return said


def pages(tag: str, clause: Clause) -> list[str]:
    """Alone, under its heading, and in a page that says everything else."""
    alone = f"<p>{clause.text}</p>"
    page = [propose(code, SHOPS["much"], wording(tag)) for code in CODES[kind_of(clause.code)] if code != clause.code]
    source = "\n".join(f"<p>{other.text}</p>" for other in page)
    document = read_html(source, id="page", kind=kind_of(clause.code), language=tag[:2])
    whole = placed(source, document, audit(document, lexicons()), clause)
    return [alone, f"<h2>{clause.heading}</h2>\n{alone}", whole]


def state(tag: str, clause: Clause, page: str) -> str:
    document = read_html(page, id="page", kind=kind_of(clause.code), language=tag[:2])
    return audit(document, lexicons()).findings[clause.code].state


@pytest.mark.parametrize("tag", LANGUAGES)
def test_what_is_known_reads_as_present(tag: str, capsys: pytest.CaptureFixture[str]) -> None:
    stated = [clause for clause in clauses(tag).values() if not clause.questions]
    asked = [(clause, page) for clause in stated for page in pages(tag, clause)]
    failed = [f"{clause.code}: {clause.text}" for clause, page in asked if state(tag, clause, page) != "present"]
    with capsys.disabled():
        print(f"\n{tag}: {len(asked) - len(failed)} of {len(asked)} present")
    assert Decimal(len(asked) - len(failed)) / len(asked) >= ENOUGH, failed


@pytest.mark.parametrize("tag", LANGUAGES)
def test_what_is_asked_reads_as_a_placeholder(tag: str) -> None:
    for clause in [propose(code, SHOPS["nothing"], wording(tag)) for code in CASES if code not in law.DETAILS]:
        assert clause.questions
        assert all("?" in question or "？" in question for question in clause.questions)
        alone, headed, _ = pages(tag, clause)
        assert state(tag, clause, alone) == "placeholder", clause.text
        assert state(tag, clause, headed) == "placeholder", clause.text


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_case_has_its_words_and_no_number_of_its_own(tag: str) -> None:
    table = wording(tag).table["clauses"]
    assert set(table) == set(CASES)
    for code, detail in CASES.items():
        assert set(table[code]) == set(detail.cases), code
        for case, slots in detail.cases.items():
            said = table[code][case]
            assert set(re.findall(r"\{(\w+)", said)) == slots, (code, case)
            assert set(re.findall(r"\d+", said)) == OF_THE_LAW.get(code, set()), (code, case)
            assert ("[" in said) == (case == "ask"), (code, case)
    for code, choices in CHOICES.items():
        words = wording(tag).table["choices"].get(code)
        assert words is None or set(words) == set(choices)


def test_every_detail_of_the_audit_has_wording() -> None:
    assert set(CASES) - set(law.DETAILS) == {*CODES["policy"], *CODES["product"]}


def test_a_question_about_one_thing_leaves_the_others_as_they_were() -> None:
    page = "<p>Hand-thrown mug with a deep blue glaze and a wide handle.</p>"
    asked = propose("product.warranty", SHOPS["nothing"], wording("en")).text
    document = read_html(f"{page}<p>{asked}</p>", id="page", kind="product", language="en")
    findings = audit(document, lexicons()).findings
    assert findings["product.features"].state == "present"
    assert findings["product.warranty"].state == "placeholder"


NUMBER = st.integers(2, 400).map(Decimal) | st.decimals(1, 3000, places=2)
DAYS = st.integers(1, 99).map(Decimal)
UNIT = st.sampled_from(["day", "business_day", "hour", "month"])
START = st.sampled_from([None, "order", "dispatch", "delivery", "notice", "goods_back"])
TIME = st.builds(Fact, value=DAYS, unit=UNIT, counted_from=START) | st.builds(
    lambda low, more, unit, start: Fact(minimum=low, maximum=low + more, unit=unit, counted_from=start),
    DAYS, DAYS, UNIT, START,
)  # fmt: skip
FEE = st.builds(Fact, value=NUMBER, unit=st.sampled_from(["EUR", "percent", "BRL", "JPY"]), payer=st.just("customer"))
FACTS = st.fixed_dictionaries(
    {},
    optional={
        **{code: st.tuples(TIME) for code in ("return.window", "return.refund_time", "shipping.handling_time",
                                              "shipping.delivery_time", "order.cancellation", "product.warranty")},
        **{code: st.tuples(FEE) for code in ("fee.restocking", "fee.return_shipping", "product.price")},
    },
)  # fmt: skip
PLACES = st.lists(st.sampled_from(["FR", "US", "GB", "EU", "world", "JP", "BR"]), max_size=3, unique=True).map(tuple)
ZONES = st.lists(st.builds(Zone, PLACES, st.none() | NUMBER, st.none() | NUMBER), max_size=3).map(tuple)
_NUMBER = re.compile(r"\d(?:[.,'’\s]?\d)*")


def digits(number: Decimal | None) -> set[str]:
    if number is None:
        return set()
    return {re.sub(r"\D", "", form) for form in (f"{number.normalize():f}", f"{number:.2f}")}


@settings(max_examples=60, deadline=None)
@given(FACTS, ZONES, st.sampled_from(["EUR", "USD", "BRL", "JPY", "CHF", ""]), st.sampled_from(LANGUAGES))
def test_no_number_but_the_shops_own(
    said: dict[str, tuple[Fact, ...]], zones: tuple[Zone, ...], currency: str, tag: str
) -> None:
    terms = Terms(ShopSettings(currency=currency, phone=PHONE, zones=zones), said)
    given_numbers: set[str] = set()
    for amount in [each for zone in zones for each in (zone.rate, zone.free_from)]:
        given_numbers |= digits(amount)
    for fact in (each for found in said.values() for each in found):
        given_numbers |= digits(fact.value) | digits(fact.minimum) | digits(fact.maximum)
    for code in CASES:
        text = propose(code, terms, wording(tag)).text.replace(PHONE, "")
        assert {re.sub(r"\D", "", number) for number in _NUMBER.findall(text)} <= given_numbers | OF_THE_LAW.get(
            code, set()
        ), text
        assert heard(text, kind_of(code), tag) <= given_numbers | {"0"} | OF_THE_LAW.get(code, set()), text


def heard(text: str, kind: Kind, tag: str) -> set[str]:
    """The numbers that the auditor hears in a clause, those in words too; free of charge is 0."""
    reading = audit(read_html(f"<p>{text}</p>", id="clause", kind=kind, language=tag[:2]), lexicons())
    facts = [fact for finding in reading.findings.values() for fact in finding.facts]
    amounts = [amount for fact in facts for amount in (fact.value, fact.minimum, fact.maximum) if amount is not None]
    return {re.sub(r"\D", "", f"{amount.normalize():f}") for amount in amounts}


def test_chinese_is_written_in_the_script_of_the_page() -> None:
    assert "退货" in propose("return.window", SHOPS["much"], wording("zh", "我们的退货说明")).text
    assert "退貨" in propose("return.window", SHOPS["much"], wording("zh", "我們的退貨說明")).text
    assert "退貨" in propose("return.window", SHOPS["much"], wording("zh-TW", "我们的退货说明")).text


def test_portuguese_follows_the_locale() -> None:
    assert propose("fee.shipping_cost", SHOPS["other"], wording("pt-BR")).text.startswith("O frete")
    assert propose("fee.shipping_cost", SHOPS["other"], wording("pt_PT")).text.startswith("Os portes")
    assert propose("fee.shipping_cost", SHOPS["other"], wording("pt", country="PT")).text.startswith("Os portes")
    assert propose("fee.shipping_cost", SHOPS["other"], wording("pt-BR", country="PT")).text.startswith("O frete")


def test_a_language_without_wording_is_served_in_english() -> None:
    assert wording("fi").language == "en"

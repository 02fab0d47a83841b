from datetime import date, timedelta
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from integration.domain.commerce import Money
from integration.domain.reasons import NoticeKind
from integration.languages.render import FACTS, closest, kinds, render, spoken
from integration.languages.speech import words_of

LANGUAGES = ["de", "en", "es", "fr", "it", "ja", "nl", "pt", "zh"]
PROMISED = date(2026, 11, 20)
FULL = {
    "customer_name": "Ana Silva",
    "order_number": "1001",
    "shop_title": "Wren & Sons",
    "promised_by": PROMISED,
    "expected_from": date(2026, 11, 23),
    "expected_to": date(2026, 11, 27),
    "delivered_on": date(2026, 11, 22),
    "tracking_url": "https://carrier.example/RR1?a=1&b=2",
    "signature": "Jo Wren\nWren & Sons",
    "reply_to": "shop@wren.example",
    "fault": "carrier",
    "pickup_place": "Kiosk Adler, Hauptstraße 1",
    "pickup_until": date(2026, 11, 29),
    "case_number": "C-17",
    "answer_by": date(2026, 11, 24),
    "refund_amount": Money(Decimal("12.50"), "EUR"),
    "refund_day": date(2026, 11, 23),
    "cause": "Parcels are standing still at Irun just now.",
    "also": "The same goes for what you ordered under 1002.",
    "part": "arrived",
}
PROMOTION = (
    "discount",
    "coupon",
    "%",
    "rabatt",
    "remise",
    "descuento",
    "desconto",
    "sconto",
    "korting",
    "折扣",
    "割引",
)


class Read(HTMLParser):
    """What a reader of the HTML sees, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.hidden = 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.hidden += tag in ("style", "head")
        given = dict(attributes)
        if tag == "a":
            self.links.append(given["href"])
        if tag == "link" or given.get("src"):
            self.sources.append(str(given))

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "head")

    def handle_data(self, data):
        if not self.hidden:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def without(words: str, known: dict) -> str:
    """The words with every fact that is a text blanked out."""
    for fact in sorted((fact for fact in known.values() if isinstance(fact, str) and fact), key=len, reverse=True):
        words = words.replace(" ".join(fact.split()), "X")
    return words


def test_every_kind_has_a_letter_in_every_language():
    assert sorted(spoken()) == LANGUAGES
    assert kinds() == set(NoticeKind)


facts = st.fixed_dictionaries(
    {},
    optional={
        "customer_name": st.sampled_from(["Ana Silva", "", "{{ 7 * 7 }}", '<b>O\'Neill & "Co"</b>', "张伟", " A\nB "]),
        "order_number": st.sampled_from(["1001", "#A-7", "", "{% raw %}"]),
        "shop_title": st.sampled_from(["Wren & Sons", ""]),
        "promised_by": st.none() | st.just(PROMISED),
        "expected_from": st.none() | st.dates(PROMISED, PROMISED + timedelta(days=60)),
        "expected_to": st.none() | st.dates(PROMISED, PROMISED + timedelta(days=60)),
        "delivered_on": st.none() | st.dates(PROMISED - timedelta(days=3), PROMISED + timedelta(days=9)),
        "tracking_url": st.sampled_from(["https://carrier.example/1?a=1&b=2", "", "javascript:alert(1)"]),
        "signature": st.sampled_from(["", "Jo\nWren & Sons"]),
        "reply_to": st.sampled_from(["shop@wren.example", ""]),
        "fault": st.sampled_from(["", "ours", "carrier", "customs", "address", "weather", "nobody knows"]),
        "pickup_place": st.sampled_from(["", "Kiosk {{ 1 }} <b>", "便利店 7"]),
        "pickup_until": st.none() | st.dates(PROMISED, PROMISED + timedelta(days=9)),
        "case_number": st.sampled_from(["", "C-17"]),
        "answer_by": st.none() | st.just(PROMISED),
        "refund_amount": st.none() | st.just(Money(Decimal("1234.50"), "JPY")),
        "refund_day": st.none() | st.just(PROMISED),
        "cause": st.sampled_from(["", "Parcels are standing still at {{ Irun }} just now."]),
        "also": st.sampled_from(["", "The same goes for <1002>."]),
        "part": st.sampled_from(["", "arrived", "several", "nobody knows"]),
    },
)


@settings(max_examples=60, deadline=None)
@given(facts, st.sampled_from(sorted(NoticeKind)))
def test_any_fact_may_be_missing(known, kind):
    for language in LANGUAGES:
        letter = render(kind, language, known)
        assert letter.subject
        assert "\n" not in letter.subject
        for words in (letter.subject, letter.text):
            assert "None" not in words
            assert "  " not in words
            assert not any(slip in without(words, known) for slip in ("{", "}", " ,", " .", "..", ", ,"))
            assert not any(word in without(words, known).casefold() for word in words_of(language)["promotion"])
        read = Read(letter.html)
        for paragraph in letter.text.split("\n\n"):
            assert "https://" in paragraph or " ".join(paragraph.split()) in read.text
        assert all(link.startswith("https://") for link in read.links)
        assert not read.sources
        if name := " ".join(known.get("customer_name", "").split()):
            assert name in letter.text
            assert name in read.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(NoticeKind))
def test_text_and_html_say_the_same(kind, language):
    letter = render(kind, language, FULL)
    read = Read(letter.html)
    for line in letter.text.splitlines():
        assert line.split(": https://")[0] in read.text
    assert f'lang="{language}"' in letter.html
    assert letter.language == language
    assert not any(word in letter.text.lower() for word in PROMOTION)


@pytest.mark.parametrize("language", LANGUAGES)
def test_facts_are_told(language):
    letter = render("delay_before_promise", language, FULL)
    assert "1001" in letter.subject
    for fact in (
        "Ana Silva",
        "1001",
        "20",
        "23",
        "27",
        "shop@wren.example",
        "https://carrier.example/RR1?a=1&b=2",
        "Jo Wren",
    ):
        assert fact in letter.text
    assert Read(letter.html).links == ["https://carrier.example/RR1?a=1&b=2"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_date_known_names_no_new_day(language):
    text = render("no_date_known", language, FULL).text
    assert "20" in text
    assert "23" not in text
    assert "27" not in text


@pytest.mark.parametrize(
    ("language", "days", "words"),
    [("en", 1, "one day later"), ("en", 2, "2 days later"), ("de", 2, "2 Tage später"), ("ja", 3, "3日遅れて")],
)
def test_how_late_it_came(language, days, words):
    known = {**FULL, "delivered_on": PROMISED + timedelta(days=days)}
    assert words in render("delivered_late", language, known).text


def test_a_range_of_one_day_is_a_day():
    text = render("delay_on_the_day", "en", {**FULL, "expected_to": FULL["expected_from"]}).text
    assert "We now expect it on Monday 23 November." in text


def test_a_name_is_never_a_template():
    letter = render("no_date_known", "en", {"customer_name": "{{ 7 * 7 }}"})
    assert letter.text.startswith("Hello {{ 7 * 7 }},")


def test_markup_in_facts_stays_text():
    letter = render("no_date_known", "en", {"customer_name": "<script>alert(1)</script>"})
    assert "<script>alert" not in letter.html


@pytest.mark.parametrize(
    ("tag", "code"), [("pt-BR", "pt"), ("zh_Hant_TW", "zh"), ("DE", "de"), ("sv", "en"), ("", "en"), ("../en", "en")]
)
def test_the_closest_language(tag, code):
    assert closest(tag) == code
    assert render("no_date_known", tag, {}).language == code


@pytest.mark.parametrize(("kind", "known"), [("no_such", {}), ("no_date_known", {"colour": "red"}), ("../x", {})])
def test_what_does_not_exist_is_refused(kind, known):
    with pytest.raises(ValueError, match="no letter"):
        render(kind, "en", known)


def test_every_fact_is_in_the_examples():
    assert FULL.keys() == FACTS


@pytest.mark.browser
def test_read_at_phone_width(browser):
    page = browser.new_page(viewport={"width": 375, "height": 700})
    for language in LANGUAGES:
        page.set_content(render("delay_before_promise", language, FULL).html)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        expect(page.get_by_text("Jo Wren")).to_be_visible()
    page.close()

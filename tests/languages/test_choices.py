"""What a shop chose, heard in its own sentences in one language and said in another."""

from collections.abc import Mapping

import pytest

from integration.domain.audit import audit
from integration.domain.document import read_text
from integration.domain.shop import ShopSettings
from integration.domain.terms import CHOICES, Terms, terms_of
from integration.domain.wording import propose
from integration.languages import lexicons
from integration.languages.choices import heard
from integration.languages.wording import wording
from tests.domain.wording.known import SHOPS
from tests.domain.wording.test_exam import LANGUAGES

HEARD = ("return.condition", "return.exclusions", "return.refund_method", "shipping.tracking", "order.cancellation")


def told(pages: Mapping[str, str]) -> Terms:
    """What is known of a shop whose pages, by language, say this."""
    words = lexicons()
    readings = [
        audit(read_text(text, id=language, kind="policy", language=language), words) for language, text in pages.items()
    ]
    return terms_of(readings, ShopSettings(email="hello@linenhouse.com"), heard)


SAID = [
    (shop, code)
    for shop in ("much", "some", "other")
    for code in HEARD
    if SHOPS[shop].choices.get(code) and not propose(code, SHOPS[shop], wording("en")).questions
]


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize(("shop", "code"), SAID)
def test_what_a_clause_says_is_heard_in_it(tag: str, shop: str, code: str) -> None:
    known = SHOPS[shop].choices[code]
    clause = propose(code, SHOPS[shop], wording(tag))
    chosen = told({tag[:2]: clause.text}).chosen(code)
    if code == "shipping.tracking":
        known = known[:1] if known[0] == "tracked" else ()
    if code == "return.refund_method" and len(known) > 1:
        assert chosen in ((), ("original",)), "of two ways the page itself leaves the choice"
    else:
        assert chosen == tuple(choice for choice in CHOICES[code] if choice in known), clause.text


@pytest.mark.parametrize(
    ("language", "code", "words", "choices"),
    [
        ("en", "return.condition", "Items must be unworn, with tags, within 30 days of receipt.", ("unused", "tags")),
        ("en", "return.condition", "The original packaging is not required.", ()),
        ("en", "return.exclusions", "Customers cannot return earrings or flowers.", ("perishable", "hygiene")),
        ("en", "shipping.tracking", "Letters travel without tracking.", ()),
        ("de", "return.condition", "Die Ware muss ungetragen und im Originalkarton sein.", ("unused", "packaging")),
        ("de", "return.exclusions", "Ausgenommen sind Gutscheine und reduzierte Ware.", ("gift_cards", "sale")),
        ("fr", "return.condition", "L’article n’a pas été porté et garde ses étiquettes.", ("unused", "tags")),
        ("fr", "shipping.tracking", "Les lettres voyagent sans suivi.", ()),
        ("es", "return.exclusions", "No se devuelven pendientes ni productos grabados.", ("custom", "hygiene")),
        ("it", "return.condition", "Il capo va reso mai indossato, con scontrino.", ("unused", "receipt")),
        ("pt", "return.exclusions", "Não aceitamos trocas de roupa íntima nem de brincos.", ("hygiene",)),
        ("nl", "return.exclusions", "Maatwerk en ondergoed nemen wij niet terug.", ("custom", "hygiene")),
        ("ja", "return.condition", "未着用でタグ付きの商品に限ります。", ("unused", "tags")),
        ("zh-TW", "return.exclusions", "客製商品與貼身衣物恕不退換。", ("custom", "hygiene")),
        ("sv", "return.condition", "Varan ska vara oanvänd.", ()),
    ],
)
def test_shops_say_it_in_other_words_too(language: str, code: str, words: str, choices: tuple[str, ...]) -> None:
    assert heard(language, code, words) == choices


def test_what_one_page_asks_fills_the_clause_of_another() -> None:
    terms = told({"en": "Items must be unused and in their original packaging. We ship with DHL."})
    condition = propose("return.condition", terms, wording("fr"))
    assert condition.text == "Les articles retournés doivent être non utilisés et dans leur emballage d'origine."
    assert propose("shipping.method", terms, wording("de")).text == "Wir versenden mit DHL."


def test_pages_that_choose_differently_leave_a_question() -> None:
    pages = {"en": "Refunds are given as store credit.", "de": "Die Erstattung erfolgt über die Zahlungsart."}
    assert told(pages).chosen("return.refund_method") == ()
    assert propose("return.refund_method", told(pages), wording("fr")).questions


def test_cancelling_until_dispatch_is_heard_where_it_ends() -> None:
    for text in ("You can cancel your order until it has been shipped.", "Orders cannot be cancelled once shipped."):
        assert told({"en": text}).chosen("order.cancellation") == ("until_dispatch",), text
    assert told({"en": "You can cancel your order within 24 hours."}).chosen("order.cancellation") == ()

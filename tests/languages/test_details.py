"""Every code has its words, in every language that has its own."""

import pytest

from integration.domain.audit.finding import CODES, EXTRA_CODES, POLICY_CODES, PRODUCT_CODES
from integration.languages import lexicons
from integration.languages.details import details

SPOKEN = [code for code in sorted(lexicons()) if code == "en" or details(code) != details("en")]


@pytest.mark.parametrize("language", SPOKEN)
def test_every_code_has_words_in_the_order_of_the_codes(language: str) -> None:
    everything = tuple(details(language))
    assert tuple(code for code in everything if code in {*POLICY_CODES, *PRODUCT_CODES}) == POLICY_CODES + PRODUCT_CODES
    assert set(everything) == {code for codes in (CODES, EXTRA_CODES) for kind in codes.values() for code in kind}


@pytest.mark.parametrize("language", SPOKEN)
def test_nothing_is_left_empty_and_a_question_is_a_question(language: str) -> None:
    for code, detail in details(language).items():
        assert all((detail.label, detail.why, detail.source, detail.group)), code
        assert detail.question.endswith(("?", "？")), code
        assert detail.why.endswith((".", "。")), code


@pytest.mark.parametrize("language", SPOKEN)
def test_a_rule_is_cited_by_the_same_number_in_every_language(language: str) -> None:
    english = details("en")
    for code, detail in details(language).items():
        assert [word for word in english[code].source.split() if "/" in word] == [
            word for word in detail.source.split() if "/" in word
        ], code


def test_a_language_without_its_own_words_reads_english() -> None:
    assert details("xx") == details("en")
    assert details("EN-gb") == details("en")

"""Every code has its words."""

from integration.domain.audit.finding import CODES, EXTRA_CODES, POLICY_CODES, PRODUCT_CODES
from integration.languages.details import details


def test_every_code_has_words_in_the_order_of_the_codes() -> None:
    everything = tuple(details())
    assert tuple(code for code in everything if code in {*POLICY_CODES, *PRODUCT_CODES}) == POLICY_CODES + PRODUCT_CODES
    assert set(everything) == {code for codes in (CODES, EXTRA_CODES) for kind in codes.values() for code in kind}


def test_nothing_is_left_empty_and_a_question_is_a_question() -> None:
    for code, detail in details().items():
        assert all((detail.label, detail.why, detail.source, detail.group)), code
        assert detail.question.endswith("?"), code
        assert detail.why.endswith("."), code


def test_a_language_without_its_own_words_reads_english() -> None:
    assert details("xx") == details("en")
    assert details("EN-gb") == details("en")

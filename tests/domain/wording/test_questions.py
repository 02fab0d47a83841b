"""Questions in a clause: each is one gap, and an answer stands in it once, with or without its unit."""

import pytest

from integration.domain.wording.questions import answered, parts
from integration.languages import lexicons
from integration.languages.wording import wording


@pytest.mark.parametrize(
    ("text", "answer", "whole"),
    [
        ("Within [how many?] days of it.", "14", "Within 14 days of it."),
        ("Within [how many?] days of it.", " 14 Days ", "Within 14 days of it."),
        ("Within [how many?] days of it.", "two weeks or 14 days", "Within two weeks or 14 days of it."),
        ("In [combien ?] jours ouvrés.", "2 à 3 jours ouvrés", "In 2 à 3 jours ouvrés."),
        ("在[多少？]天内退款。", "7天", "在7天内退款。"),
        ("到着後[何？]日以内。", "7日", "到着後7日以内。"),
        ("Paid by [whom?] as agreed.", "Pia", "Paid by Pia as agreed."),
        ("Paid by [whom?].", "the shop", "Paid by the shop."),
        ("Paid by [whom?].", " ", "Paid by [whom?]."),
        ("", "14", ""),
    ],
)
def test_an_answer_stands_once(text: str, answer: str, whole: str) -> None:
    assert answered(text, {0: answer}) == whole


@pytest.mark.parametrize("language", [*sorted(lexicons()), "pt-PT", "zh-Hant"])
def test_a_bare_number_answers_a_question_of_how_long(language: str) -> None:
    """Nobody who is asked for days writes the word as well; without it the clause would say nothing."""
    for code in ("return.window", "return.refund_time", "shipping.handling_time", "shipping.delivery_time"):
        whole = answered(wording(language).sentence(code, "ask", {}), {0: "14"})
        after = whole.partition("14")[2].strip()
        assert after[:1].isalpha(), whole
        assert not [part for part in parts(whole) if part.number >= 0]

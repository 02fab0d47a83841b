"""The signs of a text, folded and sorted all at once, are what they are one by one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.signs import FIGURE, WORD, changed, reaches
from integration.languages import lexicons

ANY = st.text(st.characters(codec=None))
SPACED = [code for code, lexicon in lexicons().items() if lexicon.spaced]


@given(ANY, st.sampled_from(sorted(lexicons())))
def test_folding_keeps_every_place(text: str, code: str):
    folded = lexicons()[code].fold(text)
    assert len(folded) == len(text)
    for sign, plain in zip(text, folded, strict=True):
        if sign.isascii():
            assert plain == sign.lower()


@given(ANY, st.sampled_from(SPACED))
def test_words_are_runs_of_letters_and_figures(text: str, code: str):
    spelled = lexicons()[code].spell(text)
    found = [(one.group(), *one.span()) for one in re.finditer(r"[^\W_]+", spelled.folded)]
    assert list(zip(spelled.words, spelled.starts, spelled.ends, strict=True)) == found
    assert spelled.borders.tolist() == spelled.starts
    assert len(spelled.kinds) == len(text) + 1


@given(ANY)
def test_kinds_are_of_each_sign(text: str):
    spelled = lexicons()["en"].spell(text)
    for sign, kinds in zip(spelled.folded, spelled.kinds[:-1].tolist(), strict=True):
        assert bool(kinds & WORD) == sign.isalnum()
        assert bool(kinds & FIGURE) == (sign.isdecimal() or sign in "百千万")


@pytest.mark.parametrize(
    ("code", "text", "folded"),
    [
        ("fr", "Où ça, l’Œuvre ?", "ou ca, l'œuvre ?"),
        ("de", "GRÖẞE – ２４ Std.", "große - 24 std."),
        ("zh", "退貨運費", "退货运费"),
        ("en", "İstanbul 👍 \ud83d\ude00", "istanbul \ufffc \ufffc\ufffc"),
    ],
)
def test_accents_widths_scripts_and_what_no_shop_writes(code: str, text: str, folded: str):
    assert lexicons()[code].fold(text) == folded


def test_how_far_a_text_goes_in_unicode():
    assert not reaches("Ça coûte 5 €", "\u3041")
    assert reaches("Size: 大", "\u3041")
    assert not reaches("", "\u3041")


def test_how_much_was_folded():
    text = "退貨運費 return"
    assert changed(text, lexicons()["zh"].fold(text), "\u3401", "\u9fff") == 3

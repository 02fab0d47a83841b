"""Which language a text is in."""

import pytest

from integration.domain.audit.language import language_of
from integration.languages import lexicons


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "100% cotton, machine wash at 30 degrees."),
        ("fr", "100 % coton, lavage en machine à 30 degrés."),
        ("de", "100 % Baumwolle, Maschinenwäsche bei 30 Grad."),
        ("es", "100 % algodón, lavar a máquina con agua fría."),
        ("pt", "100% algodão, lavar à máquina com água fria."),
        ("it", "100% cotone, lavare in lavatrice a 30 gradi."),
        ("nl", "100% katoen, wassen op 30 graden in de machine."),
        ("zh", "100%纯棉,可机洗。"),
        ("zh", "100%純棉,可機洗,請勿漂白。"),
        ("ja", "綿100%、洗濯機で洗えます。"),
    ],
)
def test_one_line_of_each_language(language: str, text: str):
    assert language_of(text, lexicons()) == language


def test_a_hint_decides_only_between_near_equals():
    assert language_of("Nova 2000", lexicons(), "pt-BR") == "pt"
    assert language_of("Sie können die Ware nicht zurückgeben und wir erstatten nichts.", lexicons(), "en") == "de"


def test_a_text_without_words_has_some_language():
    assert language_of("", lexicons()) == "en"
    assert language_of("12345", lexicons(), "xx") == "en"

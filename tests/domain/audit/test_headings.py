"""A line without a full stop that says something, and one that heads what follows."""

import pytest

from integration.domain.audit import audit, read
from integration.domain.document import read_text
from integration.languages import lexicons

SAYS = (
    ("en", "Exchanges are welcome"), ("en", "No exchanges"), ("en", "We ship worldwide"),
    ("nl", "Omruilen mag ook"), ("nl", "Geen retouren"), ("de", "Umtausch ist möglich"), ("de", "Kein Umtausch"),
    ("fr", "Les échanges sont possibles"), ("es", "Aceptamos cambios"), ("pt", "Trocas não são aceitas"),
    ("it", "I cambi sono gratuiti"), ("ja", "交換はできません"), ("zh", "本店商品可以换货一次"),
)  # fmt: skip
HEADS = (
    ("en", "Exchanges"), ("en", "How we ship"), ("en", "Shipping costs"), ("nl", "Hoe werkt ruilen"),
    ("nl", "Omruilen"), ("de", "So funktioniert die Rückgabe"), ("de", "Versandkosten"), ("fr", "Livraison à domicile"),
    ("fr", "Comment échanger"), ("es", "Cambios y devoluciones"), ("pt", "Trocas e devoluções"), ("it", "Cambi e resi"),
    ("ja", "交換について"), ("zh", "换货说明"),
)  # fmt: skip


def _heads(language: str, line: str) -> bool:
    document = read_text(f"{line}\n1234 5678, 1234567890.", id="1", kind="policy", language=language)
    return read(document, lexicons()).sentences[0].is_heading


@pytest.mark.parametrize(("language", "line"), SAYS)
def test_a_short_line_with_a_verb_says_something(language: str, line: str) -> None:
    assert not _heads(language, line)


@pytest.mark.parametrize(("language", "line"), HEADS)
def test_a_line_that_names_or_asks_heads_what_follows(language: str, line: str) -> None:
    assert _heads(language, line)


def test_what_a_short_line_says_is_found():
    page = "Ruilen en retourneren\nOmruilen mag ook\nStuur het pakket naar ons magazijn in Gent."
    finding = audit(read_text(page, id="1", kind="policy", language="nl"), lexicons()).findings["return.exchange"]
    assert (finding.state, finding.quote) == ("present", "Omruilen mag ook")

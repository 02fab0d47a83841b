"""What is remembered of a sentence is what reading it again would say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integration.domain.audit import audit, read
from integration.domain.audit.memory import Memory
from integration.domain.audit.sentences import Sentence
from integration.domain.document import Kind, read_html, read_text
from integration.languages import lexicons
from tests.domain.own_texts import documents, statements

LINES = [line for texts in statements().values() for line in texts]
HEADS = [
    "Returns",
    "Delivery",
    "Livraison",
    "Versand:",
    "退货",
    "Can I send it back?",
    "Q: How long?",
    "• Price | 30 €",
]


def test_our_own_texts_read_thrice():
    for document in documents():
        afresh = audit(document, lexicons(), remember=False)
        assert [audit(document, lexicons()) for _ in range(3)] == [afresh] * 3


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(HEADS + LINES[::7]), max_size=8), st.sampled_from(["policy", "product"]), st.booleans())
def test_the_same_lines_under_other_heads(lines: list[str], kind: Kind, html: bool):
    page = "".join(f"<p>{line}</p>" for line in lines) if html else "\n".join(lines)
    document = (read_html if html else read_text)(page, id="1", kind=kind)
    afresh = audit(document, lexicons(), remember=False)
    assert [audit(document, lexicons()) for _ in range(2)] == [afresh] * 2


def test_what_follows_other_words_is_read_anew():
    """ "Twice that" is twice another price."""
    pages = [f"<p>Shipping costs {price}. Express costs double.</p>" for price in ("£3", "£4", "£3", "£5", "£4", "£3")]
    documents = [read_html(page, id="1", kind="policy") for page in pages]
    afresh = [audit(document, lexicons(), remember=False) for document in documents]
    assert [audit(document, lexicons()) for document in documents] == afresh


def sentence(said: str) -> Sentence:
    return read(read_text(said, id="1", kind="product", language="en"), lexicons()).sentences[0]


def test_only_what_was_seen_twice_is_kept_and_the_oldest_goes_first(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("integration.domain.audit.memory._MOST_SENTENCES", 2)
    memory = Memory()
    memory.learn(sentence("one"))
    assert memory.recall("one") is None
    memory.learn(sentence("one"))
    assert memory.recall("one")
    for said in ("two", "two", "three", "three"):
        memory.learn(sentence(said))
    assert [memory.recall(said) is not None for said in ("one", "two", "three")] == [False, True, True]

"""What the quick search finds in a text is what a plain one finds, word after word."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integration.domain.lexicon import Lexicon, Mention
from integration.domain.literals import Literals
from integration.domain.vocabulary import phrases
from integration.languages import lexicons
from tests.domain.own_texts import pages, statements

CODES = sorted(lexicons())


def plainly(lexicon: Lexicon, folded: str, start: int, end: int) -> list[Mention]:
    """Every word and phrase, and every literal, tried at every place."""
    token = r"[^\W_]+" if lexicon.spaced else "[0-9a-z]+"
    spans = [found.span() for found in re.compile(token).finditer(folded, start, end)]
    entries = [lexicon._words.entries[lexicon._words[folded[a:b]]] for a, b in spans]
    found = [Mention(*span, entry.mask) for span, entry in zip(spans, entries, strict=True) if entry.mask]
    for place, entry in enumerate(entries):
        for branch in entry.branches:
            for last, mask in phrases(entries, place, len(entries), branch):
                found.append(Mention(spans[place][0], spans[last][1], mask))
    return sorted([*found, *literals(lexicon._literals, folded, start, end)])


def literals(known: Literals, folded: str, start: int, end: int) -> Iterator[Mention]:
    for begun in known._by_length:
        for literal in (one for some in begun.known.values() for one in some):
            for at in range(start, end):
                if folded.startswith(literal.signs, at, end) and not literal.rest:
                    yield Mention(at, at + len(literal.signs), literal.mask)


@pytest.mark.parametrize("code", [code for code in CODES if lexicons()[code].spaced])
def test_in_our_own_texts(code: str):
    lexicon = lexicons()[code]
    for text in (*statements().get(code, ()), *(re.sub("<[^>]*>", " ", page) for page in pages())):
        spelled = lexicon.spell(text)
        parts = [(at, min(at + 173, len(text))) for at in range(0, len(text), 173)]
        found = lexicon.mentions(spelled, parts)
        assert found == [plainly(lexicon, spelled.folded, *part) for part in parts]


@settings(deadline=None)
@given(st.sampled_from(CODES), st.data())
def test_words_of_the_lexicon_in_any_order(code: str, data: st.DataObject):
    lexicon = lexicons()[code]
    known = sorted(lexicon._words._exact) + sorted(lexicon._words._prefixes)
    known += [signs for begun in lexicon._literals._by_length for signs in begun.known]
    words = st.lists(st.one_of(st.sampled_from(known), st.sampled_from(["30", "xyz", ".", "-"])), max_size=30)
    text = data.draw(st.sampled_from([" ", "", "-"])).join(data.draw(words))
    half = data.draw(st.integers(0, len(text)))
    parts = [part for part in ((0, half), (half, len(text))) if part[0] < part[1]]
    spelled = lexicon.spell(text)
    found = lexicon.mentions(spelled, parts)
    for part, mentions in zip(parts, found, strict=True):
        expected = plainly(lexicon, spelled.folded, *part)
        assert set(expected) <= set(mentions)
        if not lexicon._literals:
            assert expected == mentions


def test_literals_with_gaps_choices_and_ends():
    known = Literals()
    known.learn("不(退|换)", 1)
    known.learn("由...承担|负责", 2)
    known.learn("税", 4)
    lexicon = lexicons()["zh"]
    spelled = lexicon.spell("含税不退,运费由买家承担。由")
    found: list[list[Mention]] = [[], []]
    known.add(spelled, [(0, 12), (12, 14)], found)
    assert found == [[Mention(1, 2, 4), Mention(2, 4, 1), Mention(7, 12, 2)], []]
    cut: list[list[Mention]] = [[]]
    known.add(spelled, [(0, 11)], cut)
    assert cut == [[Mention(1, 2, 4), Mention(2, 4, 1)]]


def test_a_choice_too_long_is_refused():
    with pytest.raises(ValueError, match="longer than"):
        Literals().learn("由..." + "很" * 30, 1)
    with pytest.raises(ValueError, match="brackets"):
        Literals().learn("退(给|还您", 1)


def test_literals_with_several_brackets() -> None:
    known = Literals()
    known.learn("退(给|还)(您|你)", 1)
    told = "我们退给你，也退还您"
    assert [told[start:end] for start, end, _ in literals(known, told, 0, len(told))] == ["退给你", "退还您"]

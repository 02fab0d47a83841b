"""The words that narrow a statement: whom it is for, which goods, which service (`languages/<code>/scope.toml`)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask
from integration.domain.lexicon import Lexicon, Mention

_BRACKETS = re.compile(r"[(（][^()（）]{1,80}[)）]")
_OF_GOODS = mask("special_goods", "on_sale", "bulky")


def scope_words(sentence: Sentence, scopes: Mapping[str, Lexicon]) -> list[Mention]:
    """The words of a sentence that narrow what it says."""
    return _said_of_it(sentence, list(_words(sentence, scopes)))


def _said_of_it(sentence: Sentence, words: Sequence[Mention]) -> list[Mention]:
    """Without those in brackets that say what it is not said of: "free from 158 (remote areas excepted)"."""
    spans = [found.span() for found in _BRACKETS.finditer(sentence.folded, sentence.start, sentence.end)]
    aside = [
        span
        for span in spans
        if any(word.mask & BIT["unless"] and span[0] <= word.start and word.end <= span[1] for word in words)
    ]
    denials = [word.end for word in sentence.words(BIT["negation"])]
    return [
        word
        for word in words
        if not any(first <= word.start < last for first, last in aside)
        and not (word.mask & _OF_GOODS and any(0 <= word.start - end <= 1 for end in denials))  # "not personalised"
    ]


def _words(sentence: Sentence, scopes: Mapping[str, Lexicon]) -> Iterator[Mention]:
    """Not those that are part of an address: nobody collects at atelier@."""
    scope = scopes.get(sentence.lexicon.code)
    if scope is None:
        return
    folded = sentence.folded
    said = scope.spell(sentence.text[sentence.start : sentence.end])
    for start, end, bits in scope.mentions(said, [(0, sentence.end - sentence.start)])[0]:
        word = Mention(sentence.start + start, sentence.start + end, bits)
        if folded[word.end : word.end + 1] != "@" and folded[max(0, word.start - 1) : word.start] not in ("@", "."):
            yield word


def together(words: Iterable[Mention]) -> int:
    """Every concept of the words."""
    bits = 0
    for word in words:
        bits |= word.mask
    return bits

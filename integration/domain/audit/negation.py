"""Whether a sentence denies what it speaks of."""

import re
from collections.abc import Iterator

from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask
from integration.domain.lexicon import Mention

_NEAR = 9
_IN_FRONT, _BEHIND = 12, 8
_COMMA = re.compile(r"[,、，:]")

_DENIED_THERE = mask("free", "free_shipping", "change_mind", "condition", "by_shop", "duties_paid")


def denies(sentence: Sentence, *, beside: tuple[int, int] = (0, 0)) -> bool:
    """Whether it says no, and not merely "only"; what is said in the stretch `beside` is left out.

    "At no cost" and "without giving a reason" deny the cost and the reason, nothing else.
    """
    start, end = beside
    supposed = list(_suppositions(sentence))
    phrases = sentence.words(_DENIED_THERE)
    return any(
        not found.mask & BIT["only"]
        and not start <= found.start < end
        and not any(phrase.start <= found.start and found.end < phrase.end for phrase in phrases)
        and not any(first <= found.start < last for first, last in supposed)
        for found in sentence.words(mask("negation", "no"))
    )


def only_answers(sentence: Sentence, denial: Mention) -> bool:
    """Whether it is the "No" of an answer: "No, we pay" says who pays."""
    return denial.start == sentence.start and _COMMA.match(sentence.folded, denial.end) is not None


def is_denied(sentence: Sentence, word: Mention) -> bool:
    """Whether a denial stands right before the word or in it, without spaces also right behind it: 含んでおりません."""
    after = 0 if sentence.lexicon.spaced else _BEHIND
    denials = [found for found in sentence.words(BIT["negation"]) if not only_answers(sentence, found)]
    return any(word.start - _IN_FRONT <= one.start and one.end < word.end + after for one in denials)


def _suppositions(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Clauses that say in which case: "if it does not fit, we exchange it" denies no exchange."""
    folded, spaced = sentence.folded, sentence.lexicon.spaced
    for found in sentence.words(BIT["supposing"]):
        comma = _COMMA.search(folded, found.end, sentence.end)
        if comma is not None:
            before = sentence.start if spaced else max(folded.rfind(",", sentence.start, found.start), sentence.start)
            yield (found.start if spaced else before), comma.start()
        elif spaced and found.start > sentence.start:
            yield found.start, sentence.end


def free_of_charge(sentence: Sentence, bits: int = BIT["free"]) -> list[Mention]:
    """The words that say it costs nothing, without those of "not free"."""
    refusals = [found for found in sentence.words(BIT["negation"]) if not found.mask & bits]
    return [
        found
        for found in sentence.words(bits)
        if not any(0 <= found.start - refusal.end <= _NEAR for refusal in refusals)
    ]

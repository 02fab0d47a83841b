"""Whether a sentence denies what it speaks of."""

from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask
from integration.domain.lexicon import Mention

_NEAR = 9

_DENIED_THERE = mask("free", "free_shipping", "change_mind", "condition", "by_shop", "duties_paid")


def denies(sentence: Sentence, *, beside: tuple[int, int] = (0, 0)) -> bool:
    """Whether it says no, and not merely "only"; what is said in the stretch `beside` is left out.

    "At no cost" and "without giving a reason" deny the cost and the reason, nothing else.
    """
    start, end = beside
    phrases = sentence.words(_DENIED_THERE)
    return any(
        not found.mask & BIT["only"]
        and not start <= found.start < end
        and not any(phrase.start <= found.start and found.end < phrase.end for phrase in phrases)
        for found in sentence.words(mask("negation", "no"))
    )


def free_of_charge(sentence: Sentence, bits: int = BIT["free"]) -> list[Mention]:
    """The words that say it costs nothing, without those of "not free"."""
    refusals = [found for found in sentence.words(BIT["negation"]) if not found.mask & bits]
    return [
        found
        for found in sentence.words(bits)
        if not any(0 <= found.start - refusal.end <= _NEAR for refusal in refusals)
    ]

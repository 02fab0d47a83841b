"""Whether a sentence denies what it speaks of."""

from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask


def denies(sentence: Sentence, *, beside: tuple[int, int] = (0, 0)) -> bool:
    """Whether it says no, and not merely "only"; what is said in the stretch `beside` is left out."""
    start, end = beside
    return any(
        not found.mask & BIT["only"] and not start <= found.start < end
        for found in sentence.words(mask("negation", "no"))
    )

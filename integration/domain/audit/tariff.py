"""A line that only names places with a number beside each, "Germany 2-3 days, Austria 3-4": what it costs or takes."""

import re
from collections.abc import Sequence

from integration.domain.audit.clauses import Place
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import mask

_WHERE = mask("place", "worldwide", "abroad")
_BESIDE = _WHERE | mask("until", "concerning", "joins", "only", "all", "outside", "business_day", "time_unit",
                        "carrier", "service")  # fmt: skip
_TAKING_BACK = mask("return", "refund", "withdrawal", "exchange", "money_back", "change_mind", "cancel", "warranty")
_WORD = re.compile(r"[^\W\d_]+")


def is_tariff(sentence: Sentence, numbers: Sequence[Place]) -> bool:
    """Whether places, their numbers and small words are all that it says, and nobody speaks of taking back."""
    if not numbers or not sentence.mask & _WHERE or sentence.all & _TAKING_BACK or sentence.is_question:
        return False
    known = [*sentence.words(_BESIDE), *numbers]
    lexicon = sentence.lexicon
    return all(
        word[0] in lexicon.function_words
        or word[0] in lexicon.abbreviations
        or any(found.start <= word.start() and word.end() <= found.end for found in known)
        for word in _WORD.finditer(sentence.folded, sentence.start, sentence.end)
    )

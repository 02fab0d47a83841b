"""Texts that state nothing a buyer could rely on: articles about policies, sample pages, notes to the merchant."""

import re
from collections.abc import Sequence

from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT

_LOREM = re.compile(r"lorem ipsum|dolor sit amet")
_FEW_SENTENCES = 12


def states_nothing(sentences: Sequence[Sentence], folded: str) -> str | None:
    """Why the whole text says nothing of this shop, or None.

    A shop speaks of itself ("we"); an article speaks of customers, shops and policies, and says how to write one.
    """
    short = len(sentences) <= _FEW_SENTENCES
    guide = _count(sentences, "guide")
    about = _count(sentences, "about_policies")
    instructing = _count(sentences, "merchant_instruction")
    own = sum(1 for sentence in sentences if sentence.has("we"))
    if short and _count(sentences, "sample_page"):
        return "an untouched sample page"
    if instructing >= 2 and instructing * 2 > own:
        return "instructions to the merchant"
    talk = 2 * guide + about + instructing
    if talk >= 3 and talk > 2 * own and talk * 4 >= len(sentences):
        return "an article about policies"
    if len(_LOREM.findall(folded)) >= 3 and own < 4:
        return "filler text"
    return None


def _count(sentences: Sequence[Sentence], concept: str) -> int:
    """How many different sentences and words speak so; one word repeated in a sentence counts once."""
    bit = BIT[concept]
    return sum(
        len({sentence.folded[found.start : found.end] for found in sentence.mentions if found.mask & bit})
        for sentence in sentences
        if sentence.mask & bit
    )

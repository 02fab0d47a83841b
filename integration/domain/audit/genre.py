"""Texts that state nothing a buyer could rely on: articles about policies, sample pages, notes to the merchant."""

import re
from collections.abc import Sequence

from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT

_LOREM = re.compile(r"lorem ipsum|dolor sit amet")


def states_nothing(sentences: Sequence[Sentence], folded: str) -> str | None:
    """Why the whole text says nothing of this shop, or None."""
    about = _share(sentences, "about_policies")
    instructing = _share(sentences, "merchant_instruction")
    own = sum(1 for sentence in sentences if sentence.has("shop", "customer"))
    if _share(sentences, "sample_page") and len(sentences) <= 12:
        return "an untouched sample page"
    if about >= 2 and about * 6 >= own:
        return "an article about policies"
    if instructing >= 2 and instructing * 3 >= len(sentences) * 0.34:
        return "instructions to the merchant"
    if about + instructing >= 2 and len(sentences) <= 12:
        return "an article about policies"
    if len(_LOREM.findall(folded)) >= 3 and own < 4:
        return "filler text"
    return None


def _share(sentences: Sequence[Sentence], concept: str) -> int:
    bit = BIT[concept]
    return sum(
        sum(1 for found in sentence.mentions if found.mask & bit) for sentence in sentences if sentence.mask & bit
    )

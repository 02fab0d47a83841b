"""Which words of a sentence belong to which of its numbers: "3 days to Austria, 5 to Spain" are two statements."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol, TypeVar

from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT

_BREAK = re.compile(r"(?<!\d),|,(?!\d)|[;:|(、，；：・]|\s[-/]\s")


class Place(Protocol):
    """Something that stands at text[start:end]: words or a number."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Word = TypeVar("Word", bound=Place)


def shares(sentence: Sentence, numbers: Sequence[Place], words: Sequence[Word]) -> list[list[Word]]:
    """For each number, in order, the words that are its own.

    Who names a place before the first number names one before each; so what stands between two numbers is parted at
    the first break after the one, and otherwise at the last break before the other.
    """
    if len(numbers) <= 1 or not words:
        return [list(words) for _ in numbers]
    cuts = _cuts(sentence, numbers, leading=leads(numbers, words))
    parted: list[list[Word]] = [[] for _ in numbers]
    for word in words:
        parted[bisect_right(cuts, word.start)].append(word)
    return parted


def joints(sentence: Sentence) -> list[int]:
    """Where "and" or another word joins two clauses; with its accent, a letter that means "and" is "is": è, é."""
    said = sentence.words(BIT["joins"])
    return [
        one.start
        for one in said
        if one.end - one.start > 1 or sentence.text[one.start].isascii() or not sentence.lexicon.spaced
    ]


def in_one_clause(sentence: Sentence, start: int, end: int) -> bool:
    """Whether nothing between the two places begins another clause."""
    return _BREAK.search(sentence.folded, start, max(start, end)) is None and not any(
        start <= at < end for at in joints(sentence)
    )


def leads(numbers: Sequence[Place], words: Sequence[Place]) -> bool:
    """Whether such words come before their number."""
    return bool(words and numbers) and words[0].start < numbers[0].start


def lent(parted: list[list[Word]], *, leading: bool) -> list[list[Word]]:
    """The shares, where a number without words of its own borrows those of the number that is said with it."""
    order = range(len(parted)) if leading else reversed(range(len(parted)))
    held: list[Word] = []
    full = list(parted)
    for at in order:
        held = full[at] = parted[at] or held
    return full


def _cuts(sentence: Sentence, numbers: Sequence[Place], *, leading: bool) -> list[int]:
    joins = joints(sentence)
    cuts = []
    for one, other in pairwise(numbers):
        breaks = [found.start() for found in _BREAK.finditer(sentence.folded, one.end, max(one.end, other.start))]
        breaks += [at for at in joins if one.end <= at < other.start]
        cuts.append(min(breaks, default=one.end) if leading else max(breaks, default=other.start))
    return cuts

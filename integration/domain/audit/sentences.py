"""A sentence of a document, with the concepts it names and what it stands under."""

import re
from collections.abc import Callable, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from integration.domain.audit.amounts import amounts
from integration.domain.audit.durations import durations
from integration.domain.audit.placeholders import placeholders
from integration.domain.audit.quantity import Quantity, percents
from integration.domain.concepts import BIT, mask
from integration.domain.lexicon import Lexicon, Mention
from integration.domain.signs import AT, FIGURE, MONEY, OPEN, Spelled

if TYPE_CHECKING:
    from integration.domain.audit.memory import Kept
    from integration.domain.audit.timing import Time

ANCHORS = mask("after_order", "after_dispatch", "after_delivery", "after_notice", "after_goods_back")
_COVERING = ANCHORS | mask("return", "refund", "lost", "delay")
_MOST_TIMES = 12
LONGEST_QUESTION = 200
Found = TypeVar("Found")
_RARE = (
    (re.compile(r"[(\[]at"), BIT["at_sign"], ("(at", "[at")),
    (re.compile(r"xx|lorem|n\.n\."), BIT["left_open"], ("xx", "lorem", "n.n.")),
    (re.compile(r",-|s/"), BIT["money_sign"], (",-", "s/")),
)
_BITS = {FIGURE: BIT["figure"], AT: BIT["at_sign"], OPEN: BIT["left_open"], MONEY: BIT["money_sign"]}
_SIGNS = [sum(bit for kind, bit in _BITS.items() if kinds & kind) for kinds in range(256)]
_OPEN = mask("left_open", "placeholder_word")
_TIMED = mask("time_unit")
_MEASURED = mask("time_unit", "money_sign", "double", "left_open")
_NONE: tuple[Any, ...] = ()

Votes = list[tuple[int, float]]
"""Concepts that speak for a use of a time, and how loudly."""


def signs_of(spelled: Spelled, parts: Sequence[tuple[int, int]]) -> list[int]:
    """The concepts that are signs, for each part of the text."""
    bounds = np.fromiter(chain.from_iterable(parts), np.intp, 2 * len(parts))
    signs = [_SIGNS[kinds] for kinds in np.bitwise_or.reduceat(spelled.kinds, bounds)[::2].tolist()]
    folded = spelled.folded
    for rare, bit, written in _RARE:
        if any(one in folded for one in written):
            signs = [
                said | bit if rare.search(folded, start, end) else said
                for said, (start, end) in zip(signs, parts, strict=True)
            ]
    return signs


class _Masks(dict[tuple[str, ...], int]):
    def __missing__(self, names: tuple[str, ...]) -> int:
        self[names] = mask(*names)
        return self[names]


_MASKS = _Masks()


class _worked_out(Generic[Found]):  # noqa: N801 (a decorator, like cached_property but without its lock)
    """What a sentence works out when it is first asked for; who repeats one that is kept asks that one."""

    def __init__(self, work: "Callable[[Sentence], Found]") -> None:
        self._work = work
        self._name = work.__name__

    def __get__(self, sentence: "Sentence", owner: type) -> Found:
        kept = sentence.kept
        found: Found = self._work(sentence) if kept is None else getattr(kept.sentence, self._name)
        setattr(sentence, self._name, found)
        return found


class Sentence:
    """text[start:end]; masks are the concepts said here, in its label or question, under its heading, just before.

    `near` is what is said here or asked just before, `all` also what it stands under. The times, sums, percentages
    and blanks of a sentence, and `covers`, are worked out when first asked for. The text is the document's, or one of
    its own that stands `shift` signs further on in the document, if it is `kept` in memory.
    """

    def __init__(
        self, lexicon: Lexicon, text: str, folded: str, start: int, end: int, mentions: list[Mention], signs: int
    ) -> None:
        self.lexicon = lexicon
        self.text = text
        self.folded = folded
        self.start = start
        self.end = end
        self.mentions = mentions
        said = 0
        for found in mentions:
            said |= found[2]
        self.mask = said
        self.signs = signs = signs | said & BIT["money_sign"]
        self.is_question = folded[end - 1] in "?？" and end - start < LONGEST_QUESTION
        self.is_heading = False
        self.shift = 0
        self.kept: Kept | None = None
        self.times: list[Time] | None = None
        self.voters: list[Mention] | None = None
        self.uses: list[tuple[str, Votes]] | None = None
        if not signs & BIT["money_sign"] or not (
            signs & BIT["figure"] or said & BIT["money_sign"] or not lexicon.spaced
        ):
            self.amounts = _NONE
        if not (signs | said) & _OPEN:
            self.blanks = _NONE
            if not said & _TIMED:
                self.durations = _NONE

    def alone(self) -> "Sentence":
        """The same words in a text of their own, with a line's end on either side."""
        shift = self.start - 1
        text, folded = (f"\n{whole[self.start : self.end]}\n" for whole in (self.text, self.folded))
        mentions = [Mention(found.start - shift, found.end - shift, found.mask) for found in self.mentions]
        return Sentence(self.lexicon, text, folded, 1, self.end - shift, mentions, self.signs)

    def again(self, kept: "Kept", start: int) -> "Sentence":
        """The same words, to stand at another place of a document."""
        other = Sentence.__new__(Sentence)  # everything else is worked out already: half the time of __init__
        other.lexicon, other.text, other.folded = self.lexicon, self.text, self.folded
        other.start, other.end, other.shift = self.start, self.end, start - self.start
        other.mentions, other.mask, other.signs = self.mentions, self.mask, self.signs
        other.is_question, other.is_heading = self.is_question, False
        other.times = other.voters = other.uses = None
        other.kept = kept
        return other

    def stands(self, label: int, section: int, previous: "Sentence | None") -> None:
        """Under which label or question, under which heading, and after which sentence of its block.

        Only who says a time or a sum goes on from what was said before.
        """
        if not (self.mask | self.signs) & _MEASURED:
            previous = None
        self.label = label
        self.section = section
        self.previous = previous
        self.before = previous.mask if previous is not None else 0
        self.near = self.mask | label

    def about(self, document: int) -> None:
        """What the whole document is about."""
        self.document = document
        self.all = self.near | self.section | document

    def has(self, *names: str) -> bool:
        return self.mask & _MASKS[names] != 0

    def words(self, bits: int) -> tuple[Mention, ...]:
        """The words for any of the concepts; asked so often that a mention's mask is taken by its place."""
        return tuple([found for found in self.mentions if found[2] & bits]) if self.mask & bits else ()

    def within(self, first: int, second: int, limit: int) -> bool:
        """Whether words of both concepts stand at most `limit` signs apart (half as many without spaces)."""
        reach = limit if self.lexicon.spaced else limit // 3
        seconds = self.words(second)
        return any(
            max(one.start - other.end, other.start - one.end) <= reach for one in self.words(first) for other in seconds
        )

    @_worked_out
    def durations(self) -> Sequence[Quantity]:
        bracket = self.signs & BIT["left_open"] and "[" in self.folded[self.start : self.end]
        if not (self.mask & BIT["time_unit"] or bracket):
            return _NONE
        places = [found.end for found in self.words(BIT["place"])]
        return list(islice(durations(self.lexicon, self.folded, self.start, self.end, places), _MOST_TIMES))

    @_worked_out
    def amounts(self) -> Sequence[Quantity]:
        worded = self.mask & BIT["money_sign"] != 0
        return list(amounts(self.lexicon, self.folded, self.start, self.end, worded=worded))

    @_worked_out
    def percents(self) -> Sequence[Quantity]:
        worded = self.mask & BIT["percent_word"] != 0
        if not self.counts and not worded:
            return _NONE
        return list(percents(self.lexicon, self.folded, self.start, self.end, worded=worded))

    @_worked_out
    def blanks(self) -> Sequence[tuple[int, int]]:
        """Where a template was not filled in."""
        words = [(found.start, found.end) for found in self.words(BIT["placeholder_word"])]
        if not self.signs & BIT["left_open"]:
            return words or _NONE
        return [*placeholders(self.folded, self.start, self.end), *words]

    @_worked_out
    def covers(self) -> tuple[Mention, ...]:
        """Phrases whose single words mean something else: neither "after delivery" nor "send it back" delivers."""
        said = self.words(_COVERING)
        return tuple([found for found in said if not (found.mask & ANCHORS and runs_on(self, found))])

    @property
    def lends(self) -> str:
        """The words, if the sentence that follows may go by them: it counts, or leads on."""
        said = self.folded[self.start : self.end]
        return said if self.counts or self.mask & _TIMED or said[-1] in ";；" else ""

    @property
    def counts(self) -> bool:
        """Whether the sentence has a figure in it."""
        return self.signs & BIT["figure"] != 0


def runs_on(sentence: Sentence, found: Mention) -> bool:
    """Whether the phrase runs over a comma into another clause: "after delivery, no return is accepted"."""
    return sentence.lexicon.spaced and ", " in sentence.folded[found.start : found.end]

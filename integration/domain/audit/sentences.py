"""A sentence of a document, with the concepts it names and what it stands under."""

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from integration.domain.audit.placeholders import placeholders
from integration.domain.audit.quantity import Quantity, amounts, durations, percents
from integration.domain.concepts import BIT, mask
from integration.domain.lexicon import Lexicon, Mention

if TYPE_CHECKING:
    from integration.domain.audit.timing import Time

ANCHORS = mask("after_order", "after_dispatch", "after_delivery", "after_notice", "after_goods_back")
_MOST_TIMES = 12
_FIGURE = re.compile(r"[\d百千万]")
_AT_SIGN = re.compile(r"@|[(\[]at")
_OPEN = re.compile(r"[\[{<【_]|xx|lorem|n\.n\.")
_SIGNS = ((_FIGURE, BIT["figure"]), (_AT_SIGN, BIT["at_sign"]), (_OPEN, BIT["left_open"]))


def signs_in(folded: str, start: int = 0, end: int | None = None, among: int = -1) -> int:
    """The concepts that are signs, in folded[start:end]; only those of `among` are looked for."""
    last = len(folded) if end is None else end
    found = 0
    for pattern, bit in _SIGNS:
        if among & bit and pattern.search(folded, start, last):
            found |= bit
    return found


@dataclass(slots=True)
class Sentence:
    """text[start:end]; masks are the concepts said here, in its label or question, under its heading, just before."""

    lexicon: Lexicon
    text: str
    folded: str
    start: int
    end: int
    mentions: list[Mention]
    mask: int
    label: int = 0
    section: int = 0
    before: int = 0
    document: int = 0
    previous: "Sentence | None" = None
    signs: int = 0
    is_heading: bool = False
    is_question: bool = False
    times: "list[Time] | None" = None
    _covers: tuple[Mention, ...] | None = None
    _durations: list[Quantity] | None = None
    _amounts: list[Quantity] | None = None
    _percents: list[Quantity] | None = None
    _blanks: list[tuple[int, int]] | None = None

    @property
    def near(self) -> int:
        """What is said here or asked just before."""
        return self.mask | self.label

    @property
    def all(self) -> int:
        return self.mask | self.label | self.section | self.document

    @property
    def covers(self) -> tuple[Mention, ...]:
        """Phrases whose single words mean something else: neither "after delivery" nor "send it back" delivers."""
        if self._covers is None:
            self._covers = self.words(ANCHORS | mask("return", "lost", "delay"))
        return self._covers

    def has(self, *names: str) -> bool:
        return self.mask & mask(*names) != 0

    def under(self, *names: str) -> bool:
        return bool(self.all & mask(*names))

    def words(self, bits: int) -> tuple[Mention, ...]:
        return tuple([found for found in self.mentions if found.mask & bits]) if self.mask & bits else ()

    def within(self, first: int, second: int, limit: int) -> bool:
        """Whether words of both concepts stand at most `limit` signs apart (half as many without spaces)."""
        reach = limit if self.lexicon.spaced else limit // 3
        seconds = self.words(second)
        return any(
            max(one.start - other.end, other.start - one.end) <= reach for one in self.words(first) for other in seconds
        )

    @property
    def durations(self) -> list[Quantity]:
        if self._durations is None:
            said = self.mask & BIT["time_unit"] or "[" in self.folded[self.start : self.end]
            found = durations(self.lexicon, self.folded, self.start, self.end) if said else iter(())
            self._durations = list(islice(found, _MOST_TIMES))
        return self._durations

    @property
    def amounts(self) -> list[Quantity]:
        if self._amounts is None:
            self._amounts = list(amounts(self.lexicon, self.folded, self.start, self.end)) if self.counts else []
        return self._amounts

    @property
    def percents(self) -> list[Quantity]:
        if self._percents is None:
            self._percents = list(percents(self.folded, self.start, self.end)) if self.counts else []
        return self._percents

    @property
    def counts(self) -> bool:
        """Whether the sentence has a figure in it."""
        return self.signs & BIT["figure"] != 0

    @property
    def blanks(self) -> list[tuple[int, int]]:
        """Where a template was not filled in."""
        if self._blanks is None:
            may = self.signs & BIT["left_open"]
            self._blanks = list(placeholders(self.folded, self.start, self.end)) if may else []
            self._blanks += [(found.start, found.end) for found in self.words(BIT["placeholder_word"])]
        return self._blanks

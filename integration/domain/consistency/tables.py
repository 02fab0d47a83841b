"""The rows of a table under the heads of their columns: what a number means that has no word beside it."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from integration.domain.audit.places import places_after
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import mask
from integration.domain.document import Block
from integration.domain.lexicon import Mention

_CELL = " | "
_MOST_COLUMNS = 40
_FREE = mask("free", "free_shipping")
_LEAVING = mask("dispatch", "processing", "handling_time")
_COMING = mask("deliver", "delivery_time", "after_dispatch", "shipping")


class Row(NamedTuple):
    """A row that begins at `start`; `heads` has the concepts of each column's head, none for the head itself.

    `scopes` has what each head says of whom, and `places` where to: "Germany | Austria", "standard | express".
    """

    start: int
    heads: tuple[int, ...] = ()
    scopes: tuple[int, ...] = ()
    places: tuple[tuple[str, ...], ...] = ()
    cells: int = 0

    @property
    def is_head(self) -> bool:
        return not self.heads

    def _column(self, sentence: Sentence, at: int) -> int:
        """Counted from the right: a corner that is empty is not in the text."""
        unheaded = max(0, self.cells - len(self.heads))
        return max(0, sentence.folded.count(_CELL, self.start, at) - unheaded)

    def _head(self, sentence: Sentence, at: int) -> int:
        column = self._column(sentence, at)
        return self.heads[column] if column < len(self.heads) else 0

    def narrowed_to(self, sentence: Sentence, at: int) -> int:
        """What the head of the column of text[at:] narrows it to, as concepts of a scope."""
        column = self._column(sentence, at)
        return self.scopes[column] if column < len(self.scopes) else 0

    def place_of(self, sentence: Sentence, at: int) -> tuple[str, ...]:
        """The countries that the head of the column of text[at:] names."""
        column = self._column(sentence, at)
        return self.places[column] if column < len(self.places) else ()

    def is_threshold(self, sentence: Sentence, at: int) -> bool:
        """Whether the sum at text[at:] stands under "free from"."""
        return bool(self._head(sentence, at) & _FREE)

    def journey(self, sentence: Sentence, at: int) -> str | None:
        """Whether the time at text[at:] is until dispatch or until arrival, where the head says so."""
        head = self._head(sentence, at)
        if head & _LEAVING and not head & _COMING:
            return "handling"
        return "delivery" if head & _COMING and not head & mask("handling_time", "processing") else None


def rows(
    sentences: Sequence[Sentence], blocks: Sequence[Block], scoped: Callable[[Sentence], Sequence[Mention]]
) -> Iterator[Row | None]:
    """For each sentence the row it is in, None outside of tables with a head; `scoped` has a head's scope words."""
    heads: tuple[int, ...] = ()
    scopes: tuple[int, ...] = ()
    places: tuple[tuple[str, ...], ...] = ()
    head = block = Block(-1, -1)
    cells = 0
    following = iter(blocks)
    for sentence in sentences:
        while block.end < sentence.end:
            last, block = block, next(following)
            if block.kind == "row" and last.kind != "row":
                head, heads, scopes, places = block, (), (), ()
            cells = 1 + sentence.folded.count(_CELL, block.start, block.end) if block.kind == "row" else 0
        if block.kind != "row":
            yield None
        elif block is head:
            if cells <= _MOST_COLUMNS and not (sentence.amounts or sentence.durations):
                heads = _by_column(sentence, block, sentence.mentions)
                scopes, places = _by_column(sentence, block, scoped(sentence)), _places(sentence, block)
            yield Row(block.start) if heads else None
        else:
            yield Row(block.start, heads, scopes, places, cells) if heads else None


def _by_column(sentence: Sentence, block: Block, words: Sequence[Mention]) -> tuple[int, ...]:
    heads = [0] * (1 + sentence.folded.count(_CELL, block.start, block.end))
    for found in words:
        if _CELL not in sentence.folded[found.start : found.end]:
            heads[sentence.folded.count(_CELL, block.start, found.start)] |= found.mask
    return tuple(heads) if len(heads) > 1 else ()


def _places(sentence: Sentence, block: Block) -> tuple[tuple[str, ...], ...]:
    """The countries that each head names."""
    bounds = [found.start() for found in re.finditer(re.escape(_CELL), sentence.folded[block.start : block.end])]
    starts = [block.start, *(block.start + at for at in bounds)]
    named = [places_after(sentence, start) for start in starts]
    later = [*(set(places) for places in named[1:]), set[str]()]
    return tuple(
        tuple(place for place in places if place not in after) for places, after in zip(named, later, strict=True)
    )

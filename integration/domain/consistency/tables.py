"""The rows of a table under the heads of their columns: what a number means that has no word beside it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import mask
from integration.domain.document import Block

_CELL = " | "
_FREE = mask("free", "free_shipping")
_LEAVING = mask("dispatch", "processing", "handling_time")
_COMING = mask("deliver", "delivery_time", "after_dispatch", "shipping")


class Row(NamedTuple):
    """A row that begins at `start`; `heads` has the concepts of each column's head, none for the head itself."""

    start: int
    heads: tuple[int, ...] = ()

    @property
    def is_head(self) -> bool:
        return not self.heads

    def _head(self, sentence: Sentence, at: int) -> int:
        column = sentence.folded.count(_CELL, self.start, at)
        return self.heads[column] if column < len(self.heads) else 0

    def is_threshold(self, sentence: Sentence, at: int) -> bool:
        """Whether the sum at text[at:] stands under "free from"."""
        return bool(self._head(sentence, at) & _FREE)

    def journey(self, sentence: Sentence, at: int) -> str | None:
        """Whether the time at text[at:] is until dispatch or until arrival, where the head says so."""
        head = self._head(sentence, at)
        if head & _LEAVING and not head & _COMING:
            return "handling"
        return "delivery" if head & _COMING and not head & mask("handling_time", "processing") else None


def rows(sentences: Sequence[Sentence], blocks: Sequence[Block]) -> Iterator[Row | None]:
    """For each sentence the row it is in, None outside of tables with a head."""
    heads: tuple[int, ...] = ()
    head = block = Block(-1, -1)
    following = iter(blocks)
    for sentence in sentences:
        while block.end < sentence.end:
            last, block = block, next(following)
            if block.kind == "row" and last.kind != "row":
                head, heads = block, ()
        if block.kind != "row":
            yield None
        elif block is head:
            heads = _heads(sentence, block) if not (sentence.amounts or sentence.durations) else ()
            yield Row(block.start) if heads else None
        else:
            yield Row(block.start, heads) if heads else None


def _heads(sentence: Sentence, block: Block) -> tuple[int, ...]:
    heads = [0] * (1 + sentence.folded.count(_CELL, block.start, block.end))
    within = [found for found in sentence.mentions if _CELL not in sentence.folded[found.start : found.end]]
    for found in within:
        heads[sentence.folded.count(_CELL, block.start, found.start)] |= found.mask
    return tuple(heads) if len(heads) > 1 else ()

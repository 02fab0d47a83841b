"""A text with quotes marked in it, cut where a mark begins or ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from integration.domain.document import Block

LOUDEST_FIRST = ("unwanted", "placeholder", "vague", "present")


@dataclass(frozen=True, slots=True)
class Mark:
    """The quote text[start:end] of a finding in this state, under the number of its note."""

    number: int
    start: int
    end: int
    state: str

    def touches(self, block: Block) -> bool:
        return self.start < block.end and self.end > block.start


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text under one state, the loudest of its marks ("" for none); `ends` are the notes that end here."""

    text: str
    state: str = ""
    ends: tuple[int, ...] = ()


def runs(text: str, block: Block, marks: Sequence[Mark]) -> list[Run]:
    """The block's text from end to end, every character once."""
    inside = [mark for mark in marks if mark.touches(block)]
    edges = {block.start, block.end}
    for mark in inside:
        edges |= {max(mark.start, block.start), min(mark.end, block.end)}
    return [_run(text, start, end, inside) for start, end in pairwise(sorted(edges))]


def _run(text: str, start: int, end: int, marks: Sequence[Mark]) -> Run:
    over = [mark for mark in marks if mark.start <= start and mark.end >= end]
    states = {mark.state for mark in over}
    loudest = next((state for state in LOUDEST_FIRST if state in states), "")
    return Run(text[start:end], loudest, tuple(mark.number for mark in over if mark.end == end))

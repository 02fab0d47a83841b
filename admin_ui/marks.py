"""The audited text as a proof sheet: its lines, the marks on them, and the notes in the margin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from integration.domain.document import Block
from integration.store.tables import FindingRow

LOUDEST_FIRST = ("placeholder", "vague", "present")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text under one mark ("" for none); `ends` are the notes whose quotes end here."""

    text: str
    state: str = ""
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    number: int
    finding: FindingRow


@dataclass(frozen=True, slots=True)
class Line:
    """One block of the page. `level` is 1 to 6 for a heading, else 0."""

    segments: Sequence[Segment]
    notes: Sequence[Note] = field(default_factory=tuple)
    kind: str = "paragraph"
    level: int = 0


def proof(text: str, blocks: Sequence[Block], findings: Mapping[str, FindingRow]) -> list[Line]:
    """The blocks of `text` as lines, each with the notes on quotes that end in it, numbered from the top."""
    quoted = [row for row in findings.values() if row.quote and 0 <= row.text_start < row.text_end <= len(text)]
    in_place = sorted(quoted, key=lambda row: (row.text_end, row.text_start, row.code))
    notes = [Note(number, row) for number, row in enumerate(in_place, 1)]
    return [_line(text, block, notes) for block in _whole(text, blocks)]


def _whole(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks, or one for each line of a text that was read without blocks."""
    if blocks:
        return list(blocks)
    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append(Block(at, at + len(line)))
        at += len(line) + 1
    return found


def _line(text: str, block: Block, notes: Sequence[Note]) -> Line:
    touching = [note for note in notes if note.finding.text_start < block.end and note.finding.text_end > block.start]
    edges = {block.start, block.end}
    for note in touching:
        edges |= {max(note.finding.text_start, block.start), min(note.finding.text_end, block.end)}
    places = sorted(edges)
    segments = [_segment(text, start, end, touching) for start, end in pairwise(places)]
    own = [note for note in touching if note.finding.text_end <= block.end]
    return Line(segments, own, block.kind, block.level)


def _segment(text: str, start: int, end: int, notes: Sequence[Note]) -> Segment:
    over = [note for note in notes if note.finding.text_start <= start and note.finding.text_end >= end]
    states = {note.finding.state for note in over}
    state = next((state for state in LOUDEST_FIRST if state in states), "")
    return Segment(text[start:end], state, tuple(note.number for note in over if note.finding.text_end == end))

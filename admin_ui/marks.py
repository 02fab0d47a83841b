"""The audited text as a proof sheet: its lines, the marks on them, and the notes in the margin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from integration.domain.document import Block
from integration.domain.marks import Mark, Run, runs
from integration.store.tables import FindingRow


@dataclass(frozen=True, slots=True)
class Note:
    number: int
    finding: FindingRow

    @property
    def mark(self) -> Mark:
        return Mark(self.number, self.finding.text_start, self.finding.text_end, self.finding.state)


@dataclass(frozen=True, slots=True)
class Line:
    """One block of the page. `level` is 1 to 6 for a heading, else 0."""

    segments: Sequence[Run]
    notes: Sequence[Note] = field(default_factory=tuple)
    kind: str = "paragraph"
    level: int = 0


def proof(text: str, blocks: Sequence[Block], findings: Mapping[str, FindingRow]) -> list[Line]:
    """The blocks of `text` as lines, each with the notes on quotes that end in it, numbered from the top."""
    quoted = [row for row in findings.values() if row.quote and 0 <= row.text_start < row.text_end <= len(text)]
    in_place = sorted(quoted, key=lambda row: (row.text_end, row.text_start, row.code))
    notes = [Note(number, row) for number, row in enumerate(in_place, 1)]
    return [_line(text, block, notes) for block in lines_of(text, blocks)]


def lines_of(text: str, blocks: Sequence[Block]) -> list[Block]:
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
    own = [note for note in notes if note.mark.touches(block) and note.finding.text_end <= block.end]
    return Line(runs(text, block, [note.mark for note in notes]), own, block.kind, block.level)

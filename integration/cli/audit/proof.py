"""A document set as a proof sheet: its text in lines, the quotes marked in it, a numbered note beside each."""

from dataclasses import dataclass, field
from decimal import Decimal

from integration.cli.audit.reading import Audited
from integration.domain.audit.finding import Fact, Finding
from integration.domain.document import Block
from integration.domain.marks import Mark, runs

_LONGEST = 30_000
"""Characters of a document that are set; the rest is counted."""

_CLASSES = {"present": "said", "vague": "vague", "placeholder": "empty"}
_UNITS = {"day": "days", "business_day": "working days", "hour": "hours", "month": "months", "percent": "%"}
_FROM = {
    "order": "from the order",
    "dispatch": "from dispatch",
    "delivery": "from delivery",
    "notice": "from the notice",
    "goods_back": "from the goods' return",
}
_PAYER = {"shop": "the shop pays", "customer": "the buyer pays"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under one mark, and the numbers of the notes that end with it."""

    text: str
    mark: str = ""
    refs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    number: int
    mark: str
    code: str
    facts: str


@dataclass(frozen=True, slots=True)
class SetBlock:
    """A heading, paragraph, list item or table row, in pieces."""

    tag: str
    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class Line:
    """Blocks that share their notes."""

    blocks: list[SetBlock] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def proof(found: Audited) -> tuple[list[Line], int]:
    """(lines, characters left out at the end)."""
    document = found.document
    numbered = _numbered(found)
    marks = [Mark(number, finding.start, finding.end, finding.state) for number, finding in numbered]
    lines = [Line()]
    cut = len(document.text)
    for block in document.blocks:
        if block.end > _LONGEST and block.start > 0:
            cut = block.start
            break
        notes = [_note(number, finding) for number, finding in numbered if block.start <= finding.start < block.end]
        only_headings = all(one.tag.startswith("h") for one in lines[-1].blocks)
        if lines[-1].notes or (notes and not only_headings):
            lines.append(Line())
        pieces = (Piece(run.text, _CLASSES.get(run.state, ""), run.ends) for run in runs(document.text, block, marks))
        lines[-1].blocks.append(SetBlock(_tag(block), tuple(pieces)))
        lines[-1].notes.extend(notes)
    return [line for line in lines if line.blocks], len(document.text) - cut


def _numbered(found: Audited) -> list[tuple[int, Finding]]:
    said = [finding for finding in found.reading.findings.values() if finding.state != "missing" and finding.quote]
    return list(enumerate(sorted(said, key=lambda finding: (finding.start, finding.end)), 1))


def _note(number: int, finding: Finding) -> Note:
    facts = "; ".join(dict.fromkeys(words for fact in finding.facts if (words := fact_words(fact))))
    return Note(number, _CLASSES[finding.state], finding.code, facts)


def _tag(block: Block) -> str:
    if block.kind == "heading":
        return "h3" if block.level <= 2 else "h4"
    return {"item": "li", "row": "row"}.get(block.kind, "p")


def fact_words(fact: Fact) -> str:
    """A fact in a few words: "14 days from delivery", "4.90 EUR, the buyer pays"."""
    if fact.negated:
        return "none"
    parts = [_amount(fact), _FROM.get(fact.counted_from or "", "")]
    words = " ".join(part for part in parts if part)
    payer = _PAYER.get(fact.payer or "", "")
    return ", ".join(part for part in (words, payer, *fact.places[:6]) if part)


def _amount(fact: Fact) -> str:
    unit = _UNITS.get(fact.unit or "", fact.unit or "")
    if fact.value is not None:
        return f"{_number(fact.value)} {unit}".strip()
    if fact.minimum is not None and fact.maximum is not None:
        return f"{_number(fact.minimum)} to {_number(fact.maximum)} {unit}".strip()
    if fact.minimum is not None:
        return f"from {_number(fact.minimum)} {unit}".strip()
    return unit if fact.maximum is None else f"up to {_number(fact.maximum)} {unit}".strip()


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}" if value == value.to_integral_value() else f"{value:f}"

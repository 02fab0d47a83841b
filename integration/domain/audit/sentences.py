"""A document as statements: each sentence with the concepts it names and what it stands under."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from integration.domain.audit.quantity import Quantity, amounts, durations, percents
from integration.domain.concepts import BIT, mask
from integration.domain.document import Block, Document
from integration.domain.lexicon import Lexicon, Mention

if TYPE_CHECKING:
    from integration.domain.audit.roles import Role

_STOP = re.compile(r"[.!?;…]+[\"'»”’)\]]*(?=\s|$)|[。！？；;!?]+[」』”）)]*|\n")
_LAST_WORD = re.compile(r"[^\W_]{1,12}$")
_BULLET = re.compile(
    r"\s*(?:[-*•·–▪●◦✓✔►→]|\(?\d{1,2}[.)、．]|[一二三四五六七八九十]{1,2}[、．.]|[①-⑳]|#{1,6}|[a-z]\))?\s*"
)
_LABEL = re.compile(r"[^:：\n]{1,60}[:：]")
_DIGIT = re.compile(r"\d")
_LONGEST_HEADING = 70
_TOPICS = mask(
    "return", "refund", "withdrawal", "exchange", "damaged", "wrong_item", "shipping", "deliver", "dispatch",
    "processing", "handling_time", "delivery_time", "shipping_cost", "cancel", "duties", "tracking", "contact", "delay",
    "lost", "price", "tax", "dispute", "complaint", "warranty", "legal_warranty", "condition", "excluded", "restocking",
    "procedure", "return_cost", "carrier", "service", "destination", "opening_hours", "money_back", "reply",
    "material_label", "size_label", "care", "feature_label", "cost", "calculated", "deadline_word", "usage", "abroad",
    "tracking_number", "pickup", "currency_word", "investigate", "court", "storage", "pay_due", "free_shipping",
)  # fmt: skip


@dataclass(slots=True)
class Sentence:
    """text[start:end]; masks are the concepts said here, in its label or question, under its heading, just before."""

    lexicon: Lexicon
    folded: str
    start: int
    end: int
    mentions: list[Mention]
    mask: int
    label: int = 0
    section: int = 0
    before: int = 0
    is_heading: bool = False
    is_question: bool = False
    roles: "list[tuple[Quantity, Role]] | None" = None
    _quantities: list[list[Quantity] | None] = field(default_factory=lambda: [None, None, None])

    @property
    def near(self) -> int:
        """What is said here or asked just before."""
        return self.mask | self.label

    @property
    def all(self) -> int:
        return self.mask | self.label | self.section

    def has(self, *names: str) -> bool:
        return any(self.mask & BIT[name] for name in names)

    def under(self, *names: str) -> bool:
        return any(self.all & BIT[name] for name in names)

    def words(self, bits: int) -> tuple[Mention, ...]:
        return tuple(found for found in self.mentions if found.mask & bits)

    @property
    def durations(self) -> list[Quantity]:
        if self._quantities[0] is None:
            blank = "[" in self.folded[self.start : self.end]
            said = self.mask & BIT["time_unit"] or blank
            self._quantities[0] = list(durations(self.lexicon, self.folded, self.start, self.end)) if said else []
        return self._quantities[0]

    @property
    def amounts(self) -> list[Quantity]:
        if self._quantities[1] is None:
            self._quantities[1] = list(self._counted(amounts(self.lexicon, self.folded, self.start, self.end)))
        return self._quantities[1]

    @property
    def percents(self) -> list[Quantity]:
        if self._quantities[2] is None:
            self._quantities[2] = list(self._counted(percents(self.folded, self.start, self.end)))
        return self._quantities[2]

    def _counted(self, found: Iterator[Quantity]) -> Iterator[Quantity]:
        return found if _DIGIT.search(self.folded, self.start, self.end) else iter(())


def sentences(document: Document, lexicon: Lexicon, folded: str) -> list[Sentence]:
    """Every sentence of the document, in order."""
    found: list[Sentence] = []
    section = question = 0
    blocks = document.blocks
    for place, block in enumerate(blocks):
        last_block = place + 1 == len(blocks)
        parts = list(_split(lexicon, folded, block))
        label = _label(lexicon, folded, parts[0]) if parts else 0
        before = 0
        asked = 0
        for start, end in parts:
            mentions = lexicon.mentions(folded, start, end)
            own = 0
            for mention in mentions:
                own |= mention.mask
            sentence = Sentence(lexicon, folded, start, end, mentions, own, label | question, section, before)
            sentence.is_question = folded[end - 1] in "?？" and end - start < 200
            found.append(sentence)
            before = own
            if sentence.is_question:
                asked = question = own
                label = 0
        if len(parts) == 1 and not asked and not last_block and _is_heading(lexicon, folded, block, found[-1]):
            found[-1].is_heading = True
            question = 0
            if found[-1].mask & _TOPICS or block.kind == "heading":
                section = found[-1].mask & _TOPICS
        elif block.kind == "heading":
            section = found[-1].mask & _TOPICS if found else 0
    return found


def _split(lexicon: Lexicon, folded: str, block: Block) -> Iterator[tuple[int, int]]:
    bullet = _BULLET.match(folded, block.start, block.end)
    start = bullet.end() if bullet else block.start
    for stop in _STOP.finditer(folded, start, block.end):
        if folded[stop.start()] == "." and _is_abbreviation(lexicon, folded, start, stop.start()):
            continue
        yield from _trimmed(folded, start, stop.end())
        start = stop.end()
    yield from _trimmed(folded, start, block.end)


def _trimmed(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    if end > start:
        yield start, end


def _is_abbreviation(lexicon: Lexicon, folded: str, start: int, dot: int) -> bool:
    word = _LAST_WORD.search(folded, max(start, dot - 12), dot)
    if word is None:
        return False
    following = folded[dot + 1 : dot + 3].strip()
    return word[0] in lexicon.abbreviations or (len(word[0]) == 1 and bool(following) and lexicon.spaced)


def _label(lexicon: Lexicon, folded: str, first: tuple[int, int]) -> int:
    found = _LABEL.match(folded, *first)
    if found is None or found.end() >= first[1]:
        return 0
    bits = 0
    for mention in lexicon.mentions(folded, found.start(), found.end()):
        bits |= mention.mask
    return bits & _TOPICS


def _is_heading(lexicon: Lexicon, folded: str, block: Block, sentence: Sentence) -> bool:
    if block.kind == "heading":
        return True
    length = block.end - block.start
    if length > (_LONGEST_HEADING if lexicon.spaced else 24) or block.kind == "row":
        return False
    last = folded[block.end - 1]
    if last in ".,;!。，；！、":
        return False
    if last in ":：":
        return True
    if block.kind == "item" and not folded[block.start].isdigit():
        return False
    return not sentence.durations and not sentence.amounts and not ("@" in folded[block.start : block.end])

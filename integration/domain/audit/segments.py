"""A document cut into sentences, each told what heading, label or question it stands under."""

import re
from collections.abc import Iterator, Mapping

from integration.domain.audit.sentences import Sentence, signs_in
from integration.domain.audit.whole import outermost
from integration.domain.concepts import mask
from integration.domain.document import Block, Document
from integration.domain.lexicon import Lexicon, Mention

_STOP = re.compile(r"[.!?;…]+[\"'»”’)\]]*(?=\s|$)|[。！？；;!?]+[」』”）)]*|\n")
_LAST_WORD = re.compile(r"[^\W_]{1,12}$")
_BULLET = re.compile(
    r"\s*(?:[-*•·–▪●◦✓✔►→]|\(?\d{1,2}[.)、．](?!\d)|[一二三四五六七八九十]{1,2}[、．.]|[①-⑳]|#{1,6}|[a-z]\)|[qa]\d{0,2}\s?[.:、．]|[■□◆◇★☆※◎●○▼▶✅])?\s*"
)
_ASKED = re.compile(r"\s*q\d{0,2}\s?[.:、．]")
_LABEL_END = re.compile(r"[:】\t]|(?<=\S) \| ")
_LONGEST_LABEL = 60
_LONGEST_HEADING = 70
_MOST_HEADING_SPACES = 6
_TOPICS = mask(
    "return", "refund", "withdrawal", "exchange", "damaged", "wrong_item", "shipping", "deliver", "dispatch",
    "processing", "handling_time", "delivery_time", "shipping_cost", "cancel", "duties", "tracking", "contact", "delay",
    "lost", "price", "tax", "dispute", "complaint", "warranty", "legal_warranty", "condition", "excluded", "restocking",
    "procedure", "return_cost", "carrier", "service", "destination", "opening_hours", "money_back", "reply",
    "material_label", "size_label", "care", "feature_label", "cost", "calculated", "deadline_word", "usage", "abroad",
    "tracking_number", "pickup", "currency_word", "investigate", "court", "storage", "pay_due", "free_shipping",
)  # fmt: skip
_LONGEST_QUESTION = 200
_LONGEST_SENTENCE = {True: 600, False: 240}  # what follows weighs every word against every time
_RETURNING = mask(
    "return", "refund", "withdrawal", "exchange", "return_cost", "money_back", "excluded_goods", "condition"
)
_SENDING = mask(
    "shipping", "deliver", "dispatch", "processing", "delivery_time", "shipping_cost", "carrier", "tracking"
)
_CLEAR = 2.0


def sentences(
    document: Document, lexicon: Lexicon, folded: str, foreign: Mapping[int, tuple[Lexicon, str]] | None = None
) -> list[Sentence]:
    """Every sentence of the document, in order; `foreign`: lexicon and folded text of blocks in another language.

    Concepts belong to no language, so what stands under a foreign heading still knows it.
    """
    reader = _Reader(lexicon, document.text, folded, _topics_of(lexicon, lexicon.fold(document.title)))
    last = len(document.blocks) - 1
    for place, block in enumerate(document.blocks):
        reader.lexicon, reader.folded = foreign.get(place, (lexicon, folded)) if foreign else (lexicon, folded)
        reader.read(block, may_head=place < last)
    topic = _topic(reader.found)
    for sentence in reader.found:
        sentence.document = topic
    return reader.found


def _topic(found: list[Sentence]) -> int:
    """What the whole document is about, when it is about one thing: taking back or sending."""
    returning = sum((sentence.mask & _RETURNING).bit_count() for sentence in found)
    sending = sum((sentence.mask & _SENDING).bit_count() for sentence in found)
    if returning >= 2 and returning > sending * _CLEAR:
        return mask("return", "refund") if _refunds(found) else mask("return")
    return mask("shipping") if sending >= 2 and sending > returning * _CLEAR else 0


def _refunds(found: list[Sentence]) -> bool:
    refunding = sum(1 for sentence in found if sentence.has("refund"))
    return refunding > sum(1 for sentence in found if sentence.has("return", "withdrawal", "exchange"))


class _Reader:
    """Reads block after block, remembering the heading and the question in force."""

    def __init__(self, lexicon: Lexicon, text: str, folded: str, section: int) -> None:
        self.lexicon = lexicon
        self.text = text
        self.folded = folded
        self.found: list[Sentence] = []
        self.section = section
        self.question = 0
        self.headed = 0
        self.signs = signs_in(folded)

    def read(self, block: Block, *, may_head: bool) -> None:
        parts = list(_split(self.lexicon, self.folded, block))
        if not parts:
            return
        asked = self._read_parts(parts, marked=_ASKED.match(self.folded, block.start) is not None)
        if block.kind == "heading" or (
            len(parts) == 1 and not asked and may_head and _is_heading(self.lexicon, self.folded, block, self.found[-1])
        ):
            self._head(self.found[-1], firm=block.kind == "heading")
        elif block.kind != "item":
            self.headed = 0

    def _read_parts(self, parts: list[tuple[int, int]], *, marked: bool) -> bool:
        label = before = 0
        asked = False
        for place, (start, end) in enumerate(parts):
            mentions = outermost(self.lexicon.mentions(self.folded, start, end))
            own = _together(mentions, end)
            if place == 0:
                label = _label(self.folded, start, end, mentions)
            under = label | self.question | self.headed
            sentence = Sentence(
                self.lexicon, self.text, self.folded, start, end, mentions, own, under, self.section, before
            )
            sentence.previous = self.found[-1] if place else None
            sentence.signs = signs_in(self.folded, start, end, self.signs)
            asks = self.folded[end - 1] in "?？" or (place == 0 and marked)
            sentence.is_question = asks and end - start < _LONGEST_QUESTION
            self.found.append(sentence)
            before = own
            if sentence.is_question:
                asked, self.question, label, self.headed = True, own, 0, 0
        return asked

    def _head(self, sentence: Sentence, *, firm: bool) -> None:
        sentence.is_heading = True
        self.question = 0
        self.headed = sentence.mask & _TOPICS
        if firm or self.headed:
            self.section = self.headed


def _split(lexicon: Lexicon, folded: str, block: Block) -> Iterator[tuple[int, int]]:
    longest = _LONGEST_SENTENCE[lexicon.spaced]
    bullet = _BULLET.match(folded, block.start, block.end)
    start = bullet.end() if bullet else block.start
    for stop in _STOP.finditer(folded, start, block.end):
        if folded[stop.start()] == "." and _is_abbreviation(lexicon, folded, start, stop.start()):
            continue
        if folded[stop.start()] in "?？" and _in_brackets(folded, start, stop.start(), block.end):
            continue
        yield from _trimmed(folded, start, stop.end(), longest)
        start = stop.end()
    if start < block.end:
        yield from _trimmed(folded, start, block.end, longest)


def _trimmed(folded: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    while end - start > longest:
        space = folded.rfind(" ", start + longest // 2, start + longest)
        cut = space if space > 0 else start + longest
        yield start, cut
        start = cut + (space > 0)
    if end > start:
        yield start, end


def _in_brackets(folded: str, start: int, at: int, end: int) -> bool:
    """A question asked in the middle of a sentence, "[how many days?]", does not end it."""
    opened = folded.rfind("[", max(start, at - _LONGEST_QUESTION), at)
    return opened > folded.rfind("]", start, at) and folded.find("]", at, min(end, at + _LONGEST_QUESTION)) > 0


def _is_abbreviation(lexicon: Lexicon, folded: str, start: int, dot: int) -> bool:
    word = _LAST_WORD.search(folded, max(start, dot - 12), dot)
    if word is None:
        return False
    following = folded[dot + 1 : dot + 3].strip()
    return word[0] in lexicon.abbreviations or (len(word[0]) == 1 and bool(following) and lexicon.spaced)


def _label(folded: str, start: int, end: int, mentions: list[Mention]) -> int:
    mark = _LABEL_END.search(folded, start, min(end, start + _LONGEST_LABEL + 1))
    return _together(mentions, mark.end()) & _TOPICS if mark and start < mark.start() < end - 1 else 0


def _together(mentions: list[Mention], end: int) -> int:
    bits = 0
    for mention in mentions:
        if mention.end <= end:
            bits |= mention.mask
    return bits


def _topics_of(lexicon: Lexicon, folded: str) -> int:
    return _together(lexicon.mentions(folded, 0, len(folded)), len(folded)) & _TOPICS


def _is_heading(lexicon: Lexicon, folded: str, block: Block, sentence: Sentence) -> bool:
    if block.kind == "heading":
        return True
    length = block.end - block.start
    if length > (_LONGEST_HEADING if lexicon.spaced else 24) or block.kind == "row":
        return False
    last = folded[block.end - 1]
    if lexicon.spaced and last not in ":?" and folded.count(" ", block.start, block.end) >= _MOST_HEADING_SPACES:
        return False
    if last in ".,;!。，；！、":
        return False
    if last in ":：":
        return True
    colon = max(folded.find(":", block.start, block.end), folded.find("：", block.start, block.end))
    if colon >= 0 and (block.kind == "item" or _together(sentence.mentions, colon) & _TOPICS):
        return False
    if block.kind == "item" and not folded[block.start].isdigit():
        return False
    return not sentence.durations and not sentence.amounts and "@" not in folded[block.start : block.end]

"""A document cut into sentences, each told what heading, label or question it stands under."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from integration.domain.audit.cutting import cut
from integration.domain.audit.memory import EDGE, Left, Place, Stand, Text, memory_of
from integration.domain.audit.sentences import LONGEST_QUESTION, Sentence, signs_of
from integration.domain.audit.whole import outermost
from integration.domain.concepts import mask
from integration.domain.document import Block, Document
from integration.domain.lexicon import Lexicon, Mention
from integration.domain.signs import Spelled

_ASKED = re.compile(r"\s*q\d{0,2}\s?[.:、．]")
_LABEL_END = re.compile(r"[:】\t]|(?<=\S) [|—–] ")
_FIELD = re.compile(r"[^\s:]{2,14} (?=\S)")
_SAYS = re.compile(r"[您请将须]|会(?![员计议])|可以|不能|无法|恕")
_LONG_ENOUGH = 8
_LEADS_ON = re.compile(r"以下|下記|下记|次の|如下")
_FINISHED = re.compile(r"(?:です|ます|ません|ました|でした|下さい|ください|[哦啦喔]|即可|不支持|拒收|承担|负担|負擔)$")
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
    "pay_with", "maker", "responsible_person", "identity_label", "seat", "vat_id", "registration",
)  # fmt: skip
_RETURNING = mask(
    "return", "refund", "withdrawal", "exchange", "return_cost", "money_back", "excluded_goods", "condition"
)
_SENDING = mask(
    "shipping", "deliver", "dispatch", "processing", "delivery_time", "shipping_cost", "carrier", "tracking"
)
_CLEAR = 2.0
_QUALIFYING = mask(
    "cost", "calculated", "deadline_word", "usage"
)  # what a line of them leads on is still about the section


class Passage(NamedTuple):
    """The sentences of a block, `shift` signs further on in the document than in their own text."""

    sentences: list[Sentence]
    shift: int = 0
    place: Place | None = None


def passages(
    document: Document,
    lexicon: Lexicon,
    spelled: Spelled,
    foreign: Mapping[int, Lexicon] | None = None,
    *,
    remember: bool = True,
) -> list[Passage]:
    """Every sentence of the document, block after block; `foreign`: the lexicon of each block in another language.

    Concepts belong to no language, so what stands under a foreign heading still knows it.
    """
    foreign = foreign or {}
    tongues = [foreign.get(place, lexicon) for place in range(len(document.blocks))]
    known = [
        memory_of(tongue).recall(document.text[block.start : block.end], partial(_alone, tongue)) if remember else None
        for block, tongue in zip(document.blocks, tongues, strict=True)
    ]
    fresh = iter(
        _fresh(
            document, lexicon, spelled, [None if text else tongue for text, tongue in zip(known, tongues, strict=True)]
        )
    )
    reader = _Reader(_topics_of(lexicon, document.title) if document.title else 0)
    last = len(document.blocks) - 1
    found = []
    for at, (block, text) in enumerate(zip(document.blocks, known, strict=True)):
        if text is None:
            found.append(Passage(reader.read(block, next(fresh), may_head=at < last)))
        else:
            place = text.at(reader.stand(block, may_head=at < last))
            reader.section, reader.question, reader.headed = place.left
            found.append(Passage(place.sentences, block.start - EDGE, place))
    return found


def _fresh(
    document: Document, main: Lexicon, spelled: Spelled, tongues: Sequence[Lexicon | None]
) -> list[list[Sentence]]:
    """The sentences of each block that has a tongue to be read in, none knowing yet what it stands under."""
    read: dict[int, list[Sentence]] = {}
    for tongue in dict.fromkeys(tongues):
        if tongue is not None:
            places = [place for place, wanted in enumerate(tongues) if wanted is tongue]
            blocks = [document.blocks[place] for place in places]
            spelling = spelled if tongue is main else tongue.spell(document.text)
            read |= zip(places, _read_blocks(document.text, tongue, spelling, blocks), strict=True)
    return [read[place] for place in sorted(read)]


def _alone(lexicon: Lexicon, said: str) -> Text:
    """A block read by itself, with a line's end on either side, as in its document."""
    text = f"\n{said}\n"
    (sentences,) = _read_blocks(text, lexicon, lexicon.spell(text), [Block(EDGE, EDGE + len(said))])
    return Text(len(said), sentences, _set)


def _set(block: Block, sentences: list[Sentence], stand: Stand) -> Left:
    reader = _Reader(stand.section, stand.question, stand.headed)
    reader.read(block, sentences, may_head=stand.may_head)
    return Left(reader.section, reader.question, reader.headed)


def _read_blocks(text: str, lexicon: Lexicon, spelled: Spelled, blocks: Sequence[Block]) -> list[list[Sentence]]:
    by_block = cut(lexicon, spelled, blocks)
    parts = [part for found in by_block for part in found]
    if not parts:
        return [[] for _ in blocks]
    mentions, signs = iter(lexicon.mentions(spelled, parts)), iter(signs_of(spelled, parts))
    folded = spelled.folded
    return [
        [Sentence(lexicon, text, folded, start, end, outermost(next(mentions)), next(signs)) for start, end in found]
        for found in by_block
    ]


def topic_of(found: Sequence[Sentence]) -> int:
    """What the whole document is about, when it is about one thing: taking back or sending."""
    returning = sum((sentence.mask & _RETURNING).bit_count() for sentence in found)
    sending = sum((sentence.mask & _SENDING).bit_count() for sentence in found)
    if returning >= 2 and returning > sending * _CLEAR:
        return mask("return", "refund") if _refunds(found) else mask("return")
    return mask("shipping") if sending >= 2 and sending > returning * _CLEAR else 0


def _refunds(found: Sequence[Sentence]) -> bool:
    refunding = sum(1 for sentence in found if sentence.has("refund"))
    return refunding > sum(1 for sentence in found if sentence.has("return", "withdrawal", "exchange"))


class _Reader:
    """Reads block after block, remembering the heading and the question in force."""

    def __init__(self, section: int, question: int = 0, headed: int = 0) -> None:
        self.section = section
        self.question = question
        self.headed = headed

    def stand(self, block: Block, *, may_head: bool) -> Stand:
        return Stand(block.kind, block.level, may_head, self.section, self.question, self.headed)

    def read(self, block: Block, sentences: list[Sentence], *, may_head: bool) -> list[Sentence]:
        if not sentences:
            return sentences
        only = sentences[0]
        if (
            only.folded[block.start] in "q \t"
            and _ASKED.match(only.folded, block.start)
            and only.end - only.start < LONGEST_QUESTION
        ):
            only.is_question = True
        asked = self._read_sentences(sentences)
        if block.kind == "heading" or (
            len(sentences) == 1 and not asked and may_head and _is_heading(only.lexicon, only.folded, block, only)
        ):
            self._head(sentences[-1], firm=block.kind == "heading")
        elif block.kind != "item":
            self.headed = 0
        return sentences

    def _read_sentences(self, sentences: list[Sentence]) -> bool:
        label = _label(sentences[0])
        previous: Sentence | None = None
        asked = False
        for sentence in sentences:
            sentence.stands(label | self.question | self.headed, self.section, previous)
            previous = sentence
            if sentence.is_question:
                asked, label, self.headed = True, 0, 0
                self.question = sentence.mask | (0 if sentence.mask & _TOPICS else self.question)
        return asked

    def _head(self, sentence: Sentence, *, firm: bool) -> None:
        sentence.is_heading = True
        self.question = 0
        self.headed = sentence.mask & _TOPICS
        if firm or self.headed & ~_QUALIFYING:
            self.section = self.headed
        else:
            self.section |= self.headed


def _label(sentence: Sentence) -> int:
    start, end = sentence.start, sentence.end
    mark = _LABEL_END.search(sentence.folded, start, min(end, start + _LONGEST_LABEL + 1))
    if mark is None and not sentence.lexicon.spaced:
        mark = _FIELD.match(sentence.folded, start, end)
    return _together(sentence.mentions, mark.end()) & _TOPICS if mark and start < mark.end() - 1 < end - 1 else 0


def _together(mentions: list[Mention], end: int) -> int:
    bits = 0
    for mention in mentions:
        if mention.end <= end:
            bits |= mention.mask
    return bits


def _topics_of(lexicon: Lexicon, title: str) -> int:
    found = lexicon.mentions(lexicon.spell(title), [(0, len(title))])
    return _together(found[0], len(title)) & _TOPICS


def _is_statement(folded: str, block: Block) -> bool:
    """Whether a line without a full stop, in a language without spaces, is a sentence all the same."""
    said = folded[block.start : block.end]
    if _LEADS_ON.search(said):
        return False
    return "," in said or bool(_FINISHED.search(said)) or (len(said) >= _LONG_ENOUGH and bool(_SAYS.search(said)))


def _is_heading(lexicon: Lexicon, folded: str, block: Block, sentence: Sentence) -> bool:
    if block.kind == "heading":
        return True
    length = block.end - block.start
    if length > (_LONGEST_HEADING if lexicon.spaced else 24) or block.kind == "row":
        return False
    field = None if lexicon.spaced else _FIELD.match(folded, block.start, block.end)
    if field and _together(sentence.mentions, field.end()) & _TOPICS:
        return False
    if " | " in folded[block.start : block.end]:
        return False  # the head of a table leaves its rows under what the table stands under
    last = folded[block.end - 1]
    if lexicon.spaced and last not in ":?" and folded.count(" ", block.start, block.end) >= _MOST_HEADING_SPACES:
        return False
    if last in ".,;!。，；！、" or (not lexicon.spaced and _is_statement(folded, block)):
        return False
    if last in ":：":
        return True
    colon = max(folded.find(":", block.start, block.end), folded.find("：", block.start, block.end))
    if colon >= 0 and (block.kind == "item" or _together(sentence.mentions, colon) & _TOPICS):
        return False
    if block.kind == "item" and not folded[block.start].isdigit():
        return False
    return not sentence.durations and not sentence.amounts and "@" not in folded[block.start : block.end]

"""A document cut into sentences, each told what heading, label or question it stands under."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from integration.domain.audit.cutting import cut
from integration.domain.audit.headings import is_heading
from integration.domain.audit.memory import EDGE, Left, Place, Stand, Text, memory_of
from integration.domain.audit.sentences import LONGEST_QUESTION, Sentence, signs_of
from integration.domain.audit.topics import TOPICS, label_of, topics_of
from integration.domain.audit.whole import outermost
from integration.domain.concepts import BIT, mask
from integration.domain.document import Block, Document
from integration.domain.lexicon import Lexicon
from integration.domain.signs import Spelled

_ASKED = re.compile(r"\s*q\d{0,2}\s?[.:、．]")
_LONGEST_AFTER = {True: 24, False: 8}
_RETURNING = mask(
    "return", "refund", "withdrawal", "exchange", "return_cost", "money_back", "excluded_goods", "condition"
)
_SENDING = mask(
    "shipping", "deliver", "dispatch", "processing", "delivery_time", "shipping_cost", "carrier", "tracking"
)
_CLEAR = 2.0
_QUALIFYING = mask("cost", "calculated", "deadline_word", "usage")  # what it leads on is still about the section


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
    reader = _Reader(topics_of(lexicon, document.title) if document.title else 0)
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
        if block.kind == "heading" or (len(sentences) == 1 and not asked and may_head and is_heading(only, block)):
            self._head(sentences[-1], firm=block.kind == "heading")
        elif block.kind != "item":
            self.headed = 0
        return sentences

    def _read_sentences(self, sentences: list[Sentence]) -> bool:
        label = label_of(sentences[0])
        previous: Sentence | None = None
        asked = False
        for sentence in sentences:
            sentence.stands(label | self.question | self.headed, self.section, previous)
            previous = sentence
            if sentence.is_question:
                asked, label, self.headed = True, 0, 0
                self.question = sentence.mask | (self.question if _asks_on(sentence) else 0)
        return asked

    def _head(self, sentence: Sentence, *, firm: bool) -> None:
        sentence.is_heading = True
        self.question = 0
        self.headed = sentence.mask & TOPICS
        if firm or self.headed & ~_QUALIFYING:
            self.section = self.headed
        else:
            self.section |= self.headed


def _asks_on(sentence: Sentence) -> bool:
    """ "And how?", which asks of what was asked before; a longer question has a topic, known to us or not."""
    if sentence.mask & TOPICS:
        return False
    goes_on = any(found.start == sentence.start for found in sentence.words(BIT["joins"]))
    return goes_on or sentence.end - sentence.start <= _LONGEST_AFTER[sentence.lexicon.spaced]

"""A document cut into sentences, each told what heading, label or question it stands under."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from integration.domain.audit.cutting import Part, cut
from integration.domain.audit.headings import is_heading
from integration.domain.audit.memory import Memory, memory_of
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
_LONGEST_RUN_IN = {True: 32, False: 10}
_MOST_SPACES_RUN_IN = 2
_STATED = mask("excluded", "negation", "no", "free", "yes")
_QUALIFYING = mask("cost", "calculated", "deadline_word", "usage")  # what it leads on is still about the section


class _Reading(NamedTuple):
    """A block's sentences, none knowing yet what it stands under, and the folded text that the block stands in."""

    sentences: list[Sentence]
    folded: str


def sentences_of(
    document: Document,
    lexicon: Lexicon,
    spelled: Spelled,
    foreign: Mapping[int, Lexicon] | None = None,
    *,
    remember: bool = True,
) -> list[Sentence]:
    """Every sentence of the document, block after block; `foreign`: the lexicon of each block in another language.

    Concepts belong to no language, so what stands under a foreign heading still knows it.
    """
    foreign = foreign or {}
    tongues = [foreign.get(place, lexicon) for place in range(len(document.blocks))]
    read: dict[int, _Reading] = {}
    for tongue in dict.fromkeys(tongues):
        places = [place for place, wanted in enumerate(tongues) if wanted is tongue]
        blocks = [document.blocks[place] for place in places]
        spelling = spelled if tongue is lexicon else tongue.spell(document.text)
        found = _read_blocks(document.text, tongue, spelling, blocks, memory_of(tongue) if remember else None)
        read |= {place: _Reading(own, spelling.folded) for place, own in zip(places, found, strict=True)}
    reader = _Reader(topics_of(lexicon, document.title) if document.title else 0)
    last = len(document.blocks) - 1
    for at, block in enumerate(document.blocks):
        reader.read(block, *read[at], may_head=at < last)
    return [sentence for at in range(last + 1) for sentence in read[at].sentences]


def _read_blocks(
    text: str, lexicon: Lexicon, spelled: Spelled, blocks: Sequence[Block], memory: Memory | None
) -> list[list[Sentence]]:
    by_block = cut(lexicon, spelled, blocks)
    parts = [part for found in by_block for part in found]
    kept = [memory.recall(text[start:end]) for start, end in parts] if memory else [None] * len(parts)
    afresh = _afresh(
        text, lexicon, spelled, [part for part, known in zip(parts, kept, strict=True) if known is None], memory
    )
    said = iter([known.at(start) if known else next(afresh) for known, (start, _) in zip(kept, parts, strict=True)])
    return [[next(said) for _ in found] for found in by_block]


def _afresh(
    text: str, lexicon: Lexicon, spelled: Spelled, parts: Sequence[Part], memory: Memory | None
) -> Iterator[Sentence]:
    if not parts:
        return
    mentions, signs, folded = lexicon.mentions(spelled, parts), signs_of(spelled, parts), spelled.folded
    for (start, end), named, kinds in zip(parts, mentions, signs, strict=True):
        sentence = Sentence(lexicon, text, folded, start, end, outermost(named), kinds)
        if memory:
            memory.learn(sentence)
        yield sentence


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

    def __init__(self, section: int) -> None:
        self.section = section
        self.question = 0
        self.headed = 0

    def read(self, block: Block, sentences: Sequence[Sentence], folded: str, *, may_head: bool) -> None:
        if not sentences:
            return
        only = sentences[0]
        if (
            folded[block.start] in "q \t"
            and _ASKED.match(folded, block.start)
            and only.end - only.start < LONGEST_QUESTION
        ):
            only.is_question = True
        asked = self._read_sentences(sentences)
        alone = len(sentences) == 1 and not asked and may_head
        if block.kind == "heading" or (alone and is_heading(only, block, folded)):
            self._head(sentences[-1], firm=block.kind == "heading")
        elif block.kind != "item":
            self.headed = 0

    def _read_sentences(self, sentences: Sequence[Sentence]) -> bool:
        label = label_of(sentences[0]) or _run_in(sentences)
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
        clear = self.headed & ~_QUALIFYING
        if not sentence.is_question:
            self.headed = _one_thing(self.headed)
        if firm or clear:
            self.section = self.headed
        else:
            self.section |= self.headed


def _run_in(sentences: Sequence[Sentence]) -> int:
    """The topics of a heading that stands in the line it heads: "Returns. You have 15 days." """
    first = sentences[0]
    short = first.end - first.start <= _LONGEST_RUN_IN[first.lexicon.spaced]
    if len(sentences) == 1 or not short or first.is_question or first.counts or first.mask & _STATED:
        return 0
    words = first.folded.count(" ", first.start, first.end)
    return first.mask & TOPICS if words <= _MOST_SPACES_RUN_IN else 0


def _one_thing(topics: int) -> int:
    """The topics of a heading without sending and taking back, where it names both: it heads the whole page."""
    both = topics & _RETURNING and topics & _SENDING and not topics & BIT["return_cost"]
    return topics & ~(_RETURNING | _SENDING) if both else topics


def _asks_on(sentence: Sentence) -> bool:
    """ "And how?", which asks of what was asked before; a longer question has a topic, known to us or not."""
    if sentence.mask & TOPICS:
        return False
    goes_on = any(found.start == sentence.start for found in sentence.words(BIT["joins"]))
    return goes_on or sentence.end - sentence.start <= _LONGEST_AFTER[sentence.lexicon.spaced]

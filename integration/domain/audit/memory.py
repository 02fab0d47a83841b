"""What was read before: a shop says the same of shipping, sizes and care on every product."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.sentences import Sentence
from integration.domain.document import Block, BlockKind
from integration.domain.lexicon import Lexicon

_LONGEST = 2_000
_MOST_TEXTS = 2_048
_MOST_PLACES = 16
_MOST_SEEN = 1 << 16
EDGE = 1
"""A text that is remembered is read by itself, with a line's end on either side, as it stands in its document."""


class Stand(NamedTuple):
    """What a block is and stands under: all that a reading of it depends on beside its text."""

    kind: BlockKind
    level: int
    may_head: bool
    section: int
    question: int
    headed: int


class Left(NamedTuple):
    """What a block leaves in force for those that follow."""

    section: int
    question: int
    headed: int


Tell = Callable[[Iterable[Sentence]], Iterable[Candidate]]
Set = Callable[[Block, list[Sentence], Stand], Left]
"""Tells the sentences of a block what they stand under."""


class Place:
    """A remembered text where it stands: its sentences, and what they tell of a document about one thing or another."""

    def __init__(self, text: "Text", stand: Stand) -> None:
        self._text = text
        self._stand = stand
        self._told: dict[tuple[Tell, int], list[Candidate]] = {}
        self.sentences, self.left = text.set(stand)

    def told(self, tell: Tell, topic: int) -> list[Candidate]:
        known = self._told.get((tell, topic))
        if known is None:
            sentences, _ = self._text.set(self._stand)
            for sentence in sentences:
                sentence.about(topic)
            known = self._told[tell, topic] = list(tell(sentences))
        return known


class Text:
    """A block's text, read by itself; `sentences` know nothing yet of what they stand under."""

    def __init__(self, length: int, sentences: list[Sentence], set: Set) -> None:
        self._length = length
        self._sentences = sentences
        self._set = set
        self._places: dict[Stand, Place] = {}

    def at(self, stand: Stand) -> Place:
        place = self._places.get(stand)
        if place is None:
            if len(self._places) >= _MOST_PLACES:
                self._places.clear()
            place = self._places[stand] = Place(self, stand)
        return place

    def set(self, stand: Stand) -> tuple[list[Sentence], Left]:
        sentences = [sentence.again() for sentence in self._sentences]
        block = Block(EDGE, EDGE + self._length, stand.kind, stand.level)
        return sentences, self._set(block, sentences, stand)


class Memory:
    """The texts of blocks that were seen twice, up to a limit; the oldest is forgotten first."""

    def __init__(self) -> None:
        self._texts: dict[str, Text] = {}
        self._seen: set[int] = set()

    def recall(self, said: str, read: Callable[[str], Text]) -> Text | None:
        """None at first sight: what is said once is not worth remembering."""
        known = self._texts.get(said)
        if known is not None or len(said) > _LONGEST:
            return known
        sight = hash(said)
        if sight not in self._seen:
            if len(self._seen) >= _MOST_SEEN:
                self._seen.clear()
            self._seen.add(sight)
            return None
        if len(self._texts) >= _MOST_TEXTS:
            self._texts.pop(next(iter(self._texts)), None)
        known = self._texts[said] = read(said)
        return known


@cache
def memory_of(lexicon: Lexicon) -> Memory:
    return Memory()

"""What a sentence is said of: the words of the sentence, of the question it answers, of the heading it stands under."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from integration.domain.audit.clauses import Place, shares
from integration.domain.audit.places import outside_only, places_before, places_in
from integration.domain.audit.sentences import Sentence
from integration.domain.audit.topics import TOPICS
from integration.domain.concepts import BIT, mask
from integration.domain.consistency.scope_words import scope_words, together
from integration.domain.consistency.statement import ABROAD, EXCEPTIONS, Scope
from integration.domain.consistency.tables import Row, rows
from integration.domain.document import Block
from integration.domain.lexicon import Lexicon, Mention
from integration.domain.places import WORLD

UNCOMPARED = mask("special_goods", "bulky", "other_service", "trade_buyer", "member", "season", "remote", "cooled")
"""Of these nobody can tell whether two texts mean the same ones, unless both name them alike."""
_NAMED = mask("special_goods", "bulky")
"""Of these two texts may name the same ones."""
_STEM = 7
_HOW = mask("delivery_time", "cost", "deadline_word", "size_label", "usage", "calculated")
_LONGEST_AFTER = {True: 30, False: 10}
BREAK = re.compile(r"[,;:(（|，；：]")
_US = re.compile(r"(?<![A-Z$] )\bUS\b(?! [A-Z]{2})(?!\s?[$\d])")
_OF_PLACES = mask(
    "shipping", "shipping_cost", "free_shipping", "deliver", "delivery_time", "dispatch", "destination", "return",
    "return_cost", "duties", "cost", "customer",
)  # fmt: skip
"""What a place is named for that holds for the next sentence too."""
_ASKED = mask("spend", "other_service", "on_site")
_HEADED = mask("trade_buyer", "by_law", "express", "on_sale", "member", "special_goods", "bulky")
_PLACED = mask("on_site", "other_service")
_OF_ORDERS = mask("shipping", "deliver", "dispatch", "return", "contact", "phone_word", "order", "refund")
_OF_MORE = mask("exchange", "warranty")
"""A page of these is of more than a right by law."""
_TITLED = mask("trade_buyer", "member")
"""A page that is named for some buyers speaks to them alone."""


@dataclass
class Setting:
    """A sentence among others: the places and scope words in force where it stands; whether it answers a question,
    and the concepts of the question; the sentence before it in its block; the question, if it stands just before.
    """

    sentence: Sentence
    words: list[Mention]
    inherited: int = 0
    places: tuple[str, ...] = ()
    answers: bool = False
    asked: int = 0
    row: Row | None = None
    previous: Sentence | None = None
    question: "Setting | None" = None

    def scope(
        self, numbers: Sequence[Place] = (), at: int = 0, places: tuple[str, ...] = (), besides: int = 0
    ) -> Scope | None:
        """The scope of the number `at` among `numbers`, or of the whole sentence; None: not to be compared.

        Words of `besides` narrow nothing here.
        """
        own = self._of_number(numbers, at) if numbers else self._before_exception()
        bits = self.inherited | together(own)
        if self.row is not None and numbers:
            bits |= self.row.narrowed_to(self.sentence, numbers[at].start)
        if not numbers or len(numbers) == 1:
            bits = self._without_law(bits)
        special = bits & UNCOMPARED & ~besides
        kinds = self._kinds(own, special)
        if (special and not kinds) or self.has("trade_buyer"):
            return None
        names = frozenset(name for name in EXCEPTIONS if bits & BIT[name]) | kinds
        said = places or _places(self.sentence)
        if self.row is not None and numbers:
            said = said or self.row.place_of(self.sentence, numbers[at].start)
        if len(numbers) == 1:
            said = places_before(self.sentence, self._end_of(numbers[0])) or said
        if WORLD in said and self.has("home"):
            said = tuple(place for place in said if place != WORLD)  # "anywhere in Brazil"
        return Scope(said or self._abroad() or self.places, names)

    def _kinds(self, words: Sequence[Mention], special: int) -> frozenset[str]:
        """The goods or services meant, each by the beginning of its name: two texts may mean the same ones."""
        asked = [] if self.question is None else [(self.question.sentence, word) for word in self.question.words]
        named = [
            (said, word) for said, word in (*((self.sentence, word) for word in words), *asked) if word.mask & special
        ]
        if special & ~together(word for _, word in named) or special & ~_NAMED:
            return frozenset()
        return frozenset(_kind(said, word) for said, word in named)

    def kind_of(self, word: Mention) -> frozenset[str]:
        """The exception that the word makes, if it is of sale goods or of goods that it names."""
        on_sale = word.mask & BIT["on_sale"]
        return frozenset({"on_sale"} if on_sale else {_kind(self.sentence, word)})

    def _abroad(self) -> tuple[str, ...]:
        """Where no country is named: a place that is no country's."""
        return (ABROAD,) if self.sentence.has("abroad") or self.has("abroad") else ()

    def has(self, *names: str) -> bool:
        wanted = mask(*names)
        return any(word.mask & wanted for word in self.words)

    def is_limit(self, number: Place) -> bool:
        """Whether the number is said as an upper bound."""
        return any(word.mask & BIT["up_to"] and 0 <= number.start - word.end < 25 for word in self.words)

    @property
    def is_for_some_buyers(self) -> bool:
        """Whether it stands on a page, or under a heading, for trade buyers or members alone."""
        return bool(self.inherited & _TITLED)

    @property
    def names_a_place(self) -> bool:
        return bool(self.places or _places(self.sentence))

    @cached_property
    def exception_at(self) -> int:
        """Where "unless" begins; the end of the sentence without one."""
        return min((word.start for word in self.words if word.mask & BIT["unless"]), default=self.sentence.end)

    def _of_number(self, numbers: Sequence[Place], at: int) -> list[Mention]:
        """A word behind the number and a break is of something else: "in 3 days, or the next day with express"."""
        end = self._end_of(numbers[at])
        own = shares(self.sentence, numbers, self.words)[at]
        return [word for word in own if word.start < end or word.mask & BIT["by_law"]]

    def _end_of(self, number: Place) -> int:
        """Where what is said of a number ends: the next break."""
        joins = [word.start for word in self.sentence.words(BIT["joins"]) if word.start >= number.end]
        stop = BREAK.search(self.sentence.folded, number.end, self.sentence.end)
        return max(min([*joins, stop.start() if stop else self.sentence.end]), number.end)

    def _before_exception(self) -> list[Mention]:
        return [word for word in self.words if word.start < self.exception_at]

    def _without_law(self, bits: int) -> int:
        """What a shop gives beside the law is not the law's: "on top of your statutory right, 30 days"."""
        return bits & ~BIT["by_law"] if self.has("beside_law") else bits


def settings_of(
    sentences: Sequence[Sentence], blocks: Sequence[Block], scopes: Mapping[str, Lexicon]
) -> Iterator[Setting]:
    """Each sentence with what stands over and before it."""
    headed: tuple[int, tuple[str, ...]] = (0, ())
    asked: tuple[int, tuple[str, ...]] = (0, ())
    answers, question = False, 0
    block_end, in_block = -1, 0
    near: tuple[str, ...] = ()
    titled: int | None = None
    previous: Sentence | None = None
    last: Setting | None = None
    ends = iter(blocks)
    in_scope = partial(scope_words, scopes=scopes)
    for sentence, row in zip(sentences, rows(sentences, blocks, in_scope), strict=True):
        while block_end < sentence.end:
            block_end = next(ends).end
            near, in_block, previous = (), 0, None
        words = scope_words(sentence, scopes)
        bits = together(words)
        here = _places(sentence)
        if titled is None:
            titled = bits & _TITLED if sentence.is_heading else 0
        if sentence.is_heading:
            headed, asked = (titled | bits & _headed(sentence), here), (0, ())
        if sentence.is_question:
            asked = (bits & (_HEADED | _ASKED), here)
        answers = sentence.is_question or (answers and not sentence.is_heading)
        if sentence.is_question:
            question = sentence.mask | (question if _asks_on(sentence) else 0)
        elif not answers:
            question = 0
        places = near or asked[1] or headed[1]
        inherited = headed[0] | asked[0] | in_block
        at_once = last if last is not None and last.sentence.is_question and not sentence.is_question else None
        last = Setting(sentence, words, inherited, places, answers, question, row, previous, at_once)
        yield last
        previous = sentence
        near = here if here and _concerns_orders(sentence) else near
        in_block |= bits & BIT["trade_buyer"]


def _asks_on(sentence: Sentence) -> bool:
    """ "How long does it take?", which asks of what was asked before."""
    short = sentence.end - sentence.start <= _LONGEST_AFTER[sentence.lexicon.spaced]
    return short and bool(sentence.mask & _HOW) and not sentence.mask & TOPICS & ~_HOW


def _kind(sentence: Sentence, word: Mention) -> str:
    said = sentence.folded[word.start : word.end]
    longest = max(said.split(), key=len) if sentence.lexicon.spaced else said
    return longest[:_STEM]


def _places(sentence: Sentence) -> tuple[str, ...]:
    """The countries named; what is "us" in small letters is "US" in capitals."""
    found = (ABROAD,) if outside_only(sentence) else places_in(sentence)
    if not found and sentence.lexicon.code == "en" and _US.search(sentence.text, sentence.start, sentence.end):
        return ("US",)
    return found


def _concerns_orders(sentence: Sentence) -> bool:
    priced = sentence.amounts and not sentence.has("price", "tax_included")  # "green tea from Japan. Price: 12.50"
    return bool(sentence.near & _OF_PLACES or priced or sentence.durations)


def _headed(sentence: Sentence) -> int:
    """What a heading says of all that stands under it: "Our shop" speaks of visits, "Shipping and collection" not."""
    headed = _HEADED & ~BIT["by_law"] if sentence.mask & _OF_MORE else _HEADED
    return headed if sentence.mask & _OF_ORDERS else headed | _PLACED

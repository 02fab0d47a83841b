"""The times of a sentence, each with its use and the fact it gives."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from integration.domain.audit.barred import SENDING, TAKING_BACK, barred, is_refused
from integration.domain.audit.candidate import Candidate
from integration.domain.audit.clauses import in_one_clause, shares
from integration.domain.audit.finding import Fact
from integration.domain.audit.origin import counted_from
from integration.domain.audit.places import places_of
from integration.domain.audit.quantity import Quantity, doubled
from integration.domain.audit.roles import Role, may_be_for, role_of
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask

_CLAUSE_END = re.compile(r"[,;:.!?()]")
_PROMPT = SENDING | {"refund", "damage", "cancel"}
_LEAVES = mask("dispatch", "processing", "handling_time")
_TELLING = mask("notify", "photo", "reach")
_NOT = mask("excluded", "negation")


class Time(NamedTuple):
    """A time, what it is for, and the fact it gives."""

    quantity: Quantity
    role: Role
    fact: Fact

    @property
    def words(self) -> tuple[tuple[int, int], ...]:
        return (*self.role.words, (self.quantity.start, self.quantity.end))


def timed(sentence: Sentence, *uses: str) -> list[Time]:
    """Every time said in the sentence whose use is known; worked out once, and not if it can be for none of `uses`."""
    if sentence.times is None:
        if uses and not may_be_for(sentence, uses):
            return []
        said = sentence.durations or sentence.has("double")
        sentence.times = list(_timed(sentence)) if said else []
    return sentence.times


def stated(code: str, sentence: Sentence, time: Time, *, score: float = 0.0) -> Candidate:
    """That the sentence states the time, or left it blank."""
    if time.quantity.blank:
        rule = f"{time.role.name} time left blank"
        return Candidate(code, "placeholder", sentence, rule, time.words, time.role.score + score)
    rule = f"{time.role.name} time"
    return Candidate(code, "present", sentence, rule, time.words, time.role.score + score, (time.fact,))


def _timed(sentence: Sentence) -> Iterator[Time]:
    times = [*sentence.durations, *_doubled(sentence)]
    if not times:
        return
    places = places_of(sentence, times)
    goods = shares(sentence, times, sentence.words(BIT["excluded_goods"]))
    concerning = shares(sentence, times, sentence.words(BIT["concerning"])) if len(times) > 1 else [[] for _ in times]
    services = shares(sentence, times, sentence.words(BIT["service"]))
    never = barred(sentence, times)
    for quantity, where, group, about, service, bars in zip(
        times, places, goods, concerning, services, never, strict=True
    ):
        role = role_of(sentence, quantity, never=bars)
        if (
            role is None
            or (role.name not in _PROMPT and _is_named(sentence, quantity))
            or is_refused(sentence, quantity)
            or _only_said_shorter(sentence, quantity)
            or (role.name == "handling" and _is_no_dispatch(sentence, quantity))
            or (role.name == "damage" and _is_for_remedy(sentence, quantity))
        ):
            continue
        condition = None
        if role.name in SENDING:
            condition = sentence.text[service[0].start : service[0].end] if service else None
        elif role.name in TAKING_BACK and group and (len(times) > 1 or not sentence.mask & _NOT):
            condition = _group(sentence, group[0].start, group[0].end)
        elif role.name in TAKING_BACK and about:
            condition = _clause_from(sentence, about[0].start, times)
        fact = Fact(
            quantity.value, quantity.minimum, quantity.maximum, quantity.unit,
            counted_from=counted_from(sentence, quantity, role.name),
            places=where if role.name in SENDING else (),
            condition=condition,
        )  # fmt: skip
        yield Time(quantity, role, fact)


def _is_no_dispatch(sentence: Sentence, quantity: Quantity) -> bool:
    """ "You get the tracking number on the day of dispatch": the day is the number's."""
    if not _is_named(sentence, quantity):
        return False
    if not sentence.has("tracking_number"):
        return not sentence.near & _LEAVES
    return not any(found.start >= quantity.end for found in sentence.words(BIT["dispatch"]))


def _is_for_remedy(sentence: Sentence, quantity: Quantity) -> bool:
    """ "Send a photo and we replace it within 3 days": that long the shop takes, not the buyer."""
    if quantity.unit == "month":
        return False
    made_good, told = (
        any(in_one_clause(sentence, min(found.end, quantity.end), max(found.start, quantity.start)) for found in words)
        for words in (sentence.words(BIT["remedy"]), sentence.words(_TELLING))
    )
    return made_good and not told


def _only_said_shorter(sentence: Sentence, quantity: Quantity) -> bool:
    """ "The next day, or within 48 hours at the latest": what counts is the latest."""
    if not _is_named(sentence, quantity):
        return False
    role = role_of(sentence, quantity)
    if not sentence.lexicon.spaced and role is not None and role.name in SENDING:
        return False
    counted = (other for other in sentence.durations if not _is_named(sentence, other))
    return role is not None and any((of := role_of(sentence, other)) and of.name == role.name for other in counted)


def _is_named(sentence: Sentence, quantity: Quantity) -> bool:
    """The next day is when a shop sends or delivers; of anything else it is only a date."""
    return sentence.folded[quantity.start : quantity.end] in sentence.lexicon.time.days


def _group(sentence: Sentence, start: int, end: int) -> str:
    """The goods meant: "reduced items", not only "reduced"."""
    following = (found.end for found in sentence.words(BIT["goods"]) if start <= found.start <= end + 1)
    return sentence.text[start : max(end, next(following, end))]


def _clause_from(sentence: Sentence, start: int, times: Sequence[Quantity]) -> str:
    """ "For plants": up to the next break or time."""
    end = min((time.start for time in times if time.start > start), default=sentence.end)
    return _CLAUSE_END.split(sentence.text[start:end], maxsplit=1)[0].rstrip()


def _doubled(sentence: Sentence) -> Iterator[Quantity]:
    if sentence.amounts:
        return
    for word in sentence.words(BIT["double"]):
        known = [time for time in sentence.durations if time.end <= word.start] or sentence.durations
        if not known and sentence.previous is not None and not sentence.previous.amounts:
            known = sentence.previous.durations
        if known:
            yield doubled(known[-1], word.start, word.end)

"""What a rule proposes for a code, before the best proposal is chosen."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from integration.domain.audit.finding import Fact, Finding, State, told
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import mask
from integration.domain.lexicon import Mention

_RANK: Mapping[State, int] = {"present": 2, "placeholder": 2, "vague": 1, "missing": 0}
_LONGEST_QUOTE = 240


class Candidate(NamedTuple):
    """A detail that a sentence may state; `words` decided it, `score` orders candidates of the same state."""

    code: str
    state: State
    sentence: Sentence
    rule: str
    words: tuple[tuple[int, int], ...] = ()
    score: float = 1.0
    facts: tuple[Fact, ...] = ()


Reads = Callable[[Sentence], Iterator[Candidate]]


class Rule(NamedTuple):
    """A reading of one sentence; only sentences that name or answer one of the concepts in `needs` are shown to it."""

    reads: Reads
    needs: int


def rule(reads: Reads, *concepts: str) -> Rule:
    return Rule(reads, mask(*concepts))


def spans(mentions: Iterable[Mention]) -> tuple[tuple[int, int], ...]:
    return tuple([(start, end) for start, end, _ in mentions])


def best(told_by_sentences: Iterable[tuple[int, Sequence[Candidate]]]) -> dict[str, Finding]:
    """For each code the strongest candidate as a finding, with the facts of all that say the same.

    A sentence's candidates come with how many signs further on it stands in the document than in its own text.
    """
    chosen: dict[str, tuple[int, Candidate]] = {}
    orders: dict[str, _Order] = {}
    facts: dict[str, dict[Fact, None]] = {}
    for shift, candidates in told_by_sentences:
        for candidate in candidates:
            code, state, _, _, _, score, stated = candidate
            if stated and state == "present":
                facts.setdefault(code, {}).update(dict.fromkeys(stated))
            order = (_RANK[state], score, state == "placeholder")
            if code not in orders or order > orders[code]:
                chosen[code], orders[code] = (shift, candidate), order
    return {
        code: _finding(candidate, shift, told(facts.get(code, {})) if candidate.state == "present" else candidate.facts)
        for code, (shift, candidate) in chosen.items()
    }


_Order = tuple[int, float, bool]
"""What says something before what is vague; of two as sure, the one left blank: a buyer would stumble on it."""


def _finding(candidate: Candidate, shift: int, facts: tuple[Fact, ...]) -> Finding:
    start, end = quoted(candidate)
    text = candidate.sentence.text
    words = tuple(dict.fromkeys(text[a:b] for a, b in sorted(candidate.words)))
    quote = text[start:end]
    return Finding(candidate.code, candidate.state, quote, start + shift, end + shift, facts, candidate.rule, words)


def quoted(candidate: Candidate) -> tuple[int, int]:
    """The sentence, or of a long one the stretch around the deciding words."""
    start, end = candidate.sentence.start, candidate.sentence.end
    if end - start <= _LONGEST_QUOTE:
        return start, end
    folded = candidate.sentence.folded
    first = min((a for a, _ in candidate.words), default=start)
    last = max((b for _, b in candidate.words if b - first <= _LONGEST_QUOTE), default=first + _LONGEST_QUOTE)
    room = max(0, _LONGEST_QUOTE - (last - first)) // 2
    begin = max(start, first - room)
    stop = min(end, last + room)
    if begin > start:
        begin = min(first, _next_break(folded, begin, first))
    if stop < end:
        stop = max(last, _last_break(folded, last, stop))
    return begin, stop


def _next_break(folded: str, begin: int, first: int) -> int:
    space = folded.find(" ", begin, first)
    return begin if space < 0 else space + 1


def _last_break(folded: str, last: int, stop: int) -> int:
    space = folded.rfind(" ", last, stop)
    return stop if space < 0 else space

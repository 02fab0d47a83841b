"""What a rule proposes for a code, before the best proposal is chosen."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from integration.domain.audit.finding import Fact, Finding, State, told
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import mask
from integration.domain.document import Document
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


class Rule(NamedTuple):
    """A reading of one sentence; only sentences that name or answer one of the concepts in `needs` are shown to it."""

    reads: Callable[[Sentence], Iterator[Candidate]]
    needs: int


def rule(reads: Callable[[Sentence], Iterator[Candidate]], *concepts: str) -> Rule:
    return Rule(reads, mask(*concepts))


def spans(mentions: Iterable[Mention]) -> tuple[tuple[int, int], ...]:
    return tuple((found.start, found.end) for found in mentions)


def best(candidates: Iterable[Candidate], document: Document) -> dict[str, Finding]:
    """For each code the strongest candidate as a finding, with the facts of all that say the same."""
    chosen: dict[str, Candidate] = {}
    facts: dict[str, dict[Fact, None]] = {}
    for candidate in candidates:
        known = chosen.get(candidate.code)
        if candidate.state == "present":
            facts.setdefault(candidate.code, {}).update(dict.fromkeys(candidate.facts))
        if known is None or _order(candidate) > _order(known):
            chosen[candidate.code] = candidate
    found = {code: _finding(candidate, document) for code, candidate in chosen.items()}
    return {
        code: replace(finding, facts=told(facts.get(code, {}))) if finding.state == "present" else finding
        for code, finding in found.items()
    }


def _order(candidate: Candidate) -> tuple[int, float, bool]:
    """What says something before what is vague; of two as sure, the one left blank: a buyer would stumble on it."""
    return _RANK[candidate.state], candidate.score, candidate.state == "placeholder"


def _finding(candidate: Candidate, document: Document) -> Finding:
    start, end = quoted(candidate)
    words = tuple(dict.fromkeys(document.text[a:b] for a, b in sorted(candidate.words)))
    return Finding(
        candidate.code, candidate.state, document.text[start:end], start, end, candidate.facts, candidate.rule, words
    )


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

"""The countries a sentence names, and which of its numbers each is for."""

import re
from collections.abc import Iterable, Iterator, Sequence

from integration.domain.audit.clauses import Place, leads, lent, shares
from integration.domain.audit.finding import Fact
from integration.domain.audit.negation import denies
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask
from integration.domain.lexicon import Mention

_BESIDE = 4
_AFTER_OUTSIDE = 16
_PARTS = frozenset(("EA", "IC"))  # of Spain, with codes of their own
_OF = re.compile(r"\s[^\W\d]{1,3}(?:\s|['’])")
"""Between all other countries and what they are countries of: "all other countries of the EU" are not the world."""
_PAUSE = re.compile(r"[,;:(\[.]|\s-\s")


def places_in(sentence: Sentence) -> tuple[str, ...]:
    """ISO 3166 codes, EU or world, in the order they are said, each once."""
    return _codes(sentence, _named(sentence))


def places_of(sentence: Sentence, numbers: Sequence[Place]) -> list[tuple[str, ...]]:
    """For each number the places it is for."""
    named = _named(sentence)
    if not named:
        return [()] * len(numbers)
    parted = shares(sentence, numbers, named)
    for at in range(1, len(parted)):
        if not parted[at] and _in_brackets(sentence, numbers[at - 1].end, numbers[at].start):
            parted[at] = parted[at - 1]  # "5.95 in France (free from 50)"
    return [_codes(sentence, share) for share in lent(parted, leading=leads(numbers, named))]


def outside_only(sentence: Sentence) -> bool:
    """Whether it names a place only to speak of what lies outside of it."""
    named, bounds = _bounded(sentence)
    return bool(bounds) and not named


def _in_brackets(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a bracket opens between the two places and does not close."""
    return sentence.folded.rfind("(", start, end) > sentence.folded.rfind(")", start, end)


def places_before(sentence: Sentence, end: int) -> tuple[str, ...]:
    """Those that are named before text[end:]."""
    return _codes(sentence, [found for found in _named(sentence) if found.start < end])


def places_after(sentence: Sentence, start: int) -> tuple[str, ...]:
    """Those that are named from text[start:] on."""
    return _codes(sentence, [found for found in _named(sentence) if found.start >= start])


def misaddressed(sentence: Sentence) -> bool:
    """Whether it speaks of a wrong address: what comes back then is no return."""
    return sentence.has("address") and sentence.has("wrong_item", "our_error")


def served(sentence: Sentence) -> Iterator[Fact]:
    """The places sent to, and those refused: "to all of the EU, but not to Malta".

    "Not outside France" serves France. A part of a country that is refused is told as a condition.
    """
    named, bounds = _bounded(sentence)
    if bounds and denies(sentence):
        yield Fact(places=_codes(sentence, bounds))
    if not sentence.lexicon.spaced and "," in sentence.folded[sentence.start : sentence.end]:
        for own, denied in _by_clause(sentence, named):
            yield from _stated(sentence, own, denied=denied)
        return
    turn = _turn(sentence)
    refused = denies(sentence, beside=(turn, sentence.end))
    refused_after = denies(sentence, beside=(sentence.start, turn)) and not refused
    if refused == refused_after or turn == sentence.end:
        yield from _stated(sentence, named, denied=refused)
    else:
        yield from _stated(sentence, [found for found in named if found.start < turn], denied=refused)
        yield from _stated(sentence, [found for found in named if found.start >= turn], denied=refused_after)


def _stated(sentence: Sentence, named: Sequence[Mention], *, denied: bool) -> Iterator[Fact]:
    """Who does not send to Northern Ireland may send to the United Kingdom."""
    lexicon = sentence.lexicon
    parts = [
        found
        for found in named
        if denied
        and (
            (name := sentence.folded[found.start : found.end]) in lexicon.districts
            or lexicon.places.get(name) in _PARTS
        )
    ]
    if codes := _codes(sentence, [found for found in named if found not in parts]):
        yield Fact(places=codes, negated=denied)
    if parts:
        yield Fact(condition=sentence.text[parts[0].start : parts[-1].end], negated=True)


def _bounded(sentence: Sentence) -> tuple[list[Mention], list[Mention]]:
    """The places named, and apart from them those of which only the outside is spoken of."""
    outside = [found.end for found in sentence.words(BIT["outside"])]
    named: list[Mention] = []
    bounds: list[Mention] = []
    for found in _named(sentence):
        bounded = any(0 <= found.start - end <= _AFTER_OUTSIDE for end in outside)
        (bounds if bounded else named).append(found)
    return named, bounds


def _by_clause(sentence: Sentence, named: Sequence[Mention]) -> Iterator[tuple[list[Mention], bool]]:
    """Without spaces a comma ends a statement: 不支持海外配送,仅发中国大陆."""
    start = sentence.start
    for clause in sentence.folded[sentence.start : sentence.end].split(","):
        end = start + len(clause)
        own = [found for found in named if start <= found.start < end]
        said = [found.mask for found in sentence.mentions if start <= found.start < end]
        only = any(found & BIT["only"] for found in said)
        if own:
            yield own, not only and any(found & mask("negation", "no") for found in said)
        start = end + 1


def _turn(sentence: Sentence) -> int:
    """Where a sentence turns to what is not so; its end when it does not."""
    turns = sentence.words(BIT["contrast"])
    if not turns:
        denials = [found for found in sentence.words(BIT["negation"]) if not found.mask & BIT["only"]]
        turns = tuple(found for found in denials if sentence.has("only") or _breaks_off(sentence, found))
    return turns[0].start if turns else sentence.end


def _breaks_off(sentence: Sentence, denial: Mention) -> bool:
    """Whether the denial is an afterthought about other places: "across Spain, no Balearic Islands"."""
    where = sentence.words(mask("place", "worldwide"))
    before = [found.end for found in where if found.end <= denial.start]
    follows = any(found.start >= denial.end for found in where)
    return bool(before) and follows and _PAUSE.search(sentence.folded, max(before), denial.start) is not None


def _named(sentence: Sentence) -> list[Mention]:
    """The longest names: there is no Ireland in "Northern Ireland"."""
    known = sentence.lexicon.places
    origins = [found.end for found in sentence.words(BIT["origin"])]
    named: list[Mention] = []
    for found in sentence.words(mask("place", "worldwide")):
        if not found.mask & BIT["worldwide"] and sentence.folded[found.start : found.end] not in known:
            continue
        if any(-1 <= found.start - end <= _BESIDE for end in origins):
            continue  # "sent from Italy" is where it comes from
        while named and found.start <= named[-1].start and named[-1].end <= found.end:
            named.pop()
        if named and named[-1].mask & BIT["worldwide"] and _OF.fullmatch(sentence.folded, named[-1].end, found.start):
            named.pop()
        if not named or found.end > named[-1].end:
            named.append(found)
    return named


def _codes(sentence: Sentence, named: Iterable[Mention]) -> tuple[str, ...]:
    known = sentence.lexicon.places
    codes: dict[str, None] = {}
    for found in named:
        if found.mask & BIT["worldwide"]:
            codes["world"] = None
        elif codes_named := known.get(sentence.folded[found.start : found.end]):
            codes |= dict.fromkeys(codes_named.split())
    return tuple(codes)

"""A language's words, sorted by what they mean to a shop's buyer, and the quick finding of them in a text.

A pattern is words as a shop writes them: `return*` is a beginning, `*kosten` an end, `a|b` a choice, `...` a gap of
up to five words (twelve signs in scripts without spaces), `#` a number; in those scripts `x(a|b)` is xa or xb.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from integration.domain.concepts import BIT, CONCEPTS
from integration.domain.regions import Region
from integration.domain.vocabulary import Vocabulary, goes_on, phrases

_TOKEN = re.compile(r"[^\W_]+")
_LATIN_TOKEN = re.compile(r"[0-9A-Za-z]+")
_CJK = re.compile(r"[\u3005-\u30ff\u3400-\u9fff]")
_SIGN_GAP = 12
_LONGEST_CHOICE = 20


class Mention(NamedTuple):
    """Words at text[start:end] that mean something: one bit for each concept."""

    start: int
    end: int
    mask: int


class _Sign(NamedTuple):
    """A literal of a script without spaces, and what must follow it."""

    literal: str
    rest: tuple[re.Pattern[str], ...]
    mask: int


@dataclass(frozen=True, slots=True)
class TimeWords:
    """How a language counts time; each string is a piece of a regular expression."""

    units: Mapping[str, tuple[str, ...]]
    ranges: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    at_most: tuple[str, ...] = ()
    at_least: tuple[str, ...] = ()
    business_before: tuple[str, ...] = ()
    business_after: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    clock: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All that the audit knows of one language."""

    code: str
    spaced: bool
    function_words: frozenset[str]
    abbreviations: frozenset[str]
    numbers: Mapping[str, Decimal]
    time: TimeWords
    currencies: Mapping[str, str]
    dollar: str
    yen: str
    places: Mapping[str, str]
    regions: Mapping[str, Region]
    _fold: Mapping[str, str] = field(repr=False)
    _words: Vocabulary = field(repr=False)
    _signs: Mapping[str, tuple[_Sign, ...]] = field(repr=False)

    def fold(self, text: str) -> str:
        """The text in small letters without accents, in one script; of the same length, sign for sign."""
        lowered = text.lower()
        if len(lowered) != len(text):
            lowered = "".join(sign.lower()[0] for sign in text)
        fold = self._fold
        for sign in set(lowered):
            if sign in fold:
                lowered = lowered.replace(sign, fold[sign])
        return lowered

    def mentions(self, folded: str, start: int, end: int) -> list[Mention]:
        """Every concept named in folded[start:end], in order."""
        found: list[Mention] = []
        spans = [token.span() for token in (_TOKEN if self.spaced else _LATIN_TOKEN).finditer(folded, start, end)]
        words = self._words
        entries = [words[folded[a:b]] for a, b in spans]
        for place, (mask, _, branches) in enumerate(entries):
            if mask:
                found.append(Mention(*spans[place], mask))
            for branch in branches:
                if goes_on(entries, place, branch):
                    for last, meaning in phrases(entries, place, branch):
                        found.append(Mention(spans[place][0], spans[last][1], meaning))
        if self._signs:
            found += self._sign_mentions(folded, start, end)
        found.sort()
        return found

    def _sign_mentions(self, folded: str, start: int, end: int) -> Iterator[Mention]:
        firsts = folded[start:end]
        pairs = map(str.__add__, firsts, firsts[1:])
        known = self._signs.get
        begun = [(at, signs) for at, signs in enumerate(map(known, firsts), start) if signs]
        begun += [(at, signs) for at, signs in enumerate(map(known, pairs), start) if signs]
        for at, signs in begun:
            for literal, rest, mask in signs:
                if folded.startswith(literal, at, end):
                    last = at + len(literal)
                    if not rest or (last := _sign_end(rest, folded, last, end)) >= 0:
                        yield Mention(at, last, mask)

    def knows(self, word: str) -> bool:
        return self._words[word].mask != 0


def _sign_end(rest: tuple[re.Pattern[str], ...], folded: str, at: int, end: int) -> int:
    for choices in rest:
        found = choices.search(folded, at, min(end, at + _SIGN_GAP + _LONGEST_CHOICE))
        if found is None or found.start() > at + _SIGN_GAP:
            return -1
        at = found.end()
    return at


@cache
def _any_of(choices: tuple[str, ...]) -> re.Pattern[str]:
    """The first of the choices in a text; of two at one place the shorter."""
    if any(len(choice) > _LONGEST_CHOICE for choice in choices):
        raise ValueError(f"longer than {_LONGEST_CHOICE} signs: {max(choices, key=len)!r}")
    return re.compile("|".join(re.escape(choice) for choice in sorted(choices, key=len)))


def lexicon_from(code: str, table: Mapping[str, Any]) -> Lexicon:
    """A lexicon from a parsed lexicon.toml. Raises ValueError naming what it does not understand."""
    spaced = table.get("spaced", True)
    fold = _fold_table(table.get("variants", {}))
    vocabulary = Vocabulary()
    signs: dict[str, list[_Sign]] = {}
    numbers = {word.translate(fold): Decimal(str(value)) for word, value in table.get("numbers", {}).items()}
    for word in numbers:
        vocabulary.learn_number(word)
    for concept, patterns in table.get("words", {}).items():
        if concept not in BIT:
            raise ValueError(f"{code}: unknown concept {concept!r}; known are {', '.join(CONCEPTS)}")
        for pattern in patterns:
            _learn(pattern.lower().translate(fold), BIT[concept], vocabulary, signs)
    for name in table.get("places", {}):
        _learn(name.lower().translate(fold), BIT["place"], vocabulary, signs)
    return Lexicon(
        code=code,
        spaced=spaced,
        function_words=frozenset(word.lower().translate(fold) for word in table.get("function_words", ())),
        abbreviations=frozenset(word.lower().translate(fold) for word in table.get("abbreviations", ())),
        numbers=numbers,
        time=_time_words(table.get("time", {}), fold),
        currencies={name.lower().translate(fold): unit for name, unit in table.get("currencies", {}).items()},
        dollar=table.get("dollar", "USD"),
        yen=table.get("yen", "JPY"),
        places={name.lower().translate(fold): place for name, place in table.get("places", {}).items()},
        regions={name: _region(region, fold) for name, region in table.get("regions", {}).items()},
        _fold={chr(sign): chr(plain) for sign, plain in fold.items()},
        _words=vocabulary,
        _signs={begins: tuple(found) for begins, found in signs.items()},
    )


def _learn(pattern: str, mask: int, words: Vocabulary, signs: dict[str, list[_Sign]]) -> None:
    if _CJK.search(pattern):
        parts = [_choices(part.strip()) for part in pattern.split("...")]
        rest = tuple(_any_of(choices) for choices in parts[1:])
        for literal in parts[0]:
            signs.setdefault(literal[:2], []).append(_Sign(literal, rest, mask))
    else:
        words.learn(pattern_tokens(pattern), mask)


def _choices(part: str) -> tuple[str, ...]:
    """`不(退|换)` as 不退 and 不换; `买家|客户` as both."""
    if group := re.search(r"\(([^()]*)\)", part):
        before, after = part[: group.start()], part[group.end() :]
        return tuple(before + choice + after for choice in group[1].split("|"))
    return tuple(part.split("|"))


def pattern_tokens(pattern: str) -> list[str]:
    """The places of a pattern, split as a text is: at spaces, hyphens and apostrophes."""
    return [piece for piece in re.split(r"[ '’\-/]+", pattern) if piece]


def _region(table: Mapping[str, Any], fold: Mapping[int, int]) -> Region:
    currencies = {name.translate(fold): unit for name, unit in table["currencies"].items()}
    return Region(_folded(table["words"], fold), table["dollar"], currencies)


_TIME_LISTS = (
    "ranges", "between", "at_most", "at_least", "business_before", "business_after", "fillers", "clock", "joined",
)  # fmt: skip


def _time_words(table: Mapping[str, Any], fold: Mapping[int, int]) -> TimeWords:
    units = {unit: _folded(found, fold) for unit, found in table.get("units", {}).items()}
    return TimeWords(units, **{name: _folded(table.get(name, ()), fold) for name in _TIME_LISTS})


def _folded(words: Iterable[str], fold: Mapping[int, int]) -> tuple[str, ...]:
    return tuple(word.lower().translate(fold) for word in words)


_ACCENTS = {
    "a": "àáâãäåāăą", "c": "çćč", "d": "ďđ", "e": "èéêëēęě", "g": "ğ", "i": "ìíîïīı", "l": "ł", "n": "ñńň",
    "o": "òóôõöøō", "r": "ř", "s": "śşš", "t": "ťţ", "u": "ùúûüūů", "y": "ýÿ", "z": "źżž",
}  # fmt: skip
_SIGNS = {
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "−": "-",
    "‑": "-",
    "～": "~",
    "〜": "~",
}


def _fold_table(variants: Mapping[str, str]) -> dict[int, int]:
    """Variants are one plain sign for a group of others, or as many plain signs as others, sign for sign."""
    table = {ord(accented): ord(plain) for plain, group in _ACCENTS.items() for accented in group}
    table |= {ord(sign): ord(plain) for sign, plain in _SIGNS.items()}
    table |= {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    table |= {0xA0: 0x20, 0x202F: 0x20, 0x2009: 0x20, 0x3000: 0x20, 0xFFE5: 0xA5, 0xFFE1: 0xA3}
    for plain, group in variants.items():
        signs = plain * len(group) if len(plain) == 1 else plain
        table |= {ord(sign): ord(own) for sign, own in zip(group, signs, strict=True)}
    return table

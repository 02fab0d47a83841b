"""A language's words, sorted by what they mean to a shop's buyer, and the quick finding of them in a text.

A pattern is words as a shop writes them: `return*` is a beginning, `*kosten` an end, `a|b` a choice, `...` a gap of
up to five words (twelve signs in scripts without spaces), `#` a number; in those scripts `x(a|b)` is xa or xb.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from typing import Any

import numpy as np

from integration.domain.cardinals import with_compounds
from integration.domain.concepts import BIT, CONCEPTS
from integration.domain.currencies import CODES, WORDLIKE
from integration.domain.grammar import LineWords, SumWords, TimeWords, folded, line_words, sum_words, time_words
from integration.domain.literals import Literals
from integration.domain.mention import Mention as Mention
from integration.domain.regions import Region
from integration.domain.signs import Signs, Spelled, signs_of
from integration.domain.vocabulary import Entry, Vocabulary, phrases

_mention = tuple.__new__  # a third of the time of calling Mention
_WORD = re.compile(r"[^\W_]+")
_CJK = re.compile(r"[\u3005-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All that the audit knows of one language."""

    code: str
    spaced: bool
    function_words: frozenset[str]
    abbreviations: frozenset[str]
    after_ordinal: frozenset[str]
    numbers: Mapping[str, Decimal]
    ordinals: Mapping[str, Decimal]
    time: TimeWords
    sums: SumWords
    lines: LineWords
    currencies: Mapping[str, str]
    dollar: str
    yen: str
    places: Mapping[str, str]
    districts: frozenset[str]
    regions: Mapping[str, Region]
    signs: Signs = field(repr=False)
    _words: Vocabulary = field(repr=False)
    _literals: Literals = field(repr=False)

    def fold(self, text: str) -> str:
        """The text in small letters without accents, in one script; of the same length, sign for sign."""
        return self.signs.fold(text)

    def spell(self, text: str) -> Spelled:
        return self.signs.spell(text)

    def mentions(self, spelled: Spelled, parts: Sequence[tuple[int, int]]) -> list[list[Mention]]:
        """For each part of the text, given in order as (start, end): every concept named in it, in order."""
        found = self._word_mentions(spelled, parts)
        if self._literals:
            self._literals.add(spelled, parts, found)
        return found

    def _word_mentions(self, spelled: Spelled, parts: Sequence[tuple[int, int]]) -> list[list[Mention]]:
        _, _, _, words, starts, ends, borders = spelled
        entries, telling, going = self._words.telling(words)
        bounds = np.searchsorted(borders, np.fromiter(chain.from_iterable(parts), np.intp, 2 * len(parts)))
        within = iter(np.searchsorted(telling, bounds).tolist())
        counted = iter(bounds.tolist())
        found: list[list[Mention]] = []
        for start, end in parts:
            first, last = next(counted), next(counted)
            some = slice(next(within), next(within))
            if (last and ends[last - 1] > end) or (first and ends[first - 1] > start):
                found.append(self._cut_mentions(spelled, range(max(first - 1, 0), last), start, end))
            elif first < last:
                found.append(_named(entries, telling[some], going[some], last, starts, ends))
            else:
                found.append([])
        return found

    def _cut_mentions(self, spelled: Spelled, words: range, start: int, end: int) -> list[Mention]:
        """In a part whose border cuts a word in two."""
        spans = ((spelled.starts[place], spelled.ends[place]) for place in words)
        places = [(max(one, start), min(other, end)) for one, other in spans if one < end and other > start]
        entries, telling, going = self._words.telling([spelled.folded[one:other] for one, other in places])
        starts, ends = [one for one, _ in places], [other for _, other in places]
        return _named(entries, telling, going, len(places), starts, ends)

    def knows(self, word: str) -> bool:
        """Whether the word tells its language: of one letter, it is a word in many."""
        return len(word) > 1 and self._words.entries[self._words[word]].mask & ~BIT["money_sign"] != 0


def _named(
    entries: Sequence[Entry],
    telling: Iterable[int],
    going: Iterable[bool],
    last: int,
    starts: Sequence[int],
    ends: Sequence[int],
) -> list[Mention]:
    """What the telling ones of the words name, alone or with words that follow before the place `last`."""
    found = []
    for place, goes_on in zip(telling, going, strict=True):
        mask, _, branches = entries[place]
        if mask:
            found.append(_mention(Mention, (starts[place], ends[place], mask)))
        if goes_on:
            for branch in branches:
                for end, meaning in phrases(entries, place, last, branch):
                    found.append(_mention(Mention, (starts[place], ends[end], meaning)))
    if len(found) > 1:
        found.sort()
    return found


def lexicon_from(code: str, table: Mapping[str, Any]) -> Lexicon:
    """A lexicon from a parsed lexicon.toml. Raises ValueError naming what it does not understand."""
    spaced = table.get("spaced", True)
    fold = _fold_table(table.get("variants", {}))
    vocabulary, literals = Vocabulary(), Literals()
    listed = {word.translate(fold): Decimal(str(value)) for word, value in table.get("numbers", {}).items()}
    numbers = with_compounds(listed, table.get("compounds", ()))
    ordinals = {word.translate(fold): Decimal(value) for word, value in table.get("ordinals", {}).items()}
    for word in numbers:
        vocabulary.learn_number(word)
    for concept, patterns in table.get("words", {}).items():
        if concept not in BIT:
            raise ValueError(f"{code}: unknown concept {concept!r}; known are {', '.join(CONCEPTS)}")
        for pattern in patterns:
            _learn(pattern.lower().translate(fold), BIT[concept], vocabulary, literals)
    time = time_words(table.get("time", {}), fold)
    for name in (*time.days, *time.lengths):
        _learn(name, BIT["time_unit"], vocabulary, literals)
    districts = {name.lower().translate(fold): place for name, place in table.get("districts", {}).items()}
    places = {name.lower().translate(fold): place for name, place in table.get("places", {}).items()} | districts
    for name in places:
        _learn(name, BIT["place"], vocabulary, literals)
    currencies = {name.lower().translate(fold): unit for name, unit in table.get("currencies", {}).items()}
    regions = {name: _region(region, fold) for name, region in table.get("regions", {}).items()}
    abroad = chain.from_iterable(region.currencies for region in regions.values())
    money = _learn_money((*currencies, *abroad, *CODES, *WORDLIKE), vocabulary)
    return Lexicon(
        code=code,
        spaced=spaced,
        function_words=frozenset(folded(table.get("function_words", ()), fold)),
        abbreviations=frozenset(folded(table.get("abbreviations", ()), fold)),
        after_ordinal=frozenset(folded(table.get("after_ordinal", ()), fold)),
        numbers=numbers,
        ordinals=ordinals,
        time=time,
        sums=sum_words(table.get("sums", {}), fold),
        lines=line_words(table.get("lines", {}), fold),
        currencies=currencies,
        dollar=table.get("dollar", "USD"),
        yen=table.get("yen", "JPY"),
        places=places,
        districts=frozenset(districts),
        regions=regions,
        signs=signs_of(frozenset(fold.items()), spaced=spaced, money=money),
        _words=vocabulary,
        _literals=literals,
    )


def _learn(pattern: str, mask: int, words: Vocabulary, literals: Literals) -> None:
    if _CJK.search(pattern):
        literals.learn(pattern, mask)
    else:
        words.learn(pattern_tokens(pattern), mask)


def _learn_money(names: Iterable[str], words: Vocabulary) -> str:
    """The first signs of those names that no word begins: a sum may stand beside them."""
    signs = []
    for name in names:
        first = _WORD.match(name)
        if first is None or _CJK.match(name):
            signs.append(name[0])
        else:
            words.learn_money(first[0])
    return "".join(signs)


def pattern_tokens(pattern: str) -> list[str]:
    """The places of a pattern, split as a text is: at spaces, hyphens and apostrophes."""
    return [piece for piece in re.split(r"[ '’\-/]+", pattern) if piece]


def _region(table: Mapping[str, Any], fold: Mapping[int, int]) -> Region:
    currencies = {name.translate(fold): unit for name, unit in table["currencies"].items()}
    return Region(folded(table["words"], fold), table["dollar"], currencies)


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

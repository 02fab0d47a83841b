"""The amounts of a statement: times, money and percentages, in figures or words, alone or as a range."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from integration.domain.audit.finding import Fact
from integration.domain.audit.numerals import cjk_number, decimal_of
from integration.domain.lexicon import Lexicon

_FIGURES = r"(?<![\d.,])\d{1,3}(?:[.,]\d{1,2})?"
_PERCENT = re.compile(rf"({_FIGURES})\s?[%％]")
_SIGNS = "[零一二两三四五六七八九十]{1,3}"
_IN_FIGURES = re.compile(r"[\d.,' ]+")
_BEFORE = 24


class Quantity(NamedTuple):
    """What text[start:end] counts: `unit` as in Fact. A blank is one that the shop forgot to fill in."""

    start: int
    end: int
    unit: str
    value: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    blank: bool = False

    def fact(self) -> Fact:
        return Fact(self.value, self.minimum, self.maximum, self.unit)


def doubled(quantity: Quantity, start: int, end: int) -> Quantity:
    """Twice the quantity, as text[start:end] says."""
    value, low, high = (
        None if said is None else 2 * said for said in (quantity.value, quantity.minimum, quantity.maximum)
    )
    return Quantity(start, end, quantity.unit, value, low, high)


def percents(lexicon: Lexicon, folded: str, start: int, end: int, *, worded: bool) -> Iterator[Quantity]:
    """15%, fifteen per cent, 百分之十五, 1割 and 一成; only what is `worded` has a word for a hundredth or a tenth."""
    pattern = _worded_percent(lexicon) if worded else _PERCENT
    for found in pattern.finditer(folded, start, end):
        number = number_in(lexicon, next(filter(None, found.groups())))
        yield Quantity(found.start(), found.end(), "percent", value=number * (10 if found[0][-1] in "割成" else 1))


@cache
def _worded_percent(lexicon: Lexicon) -> re.Pattern[str]:
    signs = "|".join(filter(None, ("[%％]", either(lexicon.sums.percent))))
    if lexicon.spaced:
        words = one_of(lexicon.numbers)
        return re.compile(rf"({_FIGURES})\s?(?:{signs})|(?<!\w)({words})\s(?:{either(lexicon.sums.percent)})(?!\w)")
    return re.compile(rf"({_FIGURES}|{_SIGNS})(?:\s?(?:{signs})|[割成])|百分之({_FIGURES}|{_SIGNS})")


def number_in(lexicon: Lexicon, said: str) -> Decimal:
    """The number that figures, signs or words say."""
    known = lexicon.numbers.get(said) or lexicon.ordinals.get(said)
    if known is not None:
        return known
    if said.isascii() or _IN_FIGURES.fullmatch(said):
        return decimal_of(said)
    return cjk_number(said.replace("个", ""))


def is_least(lexicon: Lexicon, folded: str, at: int) -> bool:
    """Whether the number at this place is the least of what it may be."""
    return _said_before(lexicon.time.at_least, folded, at)


def is_former(lexicon: Lexicon, folded: str, at: int) -> bool:
    """Whether the number at this place is what it was before: "reduced from £30"."""
    words = lexicon.time.formerly
    return _said_before(words, folded, at) and _whole(words).search(folded[max(0, at - _BEFORE) : at]) is not None


def _said_before(words: tuple[str, ...], folded: str, at: int) -> bool:
    """Whether what stands right before this place ends like one of the words."""
    return folded.endswith(words, max(0, at - _BEFORE), at - folded[at - 1 : at].isspace())


@cache
def _whole(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{either(words)})\s?$")


def one_of(words: Iterable[str]) -> str:
    """A piece of a pattern: any of many words, tried by their first signs alone."""
    by_sign: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        by_sign.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(sign)}(?:{'|'.join(rests)})" for sign, rests in by_sign.items())


def either(words: tuple[str, ...]) -> str:
    """A piece of a pattern: any of the words, `*` being the rest of one, the longest tried first."""
    return "|".join(
        re.escape(word).replace(r"\*", r"\w{0,8}").replace(r"\ ", r"\s{1,2}")
        for word in sorted(words, key=len, reverse=True)
    )

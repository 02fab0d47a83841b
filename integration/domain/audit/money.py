"""Sums of money in a text, with the currency each sign or word stands for."""

import re
from functools import cache

from integration.domain.currencies import CODES, SIGNS, WORDLIKE
from integration.domain.lexicon import Lexicon

_NUMBER = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,7}(?:[.,]\d{1,2})?(?!\d)"
_NUMBER_BESIDE_SIGNS = (
    r"\d{1,3}(?:[.,' ]\d{3})+(?:\.\d{1,2})?(?!\d)|\d{1,7},\d{2}(?=\s?(?:€|eur\b))|\d{1,7}(?:\.\d{1,2})?(?!\d)"
)
"""Between signs a comma parts clauses (運費60，4至7天), but for the cents before a euro (12,50 €)."""
# 一块 alone means "together", 一律包邮 "always free"
_SIGNS = r"(?!一块(?!钱)|[一二两三四五六七八九]\D{0,2}[包免])[一二两三四五六七八九十百千万]{1,8}"
_MYRIADS = rf"(?:{_NUMBER_BESIDE_SIGNS})[千万](?:\d{{1,4}}千?)?|{_NUMBER_BESIDE_SIGNS}|{_SIGNS}"
_BEFORE_FREE = r"(?=\D{0,3}[包免])"  # 满99包邮, 滿千免運: the sum of an order has no unit
_NAMED = re.compile(r"[\u3040-\u9fff]{2,}")


def money_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    signs = _any(sorted([*SIGNS, "$", "¥"], key=len, reverse=True))
    words = _any(sorted({*lexicon.currencies, *CODES}, key=len, reverse=True))
    before = rf"(?:(?P<sign>{_named_before(lexicon)}{signs}|(?<![a-z])(?:{_any([*CODES, *WORDLIKE])})(?![a-z]))\s?)"
    after = rf"(?:\s?(?P<word>{signs}|(?:{words})(?![a-z])|,-))"
    figures = _NUMBER if lexicon.spaced else _MYRIADS
    unit = "" if lexicon.spaced else rf"(?:\s?(?:{words}))?"
    high = rf"(?:{unit}\s?(?:-|~|至|到|から|a|to|bis)\s?(?:{signs})?\s?(?P<high>{figures}))?"
    begins = r"(?<![\d.,])" if lexicon.spaced else r"(?<![\d.])(?<!\d,)"
    number = rf"{begins}(?P<low>{figures})"
    if not lexicon.spaced:
        after = rf"(?:{after}|{_BEFORE_FREE})"
    named = rf"(?:\s?(?P<code>{_any([*CODES])})(?![a-z]))?"
    return re.compile(rf"(?:{before})?{number}{high}(?(sign){named}{unit}|{after})")


def before_money(lexicon: Lexicon) -> re.Pattern[str] | None:
    """Whether a sign stands right before a figure; None where more than signs may: names, numbers in words."""
    if not lexicon.spaced:
        return None
    signs = _any(sorted([*SIGNS, "$", "¥"], key=len, reverse=True))
    return re.compile(rf"(?:{signs}|(?<![a-z])(?:{_any([*CODES, *WORDLIKE])})(?![a-z]))\s?\Z")


def unit_of(lexicon: Lexicon, found: re.Match[str]) -> str:
    """The currency of a match; "$999 MXN" is told by its code, whatever a bare sign stands for."""
    return _unit(lexicon, (found["code"] or found["sign"] or found["word"] or "元").strip())


@cache
def _unit(lexicon: Lexicon, word: str) -> str:
    if word == "$":
        return lexicon.dollar
    if word == "¥":
        return lexicon.yen
    if word == ",-":
        return "EUR"
    known = SIGNS.get(word) or WORDLIKE.get(word) or lexicon.currencies.get(word.rstrip(" $¥"))
    return known or word.upper()


def _named_before(lexicon: Lexicon) -> str:
    """港币80, 新台幣$100: without spaces, a currency's name may stand before the sum."""
    names = [] if lexicon.spaced else [name for name in lexicon.currencies if _NAMED.fullmatch(name)]
    return rf"(?:{_any(sorted(names, key=len, reverse=True))})\s?[$¥]?|" if names else ""


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in words)

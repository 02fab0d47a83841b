"""Sums of money in a text, with the currency each sign or word stands for."""

import re
from functools import cache

from integration.domain.lexicon import Lexicon

_SIGNS = {
    "us$": "USD", "r$": "BRL", "ca$": "CAD", "c$": "CAD", "a$": "AUD", "au$": "AUD", "nt$": "TWD", "hk$": "HKD",
    "nz$": "NZD", "s$": "SGD", "mx$": "MXN", "s/.": "PEN", "s/": "PEN", "€": "EUR", "£": "GBP", "₹": "INR",
    "rs.": "INR", "₩": "KRW", "₺": "TRY", "zł": "PLN", "kč": "CZK",
}  # fmt: skip
_CODES = [
    "eur",
    "usd",
    "gbp",
    "brl",
    "cad",
    "aud",
    "nzd",
    "chf",
    "twd",
    "hkd",
    "cny",
    "rmb",
    "jpy",
    "mxn",
    "cop",
    "clp",
    "ars",
    "pen",
    "gtq",
    "sek",
    "nok",
    "dkk",
    "pln",
    "czk",
    "inr",
    "krw",
    "sgd",
    "zar",
    "aed",
]
_WORDLIKE = {"q": "GTQ", "rs": "INR", "ntd": "TWD", "rmb": "CNY"}
_NUMBER = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,7}(?:[.,]\d{1,2})?(?!\d)"


def money_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    signs = _any(sorted([*_SIGNS, "$", "¥"], key=len, reverse=True))
    words = _any(sorted({*lexicon.currencies, *_CODES}, key=len, reverse=True))
    before = rf"(?:(?P<sign>{signs}|(?<![a-z])(?:{_any([*_CODES, *_WORDLIKE])})(?![a-z]))\s?)"
    after = rf"(?:\s?(?P<word>{signs}|(?:{words})(?![a-z])|,-))"
    high = rf"(?:\s?(?:-|~|a|to|bis)\s?(?:{signs})?\s?(?P<high>{_NUMBER}))?"
    number = rf"(?<![\d.,])(?P<low>{_NUMBER})"
    return re.compile(rf"(?:{before})?{number}{high}(?(sign)|{after})")


def unit_of(lexicon: Lexicon, found: re.Match[str]) -> str:
    return _unit(lexicon, (found["sign"] or found["word"]).strip())


@cache
def _unit(lexicon: Lexicon, word: str) -> str:
    if word == "$":
        return lexicon.dollar
    if word == "¥":
        return lexicon.yen
    if word == ",-":
        return "EUR"
    known = _SIGNS.get(word) or _WORDLIKE.get(word) or lexicon.currencies.get(word)
    return known or word.upper()


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in words)

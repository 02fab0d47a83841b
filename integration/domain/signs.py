"""The signs of a text, all of them at once: each folded to its plain form, and sorted by what it can be.

A text is never walked sign by sign: tables with a place for every sign of the first plane answer for all of it.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

WORD, FIGURE, STOP, DOT, AT, BRACKET, OPEN, MONEY = (1 << place for place in range(8))
_PLANE = 1 << 16
_BEYOND = re.compile("[^\x00-\ud7ff\ue000-\uffff]")
_FIRST = np.zeros(1, np.intp)
_STRANGE = "\ufffc"
_KINDS = {STOP: "!?;。\n", DOT: ".…", AT: "@", BRACKET: "([", OPEN: "[{<【_", MONEY: "$€£₹₩₺¥"}
_NUMERALS = "百千万"
_BESIDE_SUMS = "包免"  # 满99包邮: without spaces, what is free from a sum on needs no unit
_LATIN = "0123456789abcdefghijklmnopqrstuvwxyz"

Kinds = NDArray[np.uint8]
Codes = NDArray[np.uint16]


class Spelled(NamedTuple):
    """A folded text, the kinds of its signs (and of one that is none, behind the last), and where its words stand.

    `borders` are the starts again, as an array.
    """

    folded: str
    codes: Codes
    kinds: Kinds
    words: list[str]
    starts: list[int]
    ends: list[int]
    borders: NDArray[np.intp]


_NO_TEXT = Spelled("", np.zeros(0, np.uint16), np.zeros(1, np.uint8), [], [], [], np.zeros(0, np.intp))


class Signs:
    """How a language's signs are folded and what they can be; `money`: signs that a sum may stand beside."""

    def __init__(self, fold: Mapping[int, int], *, spaced: bool, money: str) -> None:
        folded = np.arange(_PLANE, dtype=np.uint16)
        folded[list(fold)] = list(fold.values())
        kinds = _kinds(spaced=spaced).copy()
        for sign in money if spaced else money + _BESIDE_SUMS:
            kinds[ord(sign)] |= MONEY
        self._plain: Codes = folded[_small()]
        self._kinds: Kinds = kinds[self._plain]
        self._last: tuple[str, Spelled] = ("", _NO_TEXT)
        self._words: Codes = np.where(self._kinds & WORD, self._plain, np.uint16(ord(" ")))

    def fold(self, text: str) -> str:
        """The text in small letters without accents, in one script; of the same length, sign for sign."""
        return _text(self._plain[_codes(text)])

    def spell(self, text: str) -> Spelled:
        """The same text is asked for again by everyone who reads it, so the last one is kept."""
        last, spelled = self._last
        if last is not text:
            spelled = self._spell(text)
            self._last = text, spelled
        return spelled

    def _spell(self, text: str) -> Spelled:
        codes = _codes(text)
        kinds = np.append(self._kinds[codes], np.uint8(0))
        words = kinds & WORD
        edges = np.flatnonzero(words[1:] != words[:-1]) + 1
        if words[0]:
            edges = np.concatenate([_FIRST, edges])
        places = edges.tolist()
        plain = self._plain[codes]
        written = _text(self._words[codes]).split()
        return Spelled(_text(plain), plain, kinds, written, places[::2], places[1::2], edges[::2])


def reaches(text: str, sign: str) -> bool:
    """Whether a sign as far on in Unicode as this one stands in the text."""
    return not text.isascii() and bool((_codes(text) >= ord(sign)).any())


def changed(text: str, folded: str, first: str, last: str) -> int:
    """How many signs of a text were folded to others between two."""
    plain = _codes(folded)
    return int(((_codes(text) != plain) & (plain >= ord(first)) & (plain <= ord(last))).sum())


@cache
def signs_of(fold: frozenset[tuple[int, int]], *, spaced: bool, money: str) -> Signs:
    """Languages that fold alike share one."""
    return Signs(dict(fold), spaced=spaced, money=money)


def _codes(text: str) -> Codes:
    """One number a sign; signs beyond the first plane, and halves of them, mean nothing to any lexicon."""
    try:
        raw = text.encode("utf-16-le")
    except UnicodeEncodeError:
        raw = b""
    if len(raw) != 2 * len(text):
        raw = _BEYOND.sub(_STRANGE, text).encode("utf-16-le")
    return np.frombuffer(raw, "<u2")


def _text(codes: Codes) -> str:
    return codes.tobytes().decode("utf-16-le")


@cache
def _small() -> Codes:
    return np.array([ord(chr(code).lower()[0]) for code in range(_PLANE)], np.uint16)


@cache
def _kinds(*, spaced: bool) -> Kinds:
    kinds = np.zeros(_PLANE, np.uint8)
    for code in range(_PLANE):
        sign = chr(code)
        if sign.isalnum() if spaced else sign in _LATIN:
            kinds[code] |= WORD
        if sign.isdecimal() or sign in _NUMERALS:
            kinds[code] |= FIGURE
    for kind, signs in _KINDS.items():
        for sign in signs:
            kinds[ord(sign)] |= kind
    return kinds

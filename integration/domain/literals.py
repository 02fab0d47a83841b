"""Words of scripts that put no spaces between them: only where a known pair of signs begins is looked closer."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from integration.domain.mention import Mention
from integration.domain.signs import Spelled

_SIGN_GAP = 12
_LONGEST_CHOICE = 20
_ODD = np.uint32(2_654_435_761)  # spreads the first signs of a word over a table
_LAST = np.uint32((1 << 18) - 1)
_mention = tuple.__new__


class _Literal(NamedTuple):
    """Signs, and what must follow them, each within a gap."""

    signs: str
    rest: tuple[re.Pattern[str], ...]
    mask: int


class _Begun:
    """The literals that begin with so many given signs, and a table in which nearly every other beginning fails."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.known: dict[str, list[_Literal]] = {}
        self.table = np.zeros(1 << 18, np.bool_)

    def learn(self, literal: _Literal) -> None:
        begin = literal.signs[: self.length]
        self.known.setdefault(begin, []).append(literal)
        self.table[self._spread(np.array([ord(sign) for sign in begin], np.uint32))] = True

    def places(self, codes: NDArray[np.uint32]) -> list[int]:
        found: list[int] = np.flatnonzero(self.table[self._spread(codes)]).tolist()
        return found

    def _spread(self, codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
        spread = codes
        for ahead in range(1, self.length):
            spread = spread[:-1] * _ODD ^ codes[ahead:]
        return (spread >> np.uint32(3)) & _LAST ^ (spread & _LAST)


class Literals:
    """The words of such a script, by their first signs: one, two or three."""

    def __init__(self) -> None:
        self._by_length = [_Begun(length) for length in (1, 2, 3)]

    def __bool__(self) -> bool:
        return any(begun.known for begun in self._by_length)

    def learn(self, pattern: str, mask: int) -> None:
        """`包邮`, `不(退|换)`, `由...承担|负责`. Raises ValueError for a choice too long or a bracket open."""
        first, *rest = (_choices(part.strip()) for part in pattern.split("..."))
        following = tuple(_any_of(choices) for choices in rest)
        for signs in first:
            self._by_length[min(len(signs), 3) - 1].learn(_Literal(signs, following, mask))

    def add(self, spelled: Spelled, parts: Sequence[tuple[int, int]], found: Sequence[list[Mention]]) -> None:
        """Adds to what was found in each part of the text, keeping its order."""
        codes = spelled.codes.astype(np.uint32)
        for begun in self._by_length:
            places, last = begun.places(codes), 0
            for (start, end), mentions in zip(parts, found, strict=True):
                first = bisect_left(places, start, last)
                last = bisect_left(places, end, first)
                if first < last:
                    _add(begun, spelled.folded, places[first:last], end, mentions)
        for mentions in found:
            mentions.sort()


def _add(begun: _Begun, folded: str, places: Sequence[int], end: int, mentions: list[Mention]) -> None:
    known, length = begun.known, begun.length
    for at in places:
        for signs, rest, mask in known.get(folded[at : at + length], ()):
            last = at + len(signs)
            if last > end or (last > at + length and not folded.startswith(signs, at)):
                continue
            if not rest or (last := _end(rest, folded, last, end)) >= 0:
                mentions.append(_mention(Mention, (at, last, mask)))


def _end(rest: tuple[re.Pattern[str], ...], folded: str, at: int, end: int) -> int:
    for choices in rest:
        found = choices.search(folded, at, min(end, at + _SIGN_GAP + _LONGEST_CHOICE))
        if found is None or found.start() > at + _SIGN_GAP:
            return -1
        at = found.end()
    return at


def _choices(part: str) -> tuple[str, ...]:
    """`不(退|换)` as 不退 and 不换, also with several such brackets; `买家|客户` as both."""
    if "(" not in part:
        return tuple(part.split("|"))
    pieces = re.split(r"\(([^()]*)\)", part)
    if any(sign in piece for piece in pieces for sign in "()"):
        raise ValueError(f"brackets that do not match: {part!r}")
    return tuple(map("".join, product(*(piece.split("|") for piece in pieces))))


@cache
def _any_of(choices: tuple[str, ...]) -> re.Pattern[str]:
    """The first of the choices in a text; of two at one place the shorter."""
    if any(len(choice) > _LONGEST_CHOICE for choice in choices):
        raise ValueError(f"longer than {_LONGEST_CHOICE} signs: {max(choices, key=len)!r}")
    return re.compile("|".join(re.escape(choice) for choice in sorted(choices, key=len)))

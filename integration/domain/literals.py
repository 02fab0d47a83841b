"""Words of scripts that put no spaces between them: only where a known pair of signs begins is looked closer."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from integration.domain.mention import Mention
from integration.domain.signs import Codes, Spelled

_SIGN_GAP = 12
_LONGEST_CHOICE = 20
_PLANE = 1 << 16
_ODD = np.uint16(40_503)  # spreads pairs of signs over the plane


class _Literal(NamedTuple):
    """Signs, and what must follow them, each within a gap."""

    signs: str
    rest: tuple[re.Pattern[str], ...]
    mask: int


class Literals:
    """The words of such a script, by their first two signs."""

    def __init__(self) -> None:
        self._known: dict[str, list[_Literal]] = {}
        self._alone = np.zeros(_PLANE, np.bool_)
        self._pairs = np.zeros(_PLANE, np.bool_)

    def __bool__(self) -> bool:
        return bool(self._known)

    def learn(self, pattern: str, mask: int) -> None:
        """`包邮`, `不(退|换)`, `由...承担|负责`. Raises ValueError for a choice that is too long."""
        first, *rest = (_choices(part.strip()) for part in pattern.split("..."))
        following = tuple(_any_of(choices) for choices in rest)
        for signs in first:
            self._known.setdefault(signs[:2], []).append(_Literal(signs, following, mask))
            if len(signs) == 1:
                self._alone[ord(signs)] = True
            else:
                self._pairs[_pairs(np.array([ord(sign) for sign in signs[:2]], np.uint16))] = True

    def add(self, spelled: Spelled, parts: Sequence[tuple[int, int]], found: Sequence[list[Mention]]) -> None:
        """Adds to what was found in each part of the text, keeping its order."""
        begun = self._alone[spelled.codes]
        begun[:-1] |= self._pairs[_pairs(spelled.codes)]
        places = np.flatnonzero(begun).tolist()
        last = 0
        for (start, end), mentions in zip(parts, found, strict=True):
            first = bisect_left(places, start, last)
            last = bisect_left(places, end, first)
            if first < last:
                mentions += self._begun(spelled.folded, places[first:last], end)
                mentions.sort()

    def _begun(self, folded: str, places: Sequence[int], end: int) -> Iterator[Mention]:
        known = self._known.get
        for at in places:
            for literal in (*known(folded[at], ()), *known(folded[at : at + 2], ())):
                signs, rest, mask = literal
                if folded.startswith(signs, at, end):
                    last = at + len(signs)
                    if not rest or (last := _end(rest, folded, last, end)) >= 0:
                        yield Mention(at, last, mask)


def _pairs(codes: Codes) -> Codes:
    return codes[:-1] * _ODD + codes[1:]


def _end(rest: tuple[re.Pattern[str], ...], folded: str, at: int, end: int) -> int:
    for choices in rest:
        found = choices.search(folded, at, min(end, at + _SIGN_GAP + _LONGEST_CHOICE))
        if found is None or found.start() > at + _SIGN_GAP:
            return -1
        at = found.end()
    return at


def _choices(part: str) -> tuple[str, ...]:
    """`不(退|换)` as 不退 and 不换; `买家|客户` as both."""
    if group := re.search(r"\(([^()]*)\)", part):
        before, after = part[: group.start()], part[group.end() :]
        return tuple(before + choice + after for choice in group[1].split("|"))
    return tuple(part.split("|"))


@cache
def _any_of(choices: tuple[str, ...]) -> re.Pattern[str]:
    """The first of the choices in a text; of two at one place the shorter."""
    if any(len(choice) > _LONGEST_CHOICE for choice in choices):
        raise ValueError(f"longer than {_LONGEST_CHOICE} signs: {max(choices, key=len)!r}")
    return re.compile("|".join(re.escape(choice) for choice in sorted(choices, key=len)))

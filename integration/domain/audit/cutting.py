"""Blocks of a text cut into sentences."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain

import numpy as np

from integration.domain.audit.quantity import either
from integration.domain.document import Block
from integration.domain.lexicon import Lexicon
from integration.domain.signs import DOT, STOP, WORD, Spelled

_STOP = re.compile(r"[.!?;…]+[\"'»”’)\]]*(?=\s|$)|[。！？；;!?]+[」』”）)]*|\n")
_LAST_WORD = re.compile(r"[^\W_]{1,12}$")
_BULLET = re.compile(
    r"\s*(?:[-*•·–▪●◦✓✔►→]|\(?\d{1,2}[.)、．](?!\d)|[一二三四五六七八九十]{1,2}[、．.]|[①-⑳]|#{1,6}|[a-z]\)|[qa]\d{0,2}\s?[.:、．]|[■□◆◇★☆※◎●○▼▶✅])?\s*"
)
_SHORT_REST = re.compile(r";\s[^\d;.!?%$€£\n]{0,30}(?<![\d.,])\d{1,2}(?![\d.,:%])[^;.!?%$€£\n]{0,30}(?=[;.!]|$)")
_BEFORE_REST = 120
_LONGEST_QUESTION = 200
_LONGEST_SENTENCE = {True: 600, False: 240}  # what follows weighs every word against every time

Part = tuple[int, int]


def cut(lexicon: Lexicon, spelled: Spelled, blocks: Iterable[Block]) -> list[list[Part]]:
    """For each block its sentences as (start, end), without the bullet before and the spaces around."""
    stops = _stops(spelled)
    found = []
    for block in blocks:
        within = stops[bisect_left(stops, block.start) : bisect_left(stops, block.end)]
        found.append(_parts(lexicon, spelled, block, within))
    return found


def _stops(spelled: Spelled) -> list[int]:
    """Where a sentence may end: at every sign that ends one, if a dot not before a letter or a figure."""
    kinds = spelled.kinds
    dots = (kinds[:-1] & DOT != 0) & (kinds[1:] & WORD == 0)
    places: list[int] = np.flatnonzero(dots | (kinds[:-1] & STOP != 0)).tolist()
    return places


def _parts(lexicon: Lexicon, spelled: Spelled, block: Block, stops: Sequence[int]) -> list[Part]:
    folded, longest, end = spelled.folded, _LONGEST_SENTENCE[lexicon.spaced], block.end
    start = at = _after_bullet(folded, block)
    parts: list[Part] = []
    for place in stops:
        if place < at:
            continue
        if place + 1 == end or folded[place + 1] == " ":
            at = place + 1
        elif (stop := _STOP.match(folded, place, end)) is not None:
            at = stop.end()
        else:
            continue
        if not _goes_on(lexicon, spelled, start, place, end):
            _add(parts, folded, start, at, longest)
            start = at
    if start < end:
        _add(parts, folded, start, end, longest)
    return parts


def _after_bullet(folded: str, block: Block) -> int:
    first = folded[block.start : block.start + 2]
    if first.isascii() and first.isalpha() and first[0] not in "qa":
        return block.start
    bullet = _BULLET.match(folded, block.start, block.end)
    return bullet.end() if bullet else block.start


def _add(parts: list[Part], folded: str, start: int, end: int, longest: int) -> None:
    """What stands there without the spaces around, cut at a space where it is too long."""
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    while end - start > longest:
        space = folded.rfind(" ", start + longest // 2, start + longest)
        at = space if space > 0 else start + longest
        parts.append((start, at))
        start = at + (space > 0)
    if end > start:
        parts.append((start, end))


def _goes_on(lexicon: Lexicon, spelled: Spelled, start: int, at: int, end: int) -> bool:
    """Whether the sentence does, though a sign that may end one stands here."""
    sign = spelled.folded[at]
    if sign == ".":
        return _is_abbreviation(lexicon, spelled, start, at)
    if sign == ";":
        return lexicon.spaced and _leaves_its_unit_out(lexicon, spelled.folded, start, at, end)
    return sign == "?" and _in_brackets(spelled.folded, start, at, end)


def _leaves_its_unit_out(lexicon: Lexicon, folded: str, start: int, at: int, end: int) -> bool:
    """Whether a number follows that counts in the unit said before: "UK: 1-2 days; Europe: 3-5"."""
    following = _SHORT_REST.match(folded, at, end)
    if following is None:
        return False
    unit = _unit_of_time(lexicon)
    nearest = max(start, at - _BEFORE_REST)
    return unit.search(folded, nearest, at) is not None and unit.search(folded, at, following.end()) is None


@cache
def _unit_of_time(lexicon: Lexicon) -> re.Pattern[str]:
    units = either(tuple(chain.from_iterable(lexicon.time.units.values())))
    return re.compile(rf"(?<![^\W\d])(?:{units})(?!\w)")


def _in_brackets(folded: str, start: int, at: int, end: int) -> bool:
    """A question asked in the middle of a sentence, "[how many days?]", does not end it."""
    opened = folded.rfind("[", max(start, at - _LONGEST_QUESTION), at)
    return opened > folded.rfind("]", start, at) and folded.find("]", at, min(end, at + _LONGEST_QUESTION)) > 0


def _is_abbreviation(lexicon: Lexicon, spelled: Spelled, start: int, dot: int) -> bool:
    if lexicon.spaced:
        place = bisect_left(spelled.ends, dot)
        if place == len(spelled.ends) or spelled.ends[place] != dot:
            return False
        word = spelled.folded[max(spelled.starts[place], start, dot - 12) : dot]
        if lexicon.after_ordinal and word.isdecimal() and _is_ordinal(lexicon, spelled, place):
            return True
    else:
        last = _LAST_WORD.search(spelled.folded, max(start, dot - 12), dot)
        word = last[0] if last else ""
    if len(word) == 1 and lexicon.spaced and spelled.folded[dot + 1 : dot + 3].strip():
        return True
    return word in lexicon.abbreviations


def _is_ordinal(lexicon: Lexicon, spelled: Spelled, place: int) -> bool:
    """A day of a month, where a dot is written after it: am 20. Juli."""
    if place + 1 == len(spelled.ends):
        return False
    return spelled.folded[spelled.starts[place + 1] : spelled.ends[place + 1]] in lexicon.after_ordinal

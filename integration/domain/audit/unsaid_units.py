"""Times whose unit was said before: "3 days to Austria, 5 to Spain", "two days here and up to six abroad"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from integration.domain.audit.quantity import Quantity, either, number_in, one_of
from integration.domain.lexicon import Lexicon

_FARTHEST = 60


def unsaid(
    lexicon: Lexicon, folded: str, counted: Sequence[Quantity], end: int, places: Sequence[int]
) -> Iterator[Quantity]:
    """The numbers behind a time, up to the next, that count in its unit and say no other.

    A number right behind a place's name counts in it however far it is from the time.
    """
    if not (lexicon.spaced and lexicon.time.onward and counted):
        return
    onward, last, listed = _patterns(lexicon)
    for place, known in enumerate(counted):
        following = counted[place + 1].start if place + 1 < len(counted) else end
        near = min(following, known.end + _FARTHEST)
        found = [*onward.finditer(folded, known.end, near), *last.finditer(folded, known.end, near)]
        found += filter(None, (listed.match(folded, at, following) for at in places if known.end <= at))
        yield from _times_said(lexicon, folded, known, {said.start("low"): said for said in found}.values())


def _times_said(lexicon: Lexicon, folded: str, known: Quantity, found: Iterable[re.Match[str]]) -> Iterator[Quantity]:
    times = _times(lexicon, folded, known)
    for said in found:
        low = number_in(lexicon, said["low"]) * times
        high = number_in(lexicon, said["high"]) * times if said["high"] else None
        if high is None:
            yield Quantity(said.start("low"), said.end(), known.unit, value=low)
        elif low < high:
            yield Quantity(said.start("low"), said.end(), known.unit, minimum=low, maximum=high)


def _times(lexicon: Lexicon, folded: str, known: Quantity) -> int:
    if known.unit != "day":
        return 12 if known.unit == "month" and _says(lexicon, folded, known, "year") else 1
    return 7 if _says(lexicon, folded, known, "week") else 1


def _says(lexicon: Lexicon, folded: str, known: Quantity, unit: str) -> bool:
    return any(word.rstrip("*") in folded[known.start : known.end] for word in lexicon.time.units.get(unit, ()))


@cache
def _patterns(lexicon: Lexicon) -> tuple[re.Pattern[str], ...]:
    """A number that a place or a group follows, one at the end of what is said behind "in" or "up to", and one that a
    clause ends in.
    """
    time = lexicon.time
    number = rf"\d{{1,2}}|(?:{one_of(word for word, value in lexicon.numbers.items() if value > 1)})"
    within = rf"(?:{either(time.within)})\s"
    said = rf"(?P<low>{number})(?:\s?(?:{either((*time.ranges, '-'))})\s?(?P<high>{number}))?"
    joins, onward = rf"(?:[,;:(]\s|\s(?:{either(time.between)})\s)", rf"(?=\s(?:{either(time.onward)})(?!\w))"
    ends = r"(?=\s?(?:[.;!)]|$))"
    return (
        re.compile(rf"{joins}(?:{within})?{said}{onward}"),
        re.compile(rf"(?<!\w){within}{said}{ends}", re.MULTILINE),
        re.compile(rf":?\s(?:{within})?{said}(?=\s?(?:[,.;)]|$))", re.MULTILINE),
    )

"""Times whose unit was said before: "3 days to Austria, 5 to Spain", "two days here and up to six abroad"."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from integration.domain.audit.quantity import Quantity, either, number_in, one_of
from integration.domain.lexicon import Lexicon

_FARTHEST = 60


def unsaid(lexicon: Lexicon, folded: str, counted: Sequence[Quantity], end: int) -> Iterator[Quantity]:
    """The numbers behind a time, up to the next, that count in its unit and say no other."""
    time = lexicon.time
    if not (lexicon.spaced and time.onward and counted):
        return
    pattern = _pattern(lexicon)
    for place, known in enumerate(counted):
        following = counted[place + 1].start if place + 1 < len(counted) else end
        times = _times(lexicon, folded, known)
        for found in pattern.finditer(folded, known.end, min(following, known.end + _FARTHEST)):
            low = number_in(lexicon, found["low"] or found["last"]) * times
            high = number_in(lexicon, found["high"]) * times if found["high"] else None
            if high is None:
                yield Quantity(found.start(), found.end(), known.unit, value=low)
            elif low < high:
                yield Quantity(found.start(), found.end(), known.unit, minimum=low, maximum=high)


def _times(lexicon: Lexicon, folded: str, known: Quantity) -> int:
    if known.unit != "day":
        return 12 if known.unit == "month" and _says(lexicon, folded, known, "year") else 1
    return 7 if _says(lexicon, folded, known, "week") else 1


def _says(lexicon: Lexicon, folded: str, known: Quantity, unit: str) -> bool:
    return any(word.rstrip("*") in folded[known.start : known.end] for word in lexicon.time.units.get(unit, ()))


@cache
def _pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """A number that a place or a group follows, or one at the end of what is said behind "in" or "up to"."""
    time = lexicon.time
    number = rf"\d{{1,2}}|(?:{one_of(word for word, value in lexicon.numbers.items() if value > 1)})"
    within = rf"(?:{either(time.within)})\s"
    high = rf"(?:\s?(?:{either((*time.ranges, '-'))})\s?(?P<high>{number}))?"
    joins, onward = rf"(?:[,;:(]\s|\s(?:{either(time.between)})\s)", rf"(?=\s(?:{either(time.onward)})\s)"
    before_place = rf"{joins}(?:{within})?(?P<low>{number}){high}{onward}"
    at_end = rf"(?<!\w){within}(?P<last>{number})(?=\s?(?:[.;!)]|$))"
    return re.compile(rf"{before_place}|{at_end}", re.MULTILINE)

"""The times that a text says, in figures or words, alone or as a range, and where one is left blank."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from integration.domain.audit.quantity import Quantity, either, is_least, number_in, one_of
from integration.domain.audit.time_units import DAYS, as_long, in_one_unit, whole
from integration.domain.audit.unsaid_units import unsaid
from integration.domain.lexicon import Lexicon

_BLANK = r"x{1,3}|_{2,8}|\.{3,8}|n"
_BLANK_NOTE = r"(?:\s?\(\w\))?"
_MAY_BE_BLANK = re.compile(r"[\[{_]|x(?<!\wx)|\.\.\.|n(?<!\wn)(?!\w)")  # signs first: others are passed over quickly
_IN_BRACKETS = re.compile(r"\s?[(（]\s?=?\s?")
_CLOSED = re.compile(r"\s?[)）]")
_MIDNIGHT, _BEFORE_CLOCK = 24, 16
_ONES = (1, 7)
_SECOND = 2
_HALF = Decimal("0.5")
_NEXT_TO = re.compile("(十?)([一二两三四五六七八])([二两三四五六七八九])")
_CLOCK = re.compile(r"[012]?\d[.:][0-5]0")


class _Patterns(NamedTuple):
    duration: re.Pattern[str]
    unit: re.Pattern[str]
    blank: re.Pattern[str]
    days: re.Pattern[str] | None
    lengths: re.Pattern[str] | None
    or_more: re.Pattern[str] | None


def durations(lexicon: Lexicon, folded: str, start: int, end: int, places: Sequence[int] = ()) -> Iterator[Quantity]:
    """Times said in folded[start:end], weeks as days and years as months; a blank where the number is a placeholder.

    Behind `places`, where the names of some end, a number may count in the unit of the time before it.
    """
    patterns = _patterns(lexicon)
    blanks: list[tuple[int, int]] = []
    if _MAY_BE_BLANK.search(folded, start, end):
        blanks = [found.span() for found in patterns.blank.finditer(folded, start, end)]
        yield from (Quantity(first, last, "day", blank=True) for first, last in blanks)
    counted = [_or_two(lexicon, folded, said) for said in _counted(lexicon, folded, start, end, blanks)]
    if patterns.days is not None:
        counted += _named_days(lexicon, patterns.days, folded, start, end)
    if patterns.lengths is not None:
        counted += _named_lengths(lexicon, patterns.lengths, folded, start, end)
    counted.sort()
    counted += unsaid(lexicon, folded, counted, end, places)
    yield from _said_once(folded, sorted(counted))


def _said_once(folded: str, counted: Sequence[Quantity]) -> Iterator[Quantity]:
    """The times without those that only say the one before in another unit: "one month (30 days)" is one time."""
    for before, quantity in zip((None, *counted), counted, strict=False):
        again = before is not None and _IN_BRACKETS.fullmatch(folded, before.end, quantity.start)
        closed = again and _CLOSED.match(folded, quantity.end)
        if before is None or not closed or not as_long(before, quantity):
            yield quantity


def _named_days(lexicon: Lexicon, pattern: re.Pattern[str], folded: str, start: int, end: int) -> Iterator[Quantity]:
    """翌営業日 is one business day on, 当天 none; not where it only begins a count ("翌日から")."""
    for found in pattern.finditer(folded, start, end):
        count, unit = lexicon.time.days[found["low"]]
        high = lexicon.time.days[found["high"]][0] if found["high"] else None
        if high is None or high <= count:
            yield Quantity(found.start(), found.end(), unit, value=Decimal(count))
        else:
            yield Quantity(found.start(), found.end(), unit, minimum=Decimal(count), maximum=Decimal(high))


def _named_lengths(lexicon: Lexicon, pattern: re.Pattern[str], folded: str, start: int, end: int) -> Iterator[Quantity]:
    """ "Une demi-heure": half of one."""
    for found in pattern.finditer(folded, start, end):
        count, unit = lexicon.time.lengths[found[0]]
        yield Quantity(found.start(), found.end(), unit, value=count)


def _or_two(lexicon: Lexicon, folded: str, said: Quantity) -> Quantity:
    """ "A day or two" is one to two days."""
    pattern = _patterns(lexicon).or_more
    if pattern is None or said.value not in _ONES or not (found := pattern.match(folded, said.end)):
        return said
    times = said.value or 1
    return Quantity(
        said.start, found.end(), said.unit, minimum=said.value, maximum=times * number_in(lexicon, found[1])
    )


def _counted(lexicon: Lexicon, folded: str, start: int, end: int, blanks: list[tuple[int, int]]) -> Iterator[Quantity]:
    patterns = _patterns(lexicon)
    for found in patterns.duration.finditer(folded, start, end):
        other = (
            _is_date(lexicon, folded, found)
            or _is_clock(lexicon, folded, found)
            or _is_some_day(lexicon, folded, found)
            or _is_one_of_many(lexicon, found)
        )
        if not other and not any(first <= found.start() < last for first, last in blanks):
            yield _duration(lexicon, folded, found)


def _is_date(lexicon: Lexicon, folded: str, found: re.Match[str]) -> bool:
    """2026年, 5月 and the 31日 of 5月31日: without spaces, a date is written as a time is."""
    if lexicon.spaced:
        return False
    follows = found.start() > 0 and folded[found.start() - 1] in "月年"
    calendar_year = found["year"] is not None and len(found["low"]) == 4 and found["low"].isdigit()
    return follows or calendar_year or (found["month"] == "月" and not re.search("[个半]", found[0]))


def _duration(lexicon: Lexicon, folded: str, found: re.Match[str]) -> Quantity:
    low, high = _ends(lexicon, found)
    name = next(unit for unit in lexicon.time.units if found[unit])
    times = DAYS.get(name, 12 if name == "year" else 1)
    unit = {"week": "day", "fortnight": "day", "year": "month"}.get(name, name)
    if found["half"]:
        low += _HALF
    if name == "month" and low % 1:
        unit, times = "day", 30
    if unit == "day" and name == "day" and (found["before"] or found["after"]):
        unit = "business_day"
    if high is not None:
        least, most, unit = in_one_unit(_unit_between(lexicon, folded, found) or name, low, name, high, unit)
        if least < most:
            return Quantity(found.start(), found.end(), unit, minimum=whole(least), maximum=whole(most))
        if least == most:
            return Quantity(found.start(), found.end(), unit, value=whole(most))
    if is_least(lexicon, folded, found.start()):
        return Quantity(found.start(), found.end(), unit, minimum=whole(low * times))
    return Quantity(found.start(), found.end(), unit, value=whole(low * times))


def _ends(lexicon: Lexicon, found: re.Match[str]) -> tuple[Decimal, Decimal | None]:
    """The lower end, or the only one, and the upper: 两三天 are two to three days, 十五六天 fifteen to sixteen."""
    if found["high"]:
        return number_in(lexicon, found["low"]), number_in(lexicon, found["high"])
    if not lexicon.spaced and (pair := _NEXT_TO.fullmatch(found["low"])):
        low, high = (number_in(lexicon, pair[1] + sign) for sign in pair.groups()[1:])
        return (low, high) if low < high else (number_in(lexicon, found["low"]), None)
    return number_in(lexicon, found["low"]), None


def _unit_between(lexicon: Lexicon, folded: str, found: re.Match[str]) -> str | None:
    """The unit of the lower end, where it has its own."""
    named = _patterns(lexicon).unit.search(folded, found.end("low"), found.start("high"))
    return named.lastgroup if named else None


def _is_clock(lexicon: Lexicon, folded: str, found: re.Match[str]) -> bool:
    """ "Voor 15 uur" and "15.00 uur" are no fifteen hours."""
    if "hour" not in lexicon.time.units or not found["hour"] or found["high"]:
        return False
    if _CLOCK.fullmatch(found["low"]):
        return True
    before = folded[max(0, found.start() - _BEFORE_CLOCK) : found.start()]
    return before.endswith(lexicon.time.clock) and number_in(lexicon, found["low"]) <= _MIDNIGHT


def _is_some_day(lexicon: Lexicon, folded: str, found: re.Match[str]) -> bool:
    """ "On a working day" is no length of time."""
    if not lexicon.time.on or not found["low"].isalpha() or found["high"] or number_in(lexicon, found["low"]) != 1:
        return False
    return folded[max(0, found.start() - 4) : found.start()].endswith(lexicon.time.on)


def _is_one_of_many(lexicon: Lexicon, found: re.Match[str]) -> bool:
    """ "The 14th day" ends fourteen days; the first day, the second week and the third year end nothing."""
    if not (found["ordinal"] or found["low"] in lexicon.ordinals):
        return False
    return (
        not (found["day"] or ("business_day" in lexicon.time.units and found["business_day"]))
        or number_in(lexicon, found["low"]) < _SECOND
    )


@cache
def _patterns(lexicon: Lexicon) -> _Patterns:
    time = lexicon.time
    space, edge = (r"[\s*'’-]{0,3}", r"(?!\w)") if lexicon.spaced else (r"\s?", "")
    number = r"\d{1,4}(?:[.,]\d{1,2})?" if lexicon.spaced else r"\d{1,4}(?:\.\d{1,2})?"
    if lexicon.spaced:
        words = one_of((*lexicon.numbers, *lexicon.ordinals))
        ends = rf"(?!\w)|(?={'|'.join(time.joined)})" if time.joined else r"(?!\w)"
        number = rf"(?:{number}|(?:{words})(?:{ends}))" if words else number
    else:
        number = rf"(?:{number}|半|[零〇一二两三四五六七八九十百]{{1,5}}(?:个?半)?)"
    unit = "|".join(f"(?P<{name}>{either(words)})" for name, words in time.units.items())
    bare_unit = "|".join(either(words) for words in time.units.values())
    ranges = either((*time.ranges, "-", "~", "/", *time.between))
    if not lexicon.spaced:
        ranges += r"|(?<=[\d一二三四五六七八九])、"
    before = (
        rf"(?P<before>(?:{either(time.business_before)}){space})?" if time.business_before else "(?P<before>\\b\\B)?"
    )
    after = rf"(?:\s?(?P<after>{either(time.business_after)}))?" if time.business_after else "(?P<after>\\b\\B)?"
    filler = rf"(?:(?:{either(time.fillers)}){space}){{0,2}}" if time.fillers else ""
    tail = rf"{space}{before}{filler}(?:{unit}){edge}{after}"
    note = r"(?:\s?[(（][\w ]{1,20}[)）])?"
    begins = r"(?<![^\W\d])" if lexicon.spaced else ""
    start = r"(?<!\w)(?<!\d[.,:])" if lexicon.spaced else r"(?<![\da-z第])(?<!\d\.)(?<!\d,(?=\d{3}))"
    high = rf"(?:\s?(?:{bare_unit})?{edge}\s?\*{{0,2}}(?:{ranges})\s?(?P<high>{number}))?"
    ordinal = rf"(?P<ordinal>(?<=\d)(?:{either(time.ordinal)})(?!\w))?" if time.ordinal else "(?P<ordinal>\\b\\B)?"
    half = rf"(?P<half>\s(?:{either(time.halves)})(?!\w))?" if time.halves else "(?P<half>\\b\\B)?"
    duration = rf"{start}(?P<low>{number}){ordinal}{note}{high}{note}{tail}{half}"
    open_bracket = rf"\[[^\[\]\n]{{0,40}}(?:{bare_unit}|\d|x)[^\[\]\n]{{0,40}}\]"
    crossed = rf"(?<!\w)(?:{_BLANK}){_BLANK_NOTE}\s?(?:{bare_unit}){edge}"
    bracketed = rf"[\[{{]{{1,2}}[^\[\]{{}}\n]{{1,40}}[\]}}]{{1,2}}\s?(?:{bare_unit})"
    blank = rf"{open_bracket}|{crossed}|{bracketed}"
    days = _days_pattern(lexicon, ranges, number) if time.days else None
    lengths = re.compile(rf"(?<!\w)(?:{either(tuple(time.lengths))})(?!\w)") if time.lengths else None
    few = one_of(word for word, value in lexicon.numbers.items() if value in (2, 3))
    unit_follows = rf"(?!\s(?:{bare_unit})\b)"
    or_more = re.compile(rf"\s(?:{either(time.ranges)})\s({few})(?!\w){unit_follows}") if lexicon.spaced else None
    return _Patterns(
        re.compile(duration), re.compile(rf"{begins}(?:{unit}){edge}"), re.compile(blank), days, lengths, or_more
    )


def _days_pattern(lexicon: Lexicon, ranges: str, number: str) -> re.Pattern[str]:
    names = either(tuple(lexicon.time.days))
    if lexicon.spaced:
        return re.compile(rf"(?<![\w-])(?P<low>{names})(?:\s(?:{ranges})\s(?P<high>{names}))?(?![\w-])")
    begins = rf"から|より|以降|以後|起|开始|算|の\s?(?:{number})"
    return re.compile(rf"(?P<low>{names})(?:(?:{ranges})(?P<high>{names}))?(?!{begins})")

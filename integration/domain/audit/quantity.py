"""The amounts of a statement: times, money and percentages, in figures or words, alone or as a range."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from integration.domain.audit.finding import Fact
from integration.domain.audit.money import before_money, money_pattern, unit_of
from integration.domain.audit.numerals import cjk_number, decimal_of
from integration.domain.lexicon import Lexicon

_DAYS = {"week": 7, "fortnight": 14}
_BLANK = r"x{1,3}|_{2,8}|\.{3,8}|n"
_BLANK_NOTE = r"(?:\s?\(\w\))?"
_MAY_BE_BLANK = re.compile(r"[\[{x_…]|\.\.\.|(?<!\w)n(?!\w)")
_CLOCK = re.compile(r"[012]?\d[.:][0-5]0")
_FIGURES = re.compile(r"\d+|[一二两三四五六七八九]?[百千万]")
_LONGEST_SIGN = 8
_TO = frozenset({"-", "~", "to", "bis", "bis zu", "tot", "a", "al", "ate", "hasta", "fino a"})
_AND = frozenset({"and", "und", "en", "et", "y", "e"})
_BETWEEN = ("between", "zwischen", "tussen", "entre", "tra", "fra")
_PERCENT = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,2})?)\s?(?:[%％]|prozent|percent|por ?cento|por ciento)")


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


class _Patterns(NamedTuple):
    duration: re.Pattern[str]
    blank: re.Pattern[str]
    at_least: re.Pattern[str] | None
    money: re.Pattern[str]
    before_money: re.Pattern[str] | None
    days: re.Pattern[str] | None


def durations(lexicon: Lexicon, folded: str, start: int, end: int) -> Iterator[Quantity]:
    """Times said in folded[start:end], weeks as days and years as months; a blank where the number is a placeholder."""
    patterns = _patterns(lexicon)
    blanks: list[tuple[int, int]] = []
    if _MAY_BE_BLANK.search(folded, start, end):
        blanks = [found.span() for found in patterns.blank.finditer(folded, start, end)]
    yield from (Quantity(first, last, "day", blank=True) for first, last in blanks)
    yield from sorted((*_counted(lexicon, folded, start, end, blanks), *_named_days(lexicon, folded, start, end)))


def _named_days(lexicon: Lexicon, folded: str, start: int, end: int) -> Iterator[Quantity]:
    """翌営業日 is one business day on, 当天 none; not where it only begins a count ("翌日から")."""
    pattern = _patterns(lexicon).days
    for found in pattern.finditer(folded, start, end) if pattern else ():
        count, unit = lexicon.time.days[found["low"]]
        high = lexicon.time.days[found["high"]][0] if found["high"] else None
        if high is None or high <= count:
            yield Quantity(found.start(), found.end(), unit, value=Decimal(count))
        else:
            yield Quantity(found.start(), found.end(), unit, minimum=Decimal(count), maximum=Decimal(high))


def _counted(lexicon: Lexicon, folded: str, start: int, end: int, blanks: list[tuple[int, int]]) -> Iterator[Quantity]:
    patterns = _patterns(lexicon)
    for found in patterns.duration.finditer(folded, start, end):
        other = _is_date(lexicon, folded, found) or _is_clock(lexicon, folded, found)
        if not other and not any(first <= found.start() < last for first, last in blanks):
            yield _duration(lexicon, patterns, folded, found)


def _is_date(lexicon: Lexicon, folded: str, found: re.Match[str]) -> bool:
    """2026年, 5月 and the 31日 of 5月31日: without spaces, a date is written as a time is."""
    if lexicon.spaced:
        return False
    follows = found.start() > 0 and folded[found.start() - 1] in "月年"
    calendar_year = found["year"] is not None and len(found["low"]) == 4 and found["low"].isdigit()
    return follows or calendar_year or (found["month"] == "月" and not re.search("[个半]", found[0]))


def amounts(lexicon: Lexicon, folded: str, start: int, end: int) -> Iterator[Quantity]:
    """Sums of money said in folded[start:end], each in its ISO 4217 unit."""
    held: Quantity | None = None
    for amount in _amounts(lexicon, folded, start, end):
        if held is not None and (joined := _joined(folded, held, amount)) is not None:
            held = joined
            continue
        if held is not None:
            yield held
        held = amount
    if held is not None:
        yield held


def _joined(folded: str, low: Quantity, high: Quantity) -> Quantity | None:
    """Both as one range, where they are said so with the currency twice: "between £3 and £9"."""
    if low.value is None or high.value is None or low.unit != high.unit or low.value >= high.value:
        return None
    glue = folded[low.end : high.start].strip()
    ranged = glue in _TO or (glue in _AND and folded[max(0, low.start - 10) : low.start].rstrip().endswith(_BETWEEN))
    return Quantity(low.start, high.end, low.unit, minimum=low.value, maximum=high.value) if ranged else None


def _amounts(lexicon: Lexicon, folded: str, start: int, end: int) -> Iterator[Quantity]:
    for found in _near_figures(lexicon, folded, start, end):
        unit = unit_of(lexicon, found)
        low, high = (_number(lexicon, found[name]) if found[name] else None for name in ("low", "high"))
        if high is not None and low is not None and low < high:
            yield Quantity(found.start(), found.end(), unit, minimum=low, maximum=high)
        elif _from_there(lexicon, folded, found.start()):
            yield Quantity(found.start(), found.end(), unit, minimum=low)
        else:
            yield Quantity(found.start(), found.end(), unit, value=low)


def doubled(quantity: Quantity, start: int, end: int) -> Quantity:
    """Twice the quantity, as text[start:end] says."""
    value, low, high = (
        None if said is None else 2 * said for said in (quantity.value, quantity.minimum, quantity.maximum)
    )
    return Quantity(start, end, quantity.unit, value, low, high)


def _near_figures(lexicon: Lexicon, folded: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """What `finditer` finds of sums, which begin with at most a sign before a figure; nowhere else is tried."""
    pattern, before = _patterns(lexicon).money, _patterns(lexicon).before_money
    at = start
    for figures in _FIGURES.finditer(folded, start, end):
        first = max(at, figures.start() - _LONGEST_SIGN)
        if before is not None and before.search(folded, first, figures.start()) is None:
            first = max(at, figures.start())
        for place in range(first, figures.end() if before is None else figures.start() + 1):
            if (found := pattern.match(folded, place, end)) is not None:
                yield found
                at = found.end()
                break


def percents(folded: str, start: int, end: int) -> Iterator[Quantity]:
    for found in _PERCENT.finditer(folded, start, end):
        yield Quantity(found.start(), found.end(), "percent", value=decimal_of(found[1]))


def _duration(lexicon: Lexicon, patterns: _Patterns, folded: str, found: re.Match[str]) -> Quantity:
    low = _number(lexicon, found["low"])
    high = _number(lexicon, found["high"]) if found["high"] else None
    name = next(unit for unit in lexicon.time.units if found[unit])
    times = _DAYS.get(name, 12 if name == "year" else 1)
    unit = {"week": "day", "fortnight": "day", "year": "month"}.get(name, name)
    if name == "month" and low % 1:
        unit, times = "day", 30
    if unit == "day" and name == "day" and (found["before"] or found["after"]):
        unit = "business_day"
    if high is not None:
        least = low * (_times_before(lexicon, folded, found) or times)
        if least < high * times:
            return Quantity(found.start(), found.end(), unit, minimum=_whole(least), maximum=_whole(high * times))
    if _from_there(lexicon, folded, found.start()):
        return Quantity(found.start(), found.end(), unit, minimum=_whole(low * times))
    return Quantity(found.start(), found.end(), unit, value=_whole(low * times))


def _times_before(lexicon: Lexicon, folded: str, found: re.Match[str]) -> int | None:
    """The days in the unit of the lower end, where it has its own: "from one week to ten days"."""
    if not found["day"] or lexicon.spaced:
        return None
    between = folded[found.end("low") : found.start("high")]
    return 7 if any(week in between for week in lexicon.time.units.get("week", ())) else None


def _whole(number: Decimal) -> Decimal:
    """15 for 15.0, which is what half a month makes."""
    whole = number.to_integral_value()
    return whole if whole == number else number


def _is_clock(lexicon: Lexicon, folded: str, found: re.Match[str]) -> bool:
    """ "Voor 15 uur" and "15.00 uur" are no fifteen hours."""
    if "hour" not in lexicon.time.units or not found["hour"] or found["high"]:
        return False
    return _CLOCK.fullmatch(found["low"]) is not None or folded[max(0, found.start() - 12) : found.start()].endswith(
        lexicon.time.clock
    )


def _from_there(lexicon: Lexicon, folded: str, at: int) -> bool:
    """Whether the number at this place is the least of what it may be."""
    at_least = _patterns(lexicon).at_least
    return at_least is not None and at_least.search(folded[max(0, at - 24) : at]) is not None


def _number(lexicon: Lexicon, digits: str) -> Decimal:
    known = lexicon.numbers.get(digits)
    if known is not None:
        return known
    return decimal_of(digits) if digits.isascii() else cjk_number(digits.replace("个", ""))


@cache
def _patterns(lexicon: Lexicon) -> _Patterns:
    time = lexicon.time
    space, edge = (r"[\s*-]{0,3}", r"(?!\w)") if lexicon.spaced else (r"\s?", "")
    number = r"\d{1,4}(?:[.,]\d{1,2})?"
    if lexicon.spaced:
        words = sorted(lexicon.numbers, key=len, reverse=True)
        ends = rf"(?!\w)|(?={'|'.join(time.joined)})" if time.joined else r"(?!\w)"
        number = rf"(?:{number}|(?:{'|'.join(map(re.escape, words))})(?:{ends}))" if words else number
    else:
        number = rf"(?:{number}|半|[零〇一二两三四五六七八九十百]{{1,5}}(?:个?半)?)"
    unit = "|".join(f"(?P<{name}>{_any(words)})" for name, words in time.units.items())
    bare_unit = "|".join(_any(words) for words in time.units.values())
    ranges = _any((*time.ranges, "-", "~", "/", *time.between))
    before = rf"(?P<before>(?:{_any(time.business_before)}){space})?" if time.business_before else "(?P<before>\\b\\B)?"
    after = rf"(?:\s?(?P<after>{_any(time.business_after)}))?" if time.business_after else "(?P<after>\\b\\B)?"
    filler = rf"(?:(?:{_any(time.fillers)}){space}){{0,2}}" if time.fillers else ""
    tail = rf"{space}{before}{filler}(?:{unit}){edge}{after}"
    note = r"(?:\s?[(（][\w ]{1,20}[)）])?"
    start = r"(?<!\w)(?<!\d[.,])" if lexicon.spaced else r"(?<![\da-z])(?<!\d[.,])"
    high = rf"(?:\s?(?:{bare_unit})?{edge}\s?\*{{0,2}}(?:{ranges})\s?(?P<high>{number}))?"
    duration = rf"{start}(?P<low>{number}){note}{high}{note}{tail}"
    open_bracket = rf"\[[^\[\]\n]{{0,40}}(?:{bare_unit}|\d|x)[^\[\]\n]{{0,40}}\]"
    crossed = rf"(?<!\w)(?:{_BLANK}){_BLANK_NOTE}\s?(?:{bare_unit}){edge}"
    bracketed = rf"[\[{{]{{1,2}}[^\[\]{{}}\n]{{1,40}}[\]}}]{{1,2}}\s?(?:{bare_unit})"
    blank = rf"{open_bracket}|{crossed}|{bracketed}"
    at_least = re.compile(rf"(?:{_any(time.at_least)})\s?$") if time.at_least else None
    days = _days_pattern(_any(tuple(time.days)), ranges, number) if time.days else None
    money, beside = money_pattern(lexicon), before_money(lexicon)
    return _Patterns(re.compile(duration), re.compile(blank), at_least, money, beside, days)


def _days_pattern(names: str, ranges: str, number: str) -> re.Pattern[str]:
    begins = rf"から|より|以降|以後|起|开始|算|の\s?(?:{number})"
    return re.compile(rf"(?P<low>{names})(?:(?:{ranges})(?P<high>{names}))?(?!{begins})")


def _any(words: tuple[str, ...]) -> str:
    return "|".join(
        re.escape(word).replace(r"\*", r"\w{0,8}").replace(r"\ ", r"\s{1,2}")
        for word in sorted(words, key=len, reverse=True)
    )

"""A language's small words that are no concepts: how it counts time and money, what makes a line a sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class TimeWords:
    """How a language counts time; each string is a piece of a regular expression.

    `ordinal`: what follows figures in "14th"; `halves`: what follows the unit in "a week and a half"; `within` and
    `onward`: what a number that leaves its unit out stands behind and before, "up to 5 to Spain"; `until_hour` and
    `past_noon`: what makes the number behind it an hour, "entro le 12", and one after noon, "下午5点"; `days`: "the
    next day", told from `lengths`, which name a length as a whole: "demi-heure".
    """

    units: Mapping[str, tuple[str, ...]]
    ranges: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    at_least: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    business_before: tuple[str, ...] = ()
    business_after: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    clock: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    oclock: tuple[str, ...] = ()
    noon: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    ordinal: tuple[str, ...] = ()
    halves: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    onward: tuple[str, ...] = ()
    until_hour: tuple[str, ...] = ()
    past_noon: tuple[str, ...] = ()
    days: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    lengths: Mapping[str, tuple[Decimal, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SumWords:
    """What stands between the ends of a range of sums ("£3 to £9"), before them ("between"), and for a hundredth."""

    to: frozenset[str] = frozenset()
    between: tuple[str, ...] = ()
    percent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineWords:
    """What tells a short line without a full stop that says something from one that heads what follows.

    `says`: finite verbs, in scripts without spaces signs that only a sentence has. `ends`: what one ends in. `asks`:
    what a question or its heading begins with ("how we ship"). `leads_on`: what points to the lines below.
    """

    says: frozenset[str] = frozenset()
    ends: tuple[str, ...] = ()
    asks: frozenset[str] = frozenset()
    leads_on: tuple[str, ...] = ()


_TIME_LISTS = (
    "ranges", "between", "at_least", "formerly", "business_before", "business_after", "fillers", "clock", "joined",
    "oclock", "noon", "on", "ordinal", "halves", "within", "onward", "until_hour", "past_noon",
)  # fmt: skip

Table = Mapping[str, Any]
Fold = Mapping[int, int]


def time_words(table: Table, fold: Fold) -> TimeWords:
    units = {unit: folded(found, fold) for unit, found in table.get("units", {}).items()}
    lists = {name: folded(table.get(name, ()), fold) for name in _TIME_LISTS}
    days = {name.translate(fold): (count, unit) for name, (count, unit) in table.get("days", {}).items()}
    lengths = {
        name.translate(fold): (Decimal(str(count)), unit) for name, (count, unit) in table.get("lengths", {}).items()
    }
    return TimeWords(units, **lists, days=days, lengths=lengths)


def sum_words(table: Table, fold: Fold) -> SumWords:
    to, between, percent = (folded(table.get(name, ()), fold) for name in ("to", "between", "percent"))
    return SumWords(frozenset(to), between, percent)


def line_words(table: Table, fold: Fold) -> LineWords:
    says, ends, asks, leads_on = (folded(table.get(name, ()), fold) for name in ("says", "ends", "asks", "leads_on"))
    return LineWords(frozenset(says), ends, frozenset(asks), leads_on)


def folded(words: Iterable[str], fold: Fold) -> tuple[str, ...]:
    return tuple(word.lower().translate(fold) for word in words)

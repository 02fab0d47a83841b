"""The sums of money that a text says, alone or as a range."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from integration.domain.audit.money import before_money, money_pattern, unit_of
from integration.domain.audit.quantity import Quantity, either, is_former, is_least, number_in, one_of
from integration.domain.lexicon import Lexicon

_FIGURES = re.compile(r"\d+|[一二两三四五六七八九十百千万]+")
_LONGEST_SIGN = 8
_BETWEEN = 10
_TO = frozenset({"-", "~"})


class _Patterns(NamedTuple):
    money: re.Pattern[str]
    before: re.Pattern[str] | None


def amounts(lexicon: Lexicon, folded: str, start: int, end: int, *, worded: bool) -> Iterator[Quantity]:
    """Sums of money said in folded[start:end], each in its ISO 4217 unit; `worded`: a currency stands as a word."""
    held: Quantity | None = None
    for amount in _amounts(lexicon, folded, start, end, worded=worded):
        if held is not None and (joined := _joined(lexicon, folded, held, amount)) is not None:
            held = joined
            continue
        if held is not None:
            yield held
        held = amount
    if held is not None:
        yield held


def _joined(lexicon: Lexicon, folded: str, low: Quantity, high: Quantity) -> Quantity | None:
    """Both as one range, where they are said so with the currency twice: "between £3 and £9"."""
    if low.value is None or high.value is None or low.unit != high.unit or low.value >= high.value:
        return None
    glue = folded[low.end : high.start].strip()
    before = folded[max(0, low.start - _BETWEEN) : low.start].rstrip()
    between = glue in lexicon.time.between and before.endswith(lexicon.sums.between)
    ranged = between or glue in _TO or glue in lexicon.sums.to
    return Quantity(low.start, high.end, low.unit, minimum=low.value, maximum=high.value) if ranged else None


def _amounts(lexicon: Lexicon, folded: str, start: int, end: int, *, worded: bool) -> Iterator[Quantity]:
    said = _near_figures(lexicon, folded, start, end)
    if worded and lexicon.spaced:
        said = iter(sorted([*said, *_in_words(lexicon).finditer(folded, start, end)], key=re.Match.start))
    for found in said:
        unit = unit_of(lexicon, found)
        low, high = (number_in(lexicon, found[name]) if found[name] else None for name in ("low", "high"))
        if is_former(lexicon, folded, found.start()):
            if high is not None:
                yield Quantity(found.start("high"), found.end(), unit, value=high)
            continue
        if high is not None and low is not None and low < high:
            yield Quantity(found.start(), found.end(), unit, minimum=low, maximum=high)
        elif is_least(lexicon, folded, found.start()):
            yield Quantity(found.start(), found.end(), unit, minimum=low)
        else:
            yield Quantity(found.start(), found.end(), unit, value=low)


def _near_figures(lexicon: Lexicon, folded: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """What `finditer` finds of sums, which begin with at most a sign before a figure; nowhere else is tried."""
    pattern, before = _patterns(lexicon)
    at = start
    for figures in _FIGURES.finditer(folded, start, end):
        first = max(at, figures.start() - _LONGEST_SIGN)
        if before is not None:
            sign = before.search(folded, first, figures.start())
            first = max(at, figures.start()) if sign is None else sign.start()
        for place in range(first, figures.end() if before is None else figures.start() + 1):
            if (found := pattern.match(folded, place, end)) is not None:
                yield found
                at = found.end()
                break


@cache
def _in_words(lexicon: Lexicon) -> re.Pattern[str]:
    """ "Nine dollars", "neun bis zwölf Euro"."""
    number, none = one_of(lexicon.numbers), r"\b\B"
    currency = either(tuple(lexicon.currencies))
    joins = either((*lexicon.sums.to, *lexicon.time.between))
    return re.compile(
        rf"(?<!\w)(?P<low>{number})(?:\s(?:{joins})\s(?P<high>{number}))?\s(?P<word>{currency})(?!\w)"
        rf"(?P<sign>{none})?(?P<code>{none})?"
    )


@cache
def _patterns(lexicon: Lexicon) -> _Patterns:
    return _Patterns(money_pattern(lexicon), before_money(lexicon))

"""Numbers as shops write them."""

import re
from decimal import Decimal
from functools import lru_cache

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100}
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*(?:[.,]\d{1,2})?")


@lru_cache(4096)
def decimal_of(figures: str) -> Decimal:
    """ "1.299,00", "1,299.00", "1 299" and "4,95" as a Decimal."""
    figures = figures.strip(" .,'")
    if _THOUSANDS.fullmatch(figures):
        separator = next(sign for sign in figures if not sign.isdigit())
        figures = figures.replace(separator, "")
    return Decimal(figures.replace(",", ".").replace(" ", "").replace("'", ""))


def cjk_number(signs: str) -> Decimal:
    """三十 as 30, 十四 as 14, 七 as 7."""
    total = section = 0
    for sign in signs:
        if sign in _TENS:
            total += (section or 1) * _TENS[sign]
            section = 0
        else:
            section = section * 10 + _DIGITS[sign]
    return Decimal(total + section)

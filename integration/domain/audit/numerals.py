"""Numbers as shops write them."""

import re
from decimal import Decimal
from functools import lru_cache

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIAD = 10000
_CJK_PARTS = re.compile(r"\d[\d.,]*|.")
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
    """三十 as 30, 十四 as 14, 1万5千 as 15000, 半 as a half."""
    total = section = Decimal(0)
    for part in _CJK_PARTS.findall(signs):
        if part in _TENS:
            total, section = total + (section or Decimal(1)) * _TENS[part], Decimal(0)
        elif part == "万":
            total, section = (total + section or Decimal(1)) * _MYRIAD, Decimal(0)
        elif part == "半":
            section += Decimal("0.5")
        else:
            section = decimal_of(part) if part[0].isdecimal() else section * 10 + _DIGITS[part]
    return total + section

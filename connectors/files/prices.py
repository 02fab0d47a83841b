"""Prices as export columns write them."""

import re
from decimal import Decimal

from integration.domain.commerce import Money

NO_CURRENCY = "XXX"
"""ISO 4217's code for "no currency": neither export says in which currency its prices are."""

_OTHER = re.compile(r"[^\d.,-]")
_THOUSANDS = re.compile(r"-?\d{1,3}([.,]\d{3}){2,}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?|-?\.\d+")


def price(cell: str) -> Decimal | None:
    """The amount; None for an empty cell. A lone separator is decimal ("12,50"): exports write no thousands.

    Raises ValueError when it is no number.
    """
    text = _OTHER.sub("", cell)
    if not cell.strip():
        return None
    if "," in text and "." in text:
        thousands = "." if text.rfind(",") > text.rfind(".") else ","
        text = text.replace(thousands, "")
    elif _THOUSANDS.fullmatch(text):
        text = text.replace(",", "").replace(".", "")
    text = text.replace(",", ".")
    if not _NUMBER.fullmatch(text):
        raise ValueError(f'"{cell[:40]}" is not a price')
    return Decimal(text)


def money(amount: Decimal | None) -> Money | None:
    return None if amount is None else Money(amount, NO_CURRENCY)

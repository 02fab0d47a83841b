"""Vendors' JSON is written by many hands: a price may be "", a number or words. Read what is there."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from math import isfinite
from typing import Any

_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,12})?", re.ASCII)
# NUL ends a text in PostgreSQL, half a surrogate pair is no UTF-8, and a bidi override turns a name around in a list.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_TAG = re.compile(r"<[^<>]{0,500}>")
LONGEST_KEPT = 4_000
DEEPEST_KEPT = 40
MOST_COUNTED = 2**31 - 1
"""What an integer column takes; one order of four billion mugs must not stop the reading of all others."""
_YEARS = range(1990, 2200)


def amount(value: Any) -> Decimal | None:
    """An exact number; None for "", words, a comma, or nothing at all: a price that nobody stated is not 0."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, float):
        value = format(Decimal(repr(value)), "f") if isfinite(value) else ""
    digits = str(value).strip()
    return Decimal(digits) if _NUMBER.fullmatch(digits) else None


def text(value: Any) -> str:
    """A line as a person may see it: no control characters, no space around it."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return _UNPRINTABLE.sub("", str(value)).strip()


def markup(value: Any) -> str:
    """A text in HTML exactly as it stands, less what no database takes."""
    return _UNSTORABLE.sub("", value).strip() if isinstance(value, str) else ""


def name(value: Any) -> str:
    """A name that WooCommerce escaped for HTML once ("Shirt &amp; Co")."""
    return text(unescape(value)) if isinstance(value, str) else text(value)


def plain(value: Any) -> str:
    """A line without the markup that some plugins wrap around it."""
    return text(_TAG.sub("", unescape(value))) if isinstance(value, str) else text(value)


def identity(value: Any) -> str:
    """A vendor's id as text; "" for 0, which is how WooCommerce says "none"."""
    found = text(value)
    return "" if found == "0" else found


def whole(value: Any) -> int:
    """A count; 0 when it is none, and never more than a database counts to."""
    number = amount(value)
    return 0 if number is None else max(-MOST_COUNTED, min(int(number), MOST_COUNTED))


def moment(value: Any) -> datetime | None:
    """A `*_gmt` time: it carries no zone and is UTC. None for null, WordPress's "0000-00-00", and year 1 or 9999,
    which have no day before or after them in another zone."""
    try:
        read = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    if read.year not in _YEARS:
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects in a list; PHP writes an empty object as [], and plugins put anything anywhere."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def kept(value: Any, depth: int = 0) -> Any:
    """The vendor's JSON fit to be stored: no links, no control characters, no NaN, and page builders' blobs cut."""
    if depth > DEEPEST_KEPT or (isinstance(value, float) and not isfinite(value)):
        return None
    if isinstance(value, Mapping):
        return {_clean(key): kept(item, depth + 1) for key, item in value.items() if key != "_links"}
    if isinstance(value, list):
        return [kept(item, depth + 1) for item in value]
    return _clean(value) if isinstance(value, str) else value


def _clean(value: str) -> str:
    return _UNPRINTABLE.sub("", value[:LONGEST_KEPT])

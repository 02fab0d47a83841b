"""Lists from a vendor in which one entry may be broken."""

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from connectors.values import text
from integration.domain.commerce import Raw
from integration.ports import Permanent

log = logging.getLogger(__name__)

T = TypeVar("T")
Row = TypeVar("Row")


def readable(rows: Sequence[Raw], reader: Callable[[Raw], T]) -> list[T]:
    """What can be read of a page; one broken entry does not hold up the others, and is named in the log."""
    return read_all(rows, reader, lambda row: text(row.get("id")))


def read_all(rows: Sequence[Row], reader: Callable[[Row], T], name: Callable[[Row], str] = lambda _: "") -> list[T]:
    """As `readable`, for entries that are no bare JSON."""
    found = []
    for row in rows:
        try:
            found.append(reader(row))
        except ValueError as problem:
            log.warning("%s in a list of the store was left out: %s", name(row) or "an entry", problem)
    return found


def read_or_refuse(row: Raw, reader: Callable[[Raw], T]) -> T:
    """Raises Permanent, naming the entry."""
    try:
        return reader(row)
    except ValueError as problem:
        raise Permanent(f"{text(row.get('id'))} cannot be read: {problem}") from None

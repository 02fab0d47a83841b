"""Walks through a long listing in several turns, each of which ends in time and goes on where the last one stopped."""

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from integration.ports import Page

Item = TypeVar("Item")


class NotReady(Exception):
    """The store is gathering its answer, or this turn has been long enough: go on at the next bell."""


def pages(ask: Callable[[str | None], Page[Item]], cursor: str | None, until: float) -> Iterator[Page[Item]]:
    """A listing from `cursor` on, until its end or `until` (of time.monotonic). Raises NotReady, or as `ask`."""
    while True:
        page = ask(cursor)
        cursor = page.cursor
        yield page
        if cursor is None:
            return
        if page.later or time.monotonic() > until:
            raise NotReady

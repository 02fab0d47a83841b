"""Lists in pages: newest first, each page asked for by the id it ends before, so that new rows move nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

SIZE = 50
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`older` is the id that the next page ends before, None at the end; `first` is whether this is the newest page."""

    rows: Sequence[Row]
    older: int | None
    first: bool

    def __len__(self) -> int:
        return len(self.rows)


def searched() -> str:
    """What is looked for in the list."""
    return request.args.get("q", "").strip()[:200]


def before() -> int | None:
    """The id that the page asked for ends before."""
    return request.args.get("before", type=int)


def page(rows: Sequence[Row], key: Callable[[Row], int | None]) -> Page[Row]:
    """Of SIZE + 1 rows the first SIZE; the one too many only tells that there are more."""
    shown = rows[:SIZE]
    return Page(shown, key(shown[-1]) if len(rows) > SIZE else None, before() is None)

"""What the stand-in shop holds: orders and products by id, each made when it is asked for, so that 100,000 fit."""

import json
from bisect import bisect_right, insort
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import connectors

EXCHANGES = Path(connectors.__file__).parent / "woocommerce" / "exchanges"

Json = dict[str, Any]


def example(name: str) -> Any:
    """The body of an exchange written by hand."""
    return json.loads((EXCHANGES / f"{name}.json").read_text(encoding="utf-8"))["body"]


class Shelf:
    """Things in the order of their last change. `make` writes one from its id and its two dates (naive UTC)."""

    def __init__(self, make: Callable[[int, datetime, datetime], Json]) -> None:
        self._make = make
        self._dates: dict[int, tuple[datetime, datetime]] = {}
        self._changes: dict[int, Json] = {}
        self._by_change: list[tuple[datetime, int]] = []

    def __contains__(self, number: int) -> bool:
        return number in self._dates

    def __len__(self) -> int:
        return len(self._dates)

    def put(self, number: int, at: datetime, **changes: Any) -> None:
        """A new thing, or another state of one; without changes only its date moves."""
        created, before = self._dates.get(number, (at, None))
        if before is not None:
            self._by_change.remove((before, number))
        self._dates[number] = (created, at)
        if changes:
            self._changes[number] = self._changes.get(number, {}) | changes
        insort(self._by_change, (at, number))

    def quietly(self, number: int, **changes: Any) -> None:
        """As a note or a direct write to the database: no date moves."""
        self._changes[number] = self._changes.get(number, {}) | changes

    def fill(self, numbers: range, start: datetime) -> None:
        """Many at once, a second apart."""
        for place, number in enumerate(numbers):
            at = start + timedelta(seconds=place)
            self._dates[number] = (at, at)
            self._by_change.append((at, number))

    def drop(self, number: int) -> None:
        self._by_change.remove((self._dates.pop(number)[1], number))
        self._changes.pop(number, None)

    def get(self, number: int) -> Json:
        created, modified = self._dates[number]
        return {**self._make(number, created, modified), **self._changes.get(number, {})}

    def changed_after(self, after: datetime | None) -> Iterator[int]:
        """Ids, the longest unchanged first; strictly after, as WooCommerce compares."""
        first = 0 if after is None else bisect_right(self._by_change, (after, 2**62))
        return (number for _, number in self._by_change[first:])


def order_maker(offset: timedelta) -> Callable[[int, datetime, datetime], Json]:
    """Orders of a site whose clock is `offset` ahead of UTC."""
    pattern = {name: value for name, value in example("order").items() if name != "meta_data"}

    def make(number: int, created: datetime, modified: datetime) -> Json:
        return {
            **pattern, **_dates(offset, created=created, modified=modified, paid=created), "id": number,
            "number": f"L-{number}", "status": "processing", "date_completed": None, "date_completed_gmt": None,
            "meta_data": [], "refunds": [],
        }  # fmt: skip

    return make


def product_maker(offset: timedelta) -> Callable[[int, datetime, datetime], Json]:
    pattern = example("product")

    def make(number: int, created: datetime, modified: datetime) -> Json:
        about = {"name": f"Lantern &amp; Hook {number}", "sku": f"LAN-{number}", "slug": f"lantern-{number}"}
        text = f"<p>Tin lantern no. {number}, {number % 90 + 10} cm high. Ships in {number % 5 + 1} days.</p>"
        dates = _dates(offset, created=created, modified=modified)
        return {**pattern, **about, **dates, "id": number, "description": text}

    return make


def _dates(offset: timedelta, **moments: datetime) -> Mapping[str, str]:
    gmt = {f"date_{name}_gmt": at.isoformat(timespec="seconds") for name, at in moments.items()}
    return {**{f"date_{name}": (at + offset).isoformat(timespec="seconds") for name, at in moments.items()}, **gmt}

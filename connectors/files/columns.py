"""Which export a table is, by its header, and which of its columns is which."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_UNIT = re.compile(r"\s*[(（][^()（）]{1,20}[)）]$")
_REQUIRED = {"shopify": ("handle", "title", "body"), "woocommerce": ("type", "name", "body")}
_TELLING = {"shopify": ("handle", "title"), "woocommerce": ("type", "name", "price")}


@dataclass(frozen=True, slots=True)
class Table:
    """One product export. `lacks` names the columns without which nothing can be read."""

    kind: str
    header: tuple[str, ...]
    places: Mapping[str, int]
    lacks: tuple[str, ...]

    def cell(self, cells: Sequence[str], field: str) -> str:
        place = self.places.get(field)
        return cells[place].strip() if place is not None else ""

    def stated(self, cells: Sequence[str], field: str) -> str:
        """The cell with its column's own name: "Regular price: 20"."""
        return f"{self.header[self.places[field]]}: {self.cell(cells, field)}"


def recognise(header: Sequence[str]) -> Table | None:
    """The export this header belongs to; None for any other table."""
    plain = [_plain(cell) for cell in header]
    for kind, fields in _names().items():
        places = {field: place for field, names in fields.items() if (place := _place(plain, names)) is not None}
        if all(field in places for field in _TELLING[kind]):
            lacks = tuple(names[0] for field, names in _written()[kind].items() if field in _missing(kind, places))
            return Table(kind, tuple(header), places, lacks)
    return None


def _missing(kind: str, places: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(field for field in _REQUIRED[kind] if field not in places)


def _place(plain: Sequence[str], names: Sequence[str]) -> int | None:
    return next((plain.index(name) for name in names if name in plain), None)


@cache
def _written() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))


@cache
def _names() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return {
        kind: {field: [_plain(name) for name in names] for field, names in fields.items()}
        for kind, fields in _written().items()
    }


def _plain(name: str) -> str:
    name = name.strip().strip("?¿？ ").casefold()
    return name if name == "body (html)" else _UNIT.sub("", name)

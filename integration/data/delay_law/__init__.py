"""The laws of delay: one file each, dated and with its sources."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from integration.domain.law.statute import Citation, Clause, Form, Statute, Surcharge
from integration.domain.places import countries_of


@cache
def statutes() -> tuple[Statute, ...]:
    """All of them. Raises ValueError naming the file that cannot be read, and why."""
    return tuple(_read(path) for path in sorted(Path(__file__).parent.glob("*.toml")))


def statute_of(country: str, day: date) -> Statute | None:
    """The law of a delivery to this country (ISO 3166) on this day: the country's own before the EU's; None if unread.

    A country's own row is the smaller one.
    """
    fits = [one for one in statutes() if country.upper() in one.places and one.in_force(day)]
    return min(fits, key=lambda one: len(one.places), default=None)


def us() -> Statute:
    return next(one for one in statutes() if one.clauses)


def _read(path: Path) -> Statute:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        return _statute(table)
    except (KeyError, TypeError, ValueError) as problem:
        raise ValueError(f"{path.name}: {problem}") from None


def _statute(table: Mapping[str, Any]) -> Statute:
    given = {
        "refund_days": None,
        **table,
        "places": countries_of(tuple(table["places"])),
        "surcharges": tuple(Surcharge(one["percent"], one.get("days_late")) for one in table.get("surcharges", ())),
        "clauses": {Form(form): tuple(map(Clause, names)) for form, names in table.get("clauses", {}).items()},
        "citations": {figure: Citation(**one) for figure, one in table["citations"].items()},
    }
    return Statute(**given)

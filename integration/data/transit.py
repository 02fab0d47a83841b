"""Transit times to begin with, from transit_priors.toml, where each figure's source is stated."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

Days = tuple[int, int]


def handling_prior() -> Days:
    """Business days from payment to hand-over, fewest and most."""
    return _pair(_table()["handling"]["days"])


def transit_prior(origin: str, destination: str) -> Days:
    """Business days from hand-over to delivery between two countries (ISO 3166, "" when unknown)."""
    for row in _table()["transit"]:
        same = row["to"] == "same" and origin == destination
        if _fits(row["from"], origin) and (same or _fits(row["to"], destination)):
            return _pair(row["days"])
    raise LookupError("transit_priors.toml has no row for everywhere")


def _fits(wanted: str, country: str) -> bool:
    return wanted in ("*", country) or country in _table()["groups"].get(wanted, ())


def _pair(days: list[int]) -> Days:
    fewest, most = days
    return fewest, most


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("transit_priors.toml").read_text(encoding="utf-8"))

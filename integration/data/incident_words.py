"""What a scan's own words say of why a parcel is held up, where the carrier gives no code; in nine languages."""

import re
import tomllib
from functools import cache
from pathlib import Path

from integration.domain.incident_reason import IncidentReason

FILE = Path(__file__).parent / "carriers" / "incident_words.toml"
RELEASED = "released"
EAST_ASIAN = 0x2E80
"""From this character on there are radicals, kana and ideographs."""


def reason_in(words: str) -> IncidentReason | None:
    """The reason that stands first in the table; None for words that name none, or say that it is over."""
    said = words.casefold()
    found = [name for name, pattern in _patterns().items() if pattern.search(said)]
    return None if not found or RELEASED in found else IncidentReason(found[0])


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """A word of the Latin script stands by itself; Chinese and Japanese put no space between theirs."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: re.compile("|".join(map(_sign, words))) for name, words in table.items()}


def _sign(word: str) -> str:
    if ord(word[0]) > EAST_ASIAN:
        return re.escape(word)
    return rf"\b{re.escape(word[:-1])}" if word.endswith("-") else rf"\b{re.escape(word)}\b"

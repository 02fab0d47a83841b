"""What can be chosen of a shop's terms, heard in its own sentences: `<code>/choices.toml`."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from integration.domain.tags import language_in
from integration.domain.terms import CHOICES

_HERE = Path(__file__).parent
_TURNED = frozenset(("return.exclusions", "order.cancellation"))
"""What is said of these is a "not" or an "as long as not" already."""
_UNSPACED = frozenset(("ja", "zh"))


def heard(language: str, code: str, words: str) -> tuple[str, ...]:
    """Of CHOICES[code] those that the words name, in that order; none where the sentence may mean the opposite."""
    tag = language_in(language)
    table, said = _table(tag), _folded(words)
    found = [choice for choice in CHOICES.get(code, ()) if _has(tag, table.get(code, {}).get(choice, ()), said)]
    if code not in _TURNED and _has(tag, table.get("denied", ()), _without_unused(tag, table, said), whole=True):
        return ()
    return tuple(found)


def _without_unused(tag: str, table: Mapping[str, Any], said: str) -> str:
    """ "Not worn" denies nothing: it is a condition of its own."""
    stems = table.get("return.condition", {}).get("unused", ())
    return _pattern(tag, tuple(stems), False).sub(" ", said) if stems else said


def _has(tag: str, stems: Sequence[str], said: str, *, whole: bool = False) -> bool:
    return bool(stems) and _pattern(tag, tuple(stems), whole).search(said) is not None


@cache
def _pattern(tag: str, stems: tuple[str, ...], whole: bool) -> re.Pattern[str]:
    """The beginnings of words, or whole ones; Chinese and Japanese have no gaps to tell them by."""
    any_of = "|".join(map(re.escape, sorted(stems, key=len, reverse=True)))
    if tag in _UNSPACED:
        return re.compile(any_of)
    return re.compile(rf"(?<!\w)(?:{any_of})" + (r"(?:(?<=')|(?!\w))" if whole else ""))


def _folded(words: str) -> str:
    return " ".join(words.casefold().replace("\u2019", "'").split())


@cache
def _table(tag: str) -> Mapping[str, Any]:
    path = _HERE / tag / "choices.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {name: _each_folded(value) for name, value in table.items()}


def _each_folded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _each_folded(stems) for name, stems in value.items()}
    return [_folded(stem) for stem in value]

"""One folder a language: what its shops' words mean, the clauses to propose, the messages customers read."""

import gc
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

from integration.domain.lexicon import Lexicon, lexicon_from

_HERE = Path(__file__).parent
_REGIONS_OF_THE_WORLD = frozenset("0123456789")


@cache
def lexicons() -> Mapping[str, Lexicon]:
    """Every language that has a folder with a lexicon.toml, by its ISO 639 code, with its legal.toml."""
    shared, shared_legal = _table(_HERE / "lexicon.toml"), _table(_HERE / "legal.toml")
    tables = {path.parent: _table(path) for path in sorted(_HERE.glob("*/lexicon.toml"))}
    read = {
        folder.name: lexicon_from(
            folder.name, _with_shared(folder.name, own, _table(folder / "legal.toml"), shared, shared_legal)
        )
        for folder, own in tables.items()
    }
    gc.freeze()  # they stay as long as the process does: the collector need not walk them, a sixteenth of an audit
    return read


@cache
def scopes() -> Mapping[str, Lexicon]:
    """By language the words that narrow a statement: to whom, what goods, which service, when (scope.toml)."""
    return {
        path.parent.name: lexicon_from(path.parent.name, _as_lexicon(_table(path), path.with_name("lexicon.toml")))
        for path in sorted(_HERE.glob("*/scope.toml"))
    }


def _as_lexicon(own: dict[str, Any], lexicon: Path) -> dict[str, Any]:
    """With the spelling variants of the language: both are looked for in the same folded text."""
    return own | {"variants": _table(lexicon).get("variants", {})}


def _table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _with_shared(code: str, own: dict[str, Any], legal: dict[str, Any], *shared: dict[str, Any]) -> dict[str, Any]:
    """The language's table with the names that are the same everywhere, and every country under its name there."""
    words: dict[str, list[str]] = {}
    for table in (own, legal, *shared):
        for concept, patterns in table.get("words", {}).items():
            words[concept] = [*words.get(concept, ()), *patterns]
    places = _countries(code)
    currencies: dict[str, str] = {}
    for table in (*shared, own):
        places |= table.get("places", {})
        currencies |= table.get("currencies", {})
    wanted = {name: place for name, place in places.items() if name not in own.get("not_places", ())}
    return own | {"words": words, "places": wanted, "currencies": currencies}


def _countries(code: str) -> dict[str, str]:
    names = Locale(code).territories
    return {
        name.lower(): territory
        for territory, name in names.items()
        if territory[0] not in _REGIONS_OF_THE_WORLD and len(territory) == 2 and len(name) > 1
    }

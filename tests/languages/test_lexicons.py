"""Patterns mean what they seem to say."""

import re
import tomllib
from pathlib import Path

import pytest

from integration import languages

FILES = sorted(Path(languages.__file__).parent.rglob("*.toml"))
CJK = re.compile(r"[぀-ヿ㐀-鿿]")


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_choice_holds_whole_words(file: Path) -> None:
    """A place is split at apostrophes and hyphens, so "x|d'y z" is (x or d) y z: only a first choice may be cut."""
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    words = (pattern for patterns in table.get("words", {}).values() for pattern in patterns)
    cut = [
        pattern
        for pattern in words
        if not CJK.search(pattern)
        for place in pattern.split()
        if any(re.search(r"\w['’\-/]\w", choice) for choice in place.split("|")[1:])
    ]
    assert cut == []

"""What each detail of the audit is called, the buyer's question it answers, and why leaving it out costs."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Detail:
    """One detail in words. `source` names the rule or record behind `why`; `group` is a heading for lists."""

    label: str
    question: str
    why: str
    source: str
    group: str


@cache
def details(language: str = "en") -> Mapping[str, Detail]:
    """Every code of `finding.CODES` and `EXTRA_CODES`, as lists show them; English where a language has no words."""
    own = _HERE / language.partition("-")[0].lower() / "details.toml"
    path = own if own.is_file() else _HERE / "en" / "details.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        f"{group}.{name}": Detail(group=table["groups"][group], **words)
        for group in table["groups"]
        for name, words in table[group].items()
    }

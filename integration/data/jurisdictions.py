"""The rules in law/: one file a jurisdiction, each row dated and with its source."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_args

from integration.domain.jurisdiction import Check, Evidence, Rule, Scope

_HERE = Path(__file__).parent / "law"
_CIRCUMSTANCES = "circumstances.toml"
_SCOPE = frozenset({"ships", "based", "not_based", "only_if"})
_PACK = _SCOPE | {"jurisdiction", "name", "checked_on", "source_url"}
_NEEDED = frozenset({"requirement", "codes", "citation", "severity", "evidence", "check"})
_ROW = _SCOPE | _NEEDED | {"valid_from", "valid_to", "checked_on", "source_url", "rests_on", "refusal", "absent"}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "severity": ("must", "should", "signal"),
    "evidence": get_args(Evidence),
    "check": get_args(Check),
}


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule that a text, a product field or structured data answers. Raises ValueError naming a bad row."""
    found = {rule.id: rule for pack in _packs() for rule in pack}
    for rule in found.values():
        if unknown := [name for name in rule.rests_on if name not in found]:
            raise ValueError(f"{rule.id}: rests on {', '.join(unknown)}, which is no rule")
    return tuple(found.values())


@cache
def circumstances() -> Mapping[str, str]:
    """What a rule may depend on, each as the end of a sentence that begins "if"."""
    return _table(_HERE / _CIRCUMSTANCES)


def _packs() -> list[tuple[Rule, ...]]:
    paths = [path for path in sorted(_HERE.glob("*.toml")) if path.name != _CIRCUMSTANCES]
    return [read_pack(path.name, _table(path)) for path in paths]


def _table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def read_pack(file: str, table: Mapping[str, Any]) -> tuple[Rule, ...]:
    """The rules of one parsed file. Raises ValueError naming the file or the row, and what is wrong with it."""
    pack = table.get("pack", {})
    if missing := sorted({"jurisdiction", "name", "checked_on"} - pack.keys()):
        raise ValueError(f"{file}: [pack] lacks {', '.join(missing)}")
    if unknown := sorted(pack.keys() - _PACK):
        raise ValueError(f"{file}: [pack] has {', '.join(unknown)}, which nobody reads")
    return tuple(_rule(name, pack, row) for name, row in table.get("rules", {}).items())


def _rule(name: str, pack: Mapping[str, Any], own: Mapping[str, Any]) -> Rule:
    row = {**pack, **own}
    if problems := [*_shape_problems(own), *_value_problems(row)]:
        raise ValueError(f"{name}: {'; '.join(problems)}")
    return Rule(
        id=name,
        jurisdiction=row["jurisdiction"],
        asked_by=row["name"],
        requirement=row["requirement"],
        codes=tuple(row["codes"]),
        citation=row["citation"],
        severity=row["severity"],
        evidence=row["evidence"],
        check=row["check"],
        source_url=row["source_url"],
        checked_on=row["checked_on"],
        scope=Scope(
            tuple(row.get("ships", ())), tuple(row.get("based", ())), tuple(row.get("not_based", ())),
            row.get("only_if", ""),
        ),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
        rests_on=tuple(row.get("rests_on", ())),
        refusal=row.get("refusal", ""),
        absent=row.get("absent", ""),
    )  # fmt: skip


def _shape_problems(own: Mapping[str, Any]) -> list[str]:
    missing, unknown = sorted(_NEEDED - own.keys()), sorted(own.keys() - _ROW)
    return [
        *([f"lacks {', '.join(missing)}"] if missing else []),
        *([f"has {', '.join(unknown)}, which nobody reads"] if unknown else []),
    ]


def _value_problems(row: Mapping[str, Any]) -> list[str]:
    problems = [
        f"{key} is {row[key]!r}, not one of {', '.join(allowed)}"
        for key, allowed in _CHOICES.items()
        if key in row and row[key] not in allowed
    ]
    problems += [f"{key} is no date" for key in ("valid_from", "valid_to", "checked_on") if not _is_date(row, key)]
    if not problems and row.get("valid_from", date.min) > row.get("valid_to", date.max):
        problems.append("ends before it begins")
    for key in ("ships", "based", "not_based"):
        problems += [f"{key}: {place!r} is no country" for place in row.get(key, ()) if not _is_place(place)]
    if (only_if := row.get("only_if", "")) and only_if not in circumstances():
        problems.append(f"only_if: {only_if!r} is not in {_CIRCUMSTANCES}")
    if not str(row.get("source_url", "")).startswith(("https://", "http://")):
        problems.append("has no source_url")
    if (row.get("check") == "page_absent") != bool(row.get("absent")):
        problems.append("check page_absent and absent go together")
    return problems


def _is_date(row: Mapping[str, Any], key: str) -> bool:
    return key not in row or type(row[key]) is date


def _is_place(place: object) -> bool:
    return isinstance(place, str) and len(place) == 2 and place.isupper()

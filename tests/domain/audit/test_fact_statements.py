"""What a statement gives as facts, value by value, and a hard neighbour that gives another fact or none.

`facts/<language>.toml` holds them: keys of a fact as in docs/contracts.md, those left out are null. `condition` is a
part of the quoted condition, and like `places` compared only where it is given. `neighbour_facts` are all that the
neighbour gives; without them it only must give none of the statement's. A statement may stand without a neighbour.
"""

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from integration.domain.audit import audit
from integration.domain.audit.record import fact_row
from integration.domain.document import Kind, read_text
from integration.languages import lexicons

Row: TypeAlias = Mapping[str, Any]

_AMOUNTS = ("value", "min", "max")
_WORDS = ("unit", "from", "payer")


def _statements() -> Iterator[Any]:
    for path in sorted((Path(__file__).parent / "facts").glob("*.toml")):
        for statement in tomllib.loads(path.read_text(encoding="utf-8"))["statement"]:
            yield pytest.param(path.stem, statement, id=f"{path.stem}-{statement['code']}-{statement['text'][:40]}")


def facts(language: str, code: str, text: str, kind: Kind) -> list[Row]:
    finding = audit(read_text(text, id="1", kind=kind, language=language), lexicons()).findings[code]
    return [fact_row(fact) for fact in finding.facts]


def is_said(wanted: Row, said: Row) -> bool:
    """Whether a fact is the one wanted."""
    return (
        all(_amount(wanted.get(key)) == _amount(said[key]) for key in _AMOUNTS)
        and all(wanted.get(key) == said[key] for key in _WORDS)
        and wanted.get("negated", False) == said["negated"]
        and ("places" not in wanted or sorted(wanted["places"]) == sorted(said["places"]))
        and wanted.get("condition", "") in (said["condition"] or "")
    )


def _amount(said: str | None) -> Decimal | None:
    return None if said is None else Decimal(said)


def same(wanted: list[Row], said: list[Row]) -> bool:
    """Whether all that is wanted is said, and nothing else; in any order, the most exact wish served first."""
    left = list(said)
    for fact in sorted(wanted, key=len, reverse=True):
        match = next((other for other in left if is_said(fact, other)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


@pytest.mark.parametrize(("language", "statement"), list(_statements()))
def test_a_statement_gives_its_facts_and_its_neighbour_does_not(language: str, statement: Row) -> None:
    code, kind = statement["code"], statement.get("kind", "policy")
    said = facts(language, code, statement["text"], kind)
    assert same(statement["facts"], said), said
    if "neighbour" not in statement:
        return
    neighbour = facts(language, code, statement["neighbour"], kind)
    if "neighbour_facts" in statement:
        assert same(statement["neighbour_facts"], neighbour), neighbour
    else:
        assert not any(is_said(fact, other) for fact in statement["facts"] for other in neighbour), neighbour

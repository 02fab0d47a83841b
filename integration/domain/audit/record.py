"""The JSON lines contract: one object in is a document, one object out is what the audit says of it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from integration.domain.audit.finding import CODES, Fact, Reading
from integration.domain.document import Document, Kind, read_html, read_text


def read_record(row: object) -> Document:
    """The document in one parsed line. Raises ValueError saying what is wrong with it."""
    if not isinstance(row, Mapping):
        raise ValueError("not a JSON object")
    name = row.get("id")
    if not isinstance(name, str) or not name:
        raise ValueError("`id` must be a non-empty string")
    if ("text" in row) == ("html" in row):
        raise ValueError("exactly one of `text` and `html` must be given")
    source = "text" if "text" in row else "html"
    body = row[source]
    if not isinstance(body, str):
        raise ValueError(f"`{source}` must be a string")
    doc_type, language = _optional(row, "doc_type"), _optional(row, "language")
    kind: Kind = "product" if doc_type == "product" else "policy"
    read = read_text if source == "text" else read_html
    return read(body, id=name, kind=kind, language=language)


def _optional(row: Mapping[Any, Any], name: str) -> str | None:
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"`{name}` must be a string")
    return value


def result(document: Document, reading: Reading, *, with_text: bool = False) -> dict[str, object]:
    """The line that answers a document; `with_text` adds the text that the quotes stand in."""
    known = CODES[reading.kind]
    said = {code: finding for code, finding in reading.findings.items() if finding.state != "missing"}
    row: dict[str, object] = {
        "id": document.id,
        "kind": reading.kind,
        "language": reading.language,
        **{
            state: [code for code in reading.codes(state) if code in known]
            for state in ("present", "vague", "placeholder")
        },
        "extra": {code: finding.state for code, finding in sorted(reading.findings.items()) if code not in known},
        "evidence": {code: finding.quote for code, finding in sorted(said.items()) if finding.quote},
        "facts": {
            code: [fact_row(fact) for fact in finding.facts] for code, finding in sorted(said.items()) if finding.facts
        },
    }
    return row | {"text": document.text} if with_text else row


def fact_row(fact: Fact) -> dict[str, object]:
    """A fact as it is written everywhere: on a line of the audit, in the store, in a list (docs/contracts.md)."""
    return {
        "value": _decimal(fact.value),
        "min": _decimal(fact.minimum),
        "max": _decimal(fact.maximum),
        "unit": fact.unit,
        "from": fact.counted_from,
        "payer": fact.payer,
        "places": list(fact.places),
        "condition": fact.condition,
        "negated": fact.negated,
    }


def read_fact(row: Mapping[str, Any]) -> Fact:
    """The fact that `fact_row` wrote."""
    value, minimum, maximum = (None if row[name] is None else Decimal(row[name]) for name in ("value", "min", "max"))
    return Fact(
        value, minimum, maximum, row["unit"], row["from"], row["payer"], tuple(row["places"]), row["condition"],
        row["negated"],
    )  # fmt: skip


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"

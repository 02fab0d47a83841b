"""Pages of small shops, written by us in the manner of the trade: what each states and what it leaves open."""

import tomllib
from pathlib import Path

import pytest

from integration.domain.audit import audit
from integration.domain.audit.finding import CODES
from integration.domain.audit.record import read_record
from integration.languages import lexicons

PAGES = Path(__file__).with_name("pages")
FLOOR = 0.95


def _stated(page: dict[str, str], language: str) -> set[str]:
    row = {"id": page["id"], "language": language, "text": page["text"].strip()}
    row["doc_type"] = "product" if page["doc_type"] == "product" else "page"
    document = read_record(row)
    findings = audit(document, lexicons()).findings
    return {code for code, finding in findings.items() if finding.state == "present" and code in CODES[document.kind]}


@pytest.mark.parametrize("language", sorted(path.stem for path in PAGES.glob("*.toml")))
def test_a_page_states_what_its_reader_finds_there(language: str) -> None:
    pages = tomllib.loads((PAGES / f"{language}.toml").read_text("utf-8"))["page"]
    read = [(set(page["present"]), _stated(page, language)) for page in pages]
    right = sum(len(expected & found) for expected, found in read)
    all_codes = sum(len(expected) + len(found) for expected, found in read)
    assert 2 * right / all_codes >= FLOOR

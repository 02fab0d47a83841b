"""The proposed clauses in pages that others wrote: what is known reads as present there, too, and unsays nothing."""

import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import pytest

from integration.domain.audit import audit
from integration.domain.audit.finding import CODES, Reading
from integration.domain.audit.genre import WHY_NOTHING
from integration.domain.document import Document, Kind, read_html, read_text
from integration.domain.wording import Clause, placed, propose
from integration.domain.wording.source import is_markup
from integration.languages import lexicons
from integration.languages.wording import wording
from tests.domain.wording.known import SHOPS

HERE = Path(__file__).parent
LANGUAGES = sorted(path.stem for path in (HERE.parent / "audit" / "pages").glob("*.toml"))
ENOUGH = 0.98
MOST_UNSAID = 0.07
Host = tuple[str, Kind]
"""A page's source, and whether it is a policy or a product."""


def own_hosts(language: str) -> Iterator[Host]:
    """Pages in the markup of editors, and pages of small shops as plain text and as paragraphs."""
    for page in tomllib.loads((HERE / "hosts.toml").read_text("utf-8"))["page"]:
        if page["language"] == language:
            yield page["html"].strip(), page.get("kind", "policy")
    for page in tomllib.loads((HERE.parent / "audit" / "pages" / f"{language}.toml").read_text("utf-8"))["page"]:
        kind: Kind = "product" if page["doc_type"] == "product" else "policy"
        text = page["text"].strip()
        yield text, kind
        yield "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in text.splitlines()), kind


def read(source: str, kind: Kind, language: str) -> tuple[Document, Reading]:
    document = (read_html if is_markup(source) else read_text)(source, id="page", kind=kind, language=language)
    return document, audit(document, lexicons())


def gaps(kind: Kind, reading: Reading, tag: str, text: str) -> dict[tuple[str, str], Clause]:
    """The different clauses that the shops would be offered for what the page does not say."""
    said: dict[tuple[str, str], Clause] = {}
    for terms in SHOPS.values():
        for code in CODES[kind]:
            clause = propose(code, terms, wording(tag, text))
            if reading.findings[code].state != "present" and not clause.questions:
                said[code, clause.text] = clause
    return said


@dataclass(slots=True)
class Tally:
    """`silent`: clauses whose own detail the page does not say then. `unsaid`: those after which something else that
    stood there is not found any more, because the page seems to be about other things by then.
    """

    put: int = 0
    silent: list[str] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)

    def add(self, source: str, kind: Kind, tag: str) -> None:
        """Puts every clause into the page by itself. A page that is none of the shop's gets no clauses."""
        document, before = read(source, kind, tag[:2])
        if before.genre in WHY_NOTHING:
            return
        said = set(before.codes("present"))
        for clause in gaps(kind, before, tag, document.text).values():
            changed = placed(source, document, before, clause, lambda html: read(html, kind, tag[:2])[1])
            after = set(read(changed, kind, tag[:2])[1].codes("present"))
            self.put += 1
            if clause.code not in after:
                self.silent.append(clause.text)
            if said - after:
                self.unsaid.append(f"{clause.text}: {', '.join(sorted(said - after))}")


def measured(hosts: Iterable[Host], language: str) -> Tally:
    tally = Tally()
    for source, kind in hosts:
        for tag in tags(language):
            tally.add(source, kind, tag)
    return tally


def assert_enough(tally: Tally) -> None:
    assert len(tally.silent) <= (1 - ENOUGH) * tally.put, tally.silent
    assert len(tally.unsaid) <= MOST_UNSAID * tally.put, tally.unsaid


def tags(language: str) -> tuple[str, ...]:
    return ("pt-BR", "pt-PT") if language == "pt" else (language,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_the_pages_of_others_too(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    tally = measured(own_hosts(language), language)
    with capsys.disabled():
        print(f"\n{language}: {tally.put - len(tally.silent)} of {tally.put} present, {len(tally.unsaid)} unsay")
    assert tally.put > 100
    assert_enough(tally)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_gaps_of_a_page_at_once(language: str) -> None:
    """What the merchant who ticks every proposal gets: one clause does not unsay another."""
    stated = asked = 0
    for source, kind in own_hosts(language):
        document, before = read(source, kind, language)
        if before.genre in WHY_NOTHING:
            continue
        words = wording(language, document.text)
        clauses = [propose(code, SHOPS["much"], words) for code in CODES[kind] if code not in before.codes("present")]
        now = source
        for clause in clauses:
            now = placed(now, *read(now, kind, language), clause, lambda html: read(html, kind, language)[1])  # noqa: B023
        after = read(now, kind, language)[1].codes("present")
        stated += len(set(CODES[kind]) & set(after))
        asked += len(set(CODES[kind]) & set(before.codes("present"))) + sum(not one.questions for one in clauses)
    assert stated / asked >= ENOUGH


@pytest.mark.parametrize("name", ["dev_policies", "dev_products"])
def test_in_pages_of_real_shops(shared: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [json.loads(line) for line in (shared / "corpus" / f"{name}.jsonl").read_text("utf-8").splitlines()]
    kind: Kind = "product" if name == "dev_products" else "policy"
    for language in sorted({row["language"][:2] for row in rows}):
        texts = [row["text"] for row in rows if row["language"][:2] == language and row["doc_type"] != "article"]
        tally = measured(((text, kind) for text in texts), language)
        with capsys.disabled():
            print(f"\n{name} {language}: {tally.put - len(tally.silent)} of {tally.put}, {len(tally.unsaid)} unsay")
        assert_enough(tally)

"""Entries and JSON lines become audited documents."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import chain
from pathlib import Path
from typing import Literal

from connectors.files.entry import Entry, Page, Problem, Tell
from connectors.files.reading import files, is_jsonl, read
from connectors.files.records import raw_lines, record
from integration.cli.audit.spread import in_chunks, spread
from integration.domain.audit import audit
from integration.domain.audit.finding import Reading
from integration.domain.audit.record import read_record
from integration.domain.commerce import Product
from integration.domain.document import Document, read_html, read_markdown, read_text
from integration.languages import lexicons

Mark = Literal["present", "vague", "placeholder", "missing", "column"]


@dataclass(frozen=True, slots=True)
class Audited:
    """A document, what the audit says of it, and what a column of its export states beside the text."""

    file: str
    line: int
    document: Document
    reading: Reading
    settings: Mapping[str, str] = field(default_factory=dict)
    published: bool = True

    @property
    def title(self) -> str:
        return self.document.title or self.document.id

    def mark(self, code: str) -> Mark:
        state = self.reading.findings[code].state
        return "column" if state != "present" and code in self.settings else state

    def codes(self, *marks: Mark) -> list[str]:
        return [code for code in self.reading.findings if self.mark(code) in marks]


@dataclass(frozen=True, slots=True)
class Line:
    """A JSON line not yet parsed."""

    file: str
    line: int
    raw: bytes


Source = Entry | Line


def audited(paths: Iterable[Path], tell: Tell) -> Iterator[Audited]:
    """Everything that can be read in the files and folders, in their order; what cannot is told."""
    sources = chain.from_iterable(_sources(path, tell) for path in files(paths, tell))
    ids: set[tuple[str, str]] = set()
    for answers in spread(_audit_all, in_chunks(sources, _size)):
        for answer in answers:
            if isinstance(answer, Problem):
                tell(answer)
            elif (place := (answer.file, answer.document.id)) in ids:
                tell(Problem(answer.file, answer.line, f'the id "{answer.document.id[:80]}" came before'))
            else:
                ids.add(place)
                yield answer


def _sources(path: Path, tell: Tell) -> Iterator[Source]:
    try:
        if is_jsonl(path):
            yield from (Line(str(path), number, raw) for number, raw in raw_lines(path, str(path), tell))
        else:
            yield from read(path, tell)
    except OSError as error:
        tell(Problem(str(path), 0, f"cannot be read: {error.strerror or error}"))


def _size(source: Source) -> int:
    if isinstance(source, Line):
        return len(source.raw)
    return len(source.item.text if isinstance(source.item, Page) else source.item.html)


def _audit_all(sources: list[Source]) -> list[Audited | Problem]:
    return [_audit(source) for source in sources]


def _audit(source: Source) -> Audited | Problem:
    try:
        if isinstance(source, Line):
            document = read_record(record(source.raw))
            return Audited(source.file, source.line, document, audit(document, lexicons()))
        document = document_of(source.item)
        published = source.item.published if isinstance(source.item, Product) else True
        reading = audit(document, lexicons())
        return Audited(source.file, source.line, document, reading, source.settings, published)
    except ValueError as error:
        return Problem(source.file, source.line, str(error))
    except Exception as error:  # noqa: BLE001 (a document that trips a rule must not lose the others)
        return Problem(source.file, source.line, f"could not be audited: {error!r}")


def document_of(item: Product | Page) -> Document:
    """A product is read as its title and its description; a page as it stands."""
    if isinstance(item, Page):
        readers = {"html": read_html, "markdown": read_markdown, "text": read_text}
        return readers[item.form](item.text, id=item.id, kind="policy", title=item.title)
    html = f"<h1>{escape(item.title)}</h1>\n{item.html}"
    return read_html(html, id=item.id, kind="product", language=item.language, title=item.title, url=item.url)

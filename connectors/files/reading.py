"""Reads what a merchant hands over: product exports, pages, folders of them. What a file is, its content says."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path, PurePath

from connectors.files import shopify, woocommerce
from connectors.files.columns import Table, recognise
from connectors.files.entry import Entry, Problem, Tell
from connectors.files.lines import lines, open_bytes
from connectors.files.pages import FORMS, form_of, page
from connectors.files.rows import Row, Rows

_READ_IN_FOLDERS = frozenset((".csv", ".jsonl", *FORMS))
_BINARY = {
    b"PK\x03\x04": "an Excel workbook or a zip archive: save it as CSV, or unpack it",
    b"%PDF": "a PDF: save its text",
    b"\xd0\xcf\x11\xe0": "an old Office file: save it as CSV",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}


def files(paths: Iterable[Path], tell: Tell) -> Iterator[Path]:
    """Every file to read, folders walked in the order of their names. A path that is not there is told."""
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if _wanted(file, path))
        elif path.exists():
            yield path
        else:
            tell(Problem(str(path), 0, "no such file or folder"))


def is_jsonl(path: Path) -> bool:
    """Whether the file is JSON lines, by its first character that is no space. Raises OSError."""
    with open_bytes(path) as raw:
        start = raw.peek(4096)[:4096]
    return (
        start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"
        or PurePath(path.name.lower().removesuffix(".gz")).suffix == ".jsonl"
    )


def read(path: Path, tell: Tell) -> Iterator[Entry]:
    """The products or the page in a file that is not JSON lines; what is wrong in it is told. Raises OSError."""
    name = str(path)
    reason = why_unreadable(path)
    if reason:
        tell(Problem(name, 1, reason))
    else:
        yield from _entries(path, name, tell)


def _entries(path: Path, name: str, tell: Tell) -> Iterator[Entry]:
    form = form_of(name)
    if form and (form != "text" or recognise(_header(path, name)) is None):
        found = page(path, name, form, tell)
        if found:
            yield found
        return
    rows = Rows(lines(path, name, tell), name, tell)
    table = recognise(rows.header)
    if table is None:
        tell(Problem(name, 1, _no_export(rows.header)))
    elif table.lacks:
        tell(Problem(name, 1, f"the column {', '.join(table.lacks)} is missing"))
    else:
        products = _products(path, rows, table, name, tell)
        first = next(products, None)
        if first is None:
            tell(Problem(name, 1, "no product could be read under the header"))
            return
        if "price" not in table.places:
            tell(Problem(name, 1, "no price column: prices are not known", mended=True))
        yield first
        yield from products


def _header(path: Path, name: str) -> list[str]:
    return Rows(islice(lines(path, name, _not_yet), 1), name, _not_yet).header


def _not_yet(problem: Problem) -> None:
    """A look ahead tells nothing: the reading that follows does."""


def _products(path: Path, rows: Rows, table: Table, name: str, tell: Tell) -> Iterator[Entry]:
    if table.kind == "shopify":
        return shopify.products(rows, table, name, tell)

    told: set[Problem] = set()

    def once(problem: Problem) -> None:
        if problem not in told:
            told.add(problem)
            tell(problem)

    def again() -> Iterable[Row]:
        return Rows(lines(path, name, once), name, once)

    return woocommerce.products(again, table, name, once)


def _wanted(file: Path, top: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(top).parts)
    return not hidden and file.is_file() and PurePath(file.name.lower().removesuffix(".gz")).suffix in _READ_IN_FOLDERS


def why_unreadable(path: Path) -> str | None:
    """What a file is that holds no text at all; None for one worth a try. Raises OSError."""
    with open_bytes(path) as raw:
        start = raw.peek(8)[:8]
    if not start:
        return "the file is empty"
    return next((said for mark, said in _BINARY.items() if start.startswith(mark)), None)


def _no_export(header: list[str]) -> str:
    if len(header) < 2 or any(not cell.isprintable() for cell in header):
        return "no CSV, and no page by its name (.html, .htm, .md, .markdown, .txt)"
    shown = ", ".join(cell[:30] for cell in islice(header, 4))
    return f"neither Shopify's nor WooCommerce's product export: its columns begin {shown}"

"""Policy pages: one file, one page."""

import re
from html import unescape
from pathlib import Path, PurePath

from connectors.files.entry import Entry, Form, Page, Problem, Tell
from connectors.files.lines import LARGEST, lines

FORMS: dict[str, Form] = {
    ".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown", ".txt": "text",
}  # fmt: skip

_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,200})|^#\s+(.{1,200})$", re.IGNORECASE | re.MULTILINE)


def form_of(name: str) -> Form | None:
    return FORMS.get(PurePath(name.lower().removesuffix(".gz")).suffix)


def page(path: Path, name: str, form: Form, tell: Tell) -> Entry | None:
    """The page; None when it cannot be read, which is told."""
    parts: list[str] = []
    size = 0
    for number, line in lines(path, name, tell):
        size += len(line)
        if size > LARGEST:
            tell(Problem(name, number, f"the page is longer than {LARGEST // 1_000_000} MB"))
            return None
        parts.append(line)
    text = "".join(parts)
    if "\0" in text:
        tell(Problem(name, 1, "NUL bytes: this is no text"))
        return None
    if not text.strip():
        tell(Problem(name, 1, "the file is empty"))
        return None
    return Entry(name, 1, Page(name, _title(text, name), text, form))


def _title(text: str, name: str) -> str:
    found = _TITLE.search(text[:20_000])
    words = next((group for group in found.groups() if group), "") if found else ""
    return " ".join(unescape(words).split()) or PurePath(name).name

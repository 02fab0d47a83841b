"""New blocks written as their neighbours are: the same tags, the same attributes, the same line ends."""

import re
from html import escape

from integration.domain.wording.source import Element, Stretch, is_markup

_ID = re.compile(r"\s+id\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE)
_WRAPPERS = re.compile(r"(?:<(?:span|font)(?:\s[^<>]*)?>\s*)+", re.IGNORECASE)
_OPENED = re.compile(r"<(span|font)\b", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)
_COPIED = frozenset(("p", "li", "dd"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LISTS = frozenset(("ul", "ol", "dl", "table"))


def added_after(source: str, stretch: Stretch, text: str) -> str:
    """The source with a block more after the stretch."""
    if not is_markup(source):
        return _inserted(source, stretch.end, "\n" * _line_gap(source, stretch) + text)
    text = escape(text, quote=False)
    element = stretch.element
    outer = list(element.up()) if element is not None else []
    if table := next((each for each in outer if each.tag == "table" and each.end >= 0), None):
        return _block(source, table.end, f"<p>{text}</p>", table.start)
    if element is None or element.tag not in (*_COPIED, *_HEADINGS, "div", "dt", "summary"):
        return _loose(source, stretch, text)
    if element.end < 0 or stretch.by_break or (element.tag == "div" and not _is_alone(source, stretch, element)):
        return _loose(source, stretch, text)
    if element.tag in _COPIED or element.tag == "div":
        return _block(source, element.end, _like(source, stretch, element, text), element.start)
    return _block(source, element.end, f"<p>{text}</p>", element.start)


def added_at_end(source: str, last: Stretch | None, text: str, heading: str, level: int) -> str:
    """The source with the text as its last block, under a heading of that level unless the heading is empty."""
    if not is_markup(source):
        parts = [part for part in (source.rstrip(), heading, text) if part]
        return "\n\n".join(parts) + source[len(source.rstrip()) :]
    at, begun = _end(source, last)
    head = f"<h{level}>{escape(heading, quote=False)}</h{level}>" if heading else ""
    gap = "\n" if head and source[:begun].endswith("\n") else ""
    return _block(source, at, f"{head}{gap}<p>{escape(text, quote=False)}</p>", begun)


def _end(source: str, last: Stretch | None) -> tuple[int, int]:
    """After the last block a buyer sees, and where that block began."""
    if last is not None:
        outer = list(last.element.up()) if last.element is not None else []
        whole = next((each for each in reversed(outer) if each.tag in _LISTS), None) or last.element
        if whole is not None and whole.end >= 0 and whole.tag not in ("body", "main", "div", "section", "article"):
            return whole.end, whole.start
        return last.end, last.start
    ends = [found.start() for found in _BODY_END.finditer(source)]
    at = ends[-1] if ends else len(source)
    return at, at


def _is_alone(source: str, stretch: Stretch, element: Element) -> bool:
    """Whether the stretch is all there is in its element."""
    inside = source[element.start + len(element.opening) : stretch.start] + source[stretch.end : element.end]
    return re.sub(r"</div\s*>\s*$", "", inside, flags=re.IGNORECASE).strip() == ""


def _loose(source: str, stretch: Stretch, text: str) -> str:
    """Text between breaks or beside blocks: a line more, or a paragraph before the next block begins."""
    following = _BREAK.match(source, stretch.end) if stretch.by_break else None
    before = list(_BREAK.finditer(source, max(0, stretch.start - 40), stretch.start))
    mark = following or (before[-1] if before else None)
    if stretch.by_break and mark is None:
        return _inserted(source, stretch.end, f"<br>{text}")
    if mark is not None:
        return _inserted(source, stretch.end, f"{mark.group()}{text}")
    return _inserted(source, stretch.end, f"<p>{text}</p>")


def _like(source: str, stretch: Stretch, element: Element, text: str) -> str:
    wrappers = _WRAPPERS.match(source, stretch.start, stretch.end)
    before = wrappers.group() if wrappers else ""
    after = "".join(f"</{name}>" for name in reversed(_OPENED.findall(before)))
    return f"{_ID.sub('', element.opening)}{before}{text}{after}</{element.tag}>"


def _block(source: str, at: int, block: str, begun: int) -> str:
    """The block at a place, on a line of its own where its neighbour, begun at `begun`, has one."""
    line = source.rfind("\n", 0, begun)
    indent = source[line + 1 : begun]
    gap = f"\n{indent}" if line >= 0 and not indent.strip() else ""
    return _inserted(source, at, gap + block)


def _inserted(source: str, at: int, addition: str) -> str:
    return source[:at] + addition + source[at:]


def _line_gap(source: str, stretch: Stretch) -> int:
    """1 where lines follow each other at once, 2 where an empty line parts them."""
    return 2 if source[: stretch.start].endswith("\n\n") or source[stretch.end :].startswith("\n\n") else 1

"""Where the blocks of a read page stand in its HTML, as it was written and to the character."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from integration.domain.document import Document

_MARK = re.compile(
    r"<!--.{0,20000}?-->|<(?P<end>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]{0,20})(?:\s[^<>]{0,4000})?/?>", re.DOTALL
)
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure
        footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table tbody tfoot thead tr ul""",
    )
)
_CELLS = frozenset(("td", "th"))
_ALONE = frozenset(("br", "hr"))
_CLOSES_ITSELF = {"li": {"li"}, "p": {"p"}, "dd": {"dd", "dt"}, "dt": {"dd", "dt"}, "tr": {"tr"}}


@dataclass(slots=True, eq=False)
class Element:
    """A block element: its opening tag as written, and source[start:end]; `end` is -1 when it is never closed."""

    tag: str
    opening: str
    start: int
    parent: "Element | None" = None
    end: int = -1

    def up(self) -> "Iterator[Element]":
        """The element and those around it."""
        here: Element | None = self
        while here is not None:
            yield here
            here = here.parent


@dataclass(frozen=True, slots=True)
class Stretch:
    """source[start:end]: text with the inline markup in it, between two block tags; `by_break` if a br ends it."""

    start: int
    end: int
    text: str
    element: Element | None
    by_break: bool


def is_markup(source: str) -> bool:
    return any(found["tag"] is not None for found in _MARK.finditer(source))


def located(source: str, document: Document) -> dict[int, Stretch]:
    """For the place of each block of the document its stretch of the source; a block that is not found lacks."""
    found = list(stretches(source) if is_markup(source) else lines(source))
    places: dict[str, list[int]] = {}
    for place, stretch in enumerate(found):
        places.setdefault(stretch.text, []).append(place)
    where: dict[int, Stretch] = {}
    at = 0
    for number, block in enumerate(document.blocks):
        known = places.get(document.text[block.start : block.end], [])
        first = bisect_left(known, at)
        if first < len(known):
            at = known[first] + 1
            where[number] = found[known[first]]
    return where


def lines(source: str) -> Iterator[Stretch]:
    at = 0
    for line in source.split("\n"):
        body = line.strip()
        if body:
            start = at + line.index(body[0])
            yield Stretch(start, start + len(body), body, None, True)
        at += len(line) + 1


def stretches(source: str) -> Iterator[Stretch]:
    parts: list[str] = []
    element: Element | None = None
    begun = at = 0
    for mark in _MARK.finditer(source):
        parts.append(unescape(source[at : mark.start()]))
        at = mark.end()
        tag = (mark["tag"] or "").lower()
        if tag in _CELLS and not mark["end"]:
            parts.append(" | ")
        if tag not in _BLOCKS:
            continue
        if stretch := _stretch(source, begun, mark.start(), parts, element, by_break=tag == "br"):
            yield stretch
        parts, begun = [], mark.end()
        if tag not in _ALONE:
            element = _closed(element, tag, mark.end()) if mark["end"] else _opened(element, tag, mark)
    parts.append(unescape(source[at:]))
    if stretch := _stretch(source, begun, len(source), parts, element, by_break=False):
        yield stretch


def _stretch(
    source: str, start: int, end: int, parts: list[str], element: Element | None, *, by_break: bool
) -> Stretch | None:
    text = " ".join("".join(parts).split()).strip(" |")
    if not text:
        return None
    body = source[start:end]
    return Stretch(
        start + len(body) - len(body.lstrip()), end - len(body) + len(body.rstrip()), text, element, by_break
    )


def _opened(element: Element | None, tag: str, mark: re.Match[str]) -> Element:
    if element is not None and element.tag in _CLOSES_ITSELF.get(tag, ()):
        element = element.parent
    return Element(tag, mark.group(), mark.start(), element)


def _closed(element: Element | None, tag: str, end: int) -> Element | None:
    """The element around the one that is closed; an end tag without a beginning closes nothing."""
    for place, outer in enumerate(element.up() if element else ()):
        if outer.tag == tag:
            outer.end = end
            return outer.parent
        if place > 50:
            break
    return element

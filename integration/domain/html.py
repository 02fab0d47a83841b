"""HTML as the pieces of text a buyer sees: headings, paragraphs, list items, table rows."""

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Literal, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from integration.domain.markup import BLOCKS, CELLS, plain, strokes, walked

_UNSEEN = (
    "script, style, noscript, template, nav, iframe, svg, head, select, button, object, canvas, "
    '[hidden], [aria-hidden="true"], [role="navigation"], '
    '[style*="display:none"], [style*="display: none"], [style*="visibility:hidden"]'
)
_UNSEEN_TAG = re.compile(rb"<(?:script|style|noscript|template|nav|iframe|svg|head|select|button|object|canvas)")
_UNSEEN_WORDS = (b"hidden", b"navigation", b"display", b"visibility")
_FRAMED = re.compile(b"<(?:main|article)")
_FRAME = "body > header, body > footer, body > aside"
_TAG = re.compile(r"<[/!]?[a-zA-Z-][^<>]{0,2000}>?")
_DEEPEST = 4000
_GARBLED = "<!"  # at the end of a page the parser writes out as what stands before it


_EMPTY = frozenset(("br", "hr"))

Kind = Literal["heading", "paragraph", "item", "row"]


class Piece(NamedTuple):
    """A run of text of one block; `level` is 1 to 6 for a heading, else 0."""

    text: str
    kind: Kind = "paragraph"
    level: int = 0


_Style = tuple[Kind, int]
_PARAGRAPH: _Style = ("paragraph", 0)
_OPENING: Mapping[str, _Style | None] = {
    **dict.fromkeys(BLOCKS - _EMPTY, _PARAGRAPH),
    **{f"h{level}": ("heading", level) for level in range(1, 7)},
    **dict.fromkeys(("p", "div")),  # of the kind of what they stand in
    "li": ("item", 0),
    "dd": ("item", 0),
    "tr": ("row", 0),
}
_CLOSING = frozenset(f"/{tag}" for tag in BLOCKS)
_PARTING = _CLOSING | BLOCKS | CELLS


def pieces(html: str) -> Iterator[Piece]:
    if _nested_too_deep(html):
        html = _TAG.sub(" ", html)
    body = _visible_body(html)
    if body is None:
        return
    parts, escaped = walked(body) if html.endswith(_GARBLED) else strokes(body)
    said: list[str] = []
    kinds = [_PARAGRAPH]
    for text, tag in zip_longest(parts[::2], parts[1::2]):
        if text and (said or not text.isspace()):
            said.append(text)
        if tag not in _PARTING:
            continue
        if tag in CELLS:
            said.append(" | " if said else "")
            continue
        if said:
            if written := _text(said, escaped=escaped):
                yield Piece(written, *kinds[-1])
            said.clear()
        if tag in _OPENING:
            kinds.append(_OPENING[tag] or kinds[-1])
        elif tag in _CLOSING and len(kinds) > 1:
            kinds.pop()
    if written := _text(said, escaped=escaped):
        yield Piece(written, *kinds[-1])


def _nested_too_deep(html: str) -> bool:
    """The parser's time grows with the square of the depth: no page is this deep, an attack may be."""
    if html.count("<") <= _DEEPEST:
        return False
    opened = sum(-1 if tag.group().startswith("</") else 1 for tag in _TAG.finditer(html))
    return opened > _DEEPEST and opened > html.count("<") // 2


def _visible_body(html: str) -> LexborNode | None:
    body = LexborHTMLParser(html).body
    if body is None or "<" not in html:
        return body
    page = html.encode("utf-8", "replace").lower()  # to select costs more, and most have nothing
    if _UNSEEN_TAG.search(page) or any(word in page for word in _UNSEEN_WORDS):
        for node in body.css(_UNSEEN):
            node.decompose()
    if _FRAMED.search(page) and body.css_first("main, article") is not None:
        for node in body.css(_FRAME):
            node.decompose()
    return body


def _text(said: list[str], *, escaped: bool) -> str:
    text = "".join(said)
    return " ".join((plain(text) if escaped and "&" in text else text).split()).strip(" |")

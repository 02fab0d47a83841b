"""HTML as the pieces of text a buyer sees: headings, paragraphs, list items, table rows."""

import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from integration.domain.markup import BLOCKS, CELLS, plain, strokes, walked

_UNSEEN = (
    "script, style, noscript, template, nav, iframe, svg, head, select, button, object, canvas, "
    '[hidden], [aria-hidden="true"], [role="navigation"], '
    '[style*="display:none"], [style*="display: none"], [style*="visibility:hidden"]'
)
_MAY_BE_UNSEEN = re.compile(
    "<(?:script|style|noscript|template|nav|iframe|svg|head|select|button|object|canvas)"
    "|hidden|navigation|display|visibility"
)  # much cheaper than selecting, and most descriptions have none of it
_FRAME = "body > header, body > footer, body > aside"
_TAG = re.compile(r"<[/!]?[a-zA-Z-][^<>]{0,2000}>?")
_DEEPEST = 4000
_GARBLED = "<!"  # at the end of a page the parser writes out as what stands before it


Kind = Literal["heading", "paragraph", "item", "row"]


class Piece(NamedTuple):
    """A run of text of one block; `level` is 1 to 6 for a heading, else 0."""

    text: str
    kind: Kind = "paragraph"
    level: int = 0


_PARAGRAPH: tuple[Kind, int] = ("paragraph", 0)
_OPENING: Mapping[str | None, tuple[Kind, int] | None] = {
    **dict.fromkeys(BLOCKS, _PARAGRAPH),
    **{f"h{level}": ("heading", level) for level in range(1, 7)},
    **dict.fromkeys(("br", "p", "div")),  # of the kind of what they stand in
    "li": ("item", 0),
    "dd": ("item", 0),
    "tr": ("row", 0),
}
_CLOSING = frozenset(f"/{tag}" for tag in BLOCKS)
_EMPTY = frozenset(("br", "hr"))


def pieces(html: str) -> Iterator[Piece]:
    if _nested_too_deep(html):
        html = _TAG.sub(" ", html)
    body = _visible_body(html)
    if body is None:
        return
    parts, escaped = walked(body) if html.endswith(_GARBLED) else strokes(body)
    said: list[str] = []
    kinds = [_PARAGRAPH]
    is_text = True
    for part in parts:
        if is_text:
            if part:
                said.append(part)
        elif part in CELLS:
            said.append(" | " if said else "")
        elif part in _OPENING or part in _CLOSING:
            if said:
                if text := _text(said, escaped=escaped):
                    yield Piece(text, *kinds[-1])
                said.clear()
            if part in _CLOSING:
                if len(kinds) > 1:
                    kinds.pop()
            elif part not in _EMPTY:
                kinds.append(_OPENING[part] or kinds[-1])
        is_text = not is_text
    if text := _text(said, escaped=escaped):
        yield Piece(text, *kinds[-1])


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
    lowered = html.lower()
    if _MAY_BE_UNSEEN.search(lowered):
        for node in body.css(_UNSEEN):
            node.decompose()
    if ("<main" in lowered or "<article" in lowered) and body.css_first("main, article") is not None:
        for node in body.css(_FRAME):
            node.decompose()
    return body


def _text(said: list[str], *, escaped: bool) -> str:
    text = "".join(said)
    return " ".join((plain(text) if escaped and "&" in text else text).split()).strip(" |")

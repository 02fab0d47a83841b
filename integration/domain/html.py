"""HTML as the pieces of text a buyer sees: headings, paragraphs, list items, table rows."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

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
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure
        footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table tbody tfoot thead tr ul""",
    )
)
_CELLS = frozenset(("td", "th"))
_TAG = re.compile(r"<[/!]?[a-zA-Z-][^<>]{0,2000}>?")
_DEEPEST = 4000


class Piece(NamedTuple):
    """A run of text of one block; `level` is 1 to 6 for a heading, else 0."""

    text: str
    kind: Literal["heading", "paragraph", "item", "row"] = "paragraph"
    level: int = 0


def pieces(html: str) -> Iterator[Piece]:
    if _nested_too_deep(html):
        html = _TAG.sub(" ", html)
    body = _visible_body(html)
    parts: list[str] = []
    kinds = [Piece("")]
    for tag, text in _events(body):
        if tag == "-text":
            parts.append(text)
        elif tag in _CELLS:
            parts.append(" | " if parts else "")
        else:
            if parts:
                yield from _piece(parts, kinds[-1])
                parts = []
            if tag:
                kinds.append(_kind_of(tag, kinds[-1]))
            elif len(kinds) > 1:
                kinds.pop()
    yield from _piece(parts, kinds[-1])


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


def _events(root: LexborNode | None) -> Iterator[tuple[str, str]]:
    """("-text", text), (tag, "") where a block or cell opens, ("", "") where a block closes, in reading order."""
    node = root
    depth = 0
    while node is not None:
        tag = node.tag or ""
        if tag == "-text":
            yield tag, node.text_content or ""
        elif tag in _CELLS or tag in _BLOCKS:
            yield tag, ""
        child = node.child
        if child is not None:
            node, depth = child, depth + 1
            continue
        while True:
            if node.tag in _BLOCKS:
                yield "", ""
            if depth == 0:
                return
            following = node.next
            if following is not None:
                node = following
                break
            parent = node.parent
            if parent is None:
                return
            node, depth = parent, depth - 1


def _piece(parts: list[str], kind: Piece) -> Iterator[Piece]:
    text = " ".join("".join(parts).split()).strip(" |")
    if text:
        yield Piece(text, kind.kind, kind.level)


def _kind_of(tag: str, outer: Piece) -> Piece:
    if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
        return Piece("", "heading", int(tag[1]))
    if tag in ("li", "dd"):
        return Piece("", "item")
    if tag == "tr":
        return Piece("", "row")
    return Piece("", outer.kind, outer.level) if tag in ("br", "p", "div") else Piece("")

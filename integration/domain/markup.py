"""A parsed page as what opens, what closes and what is said between, in reading order."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure
        footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table tbody tfoot thead tr ul""",
    )
)
CELLS = frozenset(("td", "th"))
TEXT, CLOSED = "-text", ""
_EMPTY = frozenset(("br", "hr"))
_AS_IT_STANDS = frozenset(
    ("script", "style", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext", "template", "svg", "math")
)
_TAG = re.compile(r"""<(?:!--[^<>]*--|(/?[^\s"'<>/=!]+)(?: [^\s"'<>/=]+="[^"]*")*+)>""")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\xa0"), ("&amp;", "&"))

Event = tuple[str, str]


def events(root: LexborNode) -> Iterator[Event]:
    """(TEXT, text), (tag, "") where a block or cell opens, (CLOSED, "") where a block closes.

    The parser writes a page well formed, so that one cut at its tags is as true as a walk over its nodes, and ten
    times as fast; a page with names or contents that could be taken for tags is walked.
    """
    parts = _TAG.split(root.html or "")
    tags = set(parts[1::2])
    if any("<" in text for text in parts[::2]) or not _AS_IT_STANDS.isdisjoint(tags):
        return walked(root)
    return _cut(parts)


def _cut(parts: list[str]) -> Iterator[Event]:
    text = True
    for part in parts:
        if text:
            if part:
                yield TEXT, plain(part) if "&" in part else part
        elif part in BLOCKS:
            yield part, ""
            if part in _EMPTY:
                yield CLOSED, ""
        elif part in CELLS:
            yield part, ""
        elif part and part[0] == "/" and part[1:] in BLOCKS:
            yield CLOSED, ""
        text = not text


def plain(text: str) -> str:
    for written, sign in _ENTITIES:
        text = text.replace(written, sign)
    return text


def walked(root: LexborNode) -> Iterator[Event]:
    """The events of a page of any kind, node after node."""
    node: LexborNode | None = root
    depth = 0
    while node is not None:
        tag = node.tag or ""
        if tag == TEXT:
            yield tag, node.text_content or ""
        elif tag in CELLS or tag in BLOCKS:
            yield tag, ""
        child = node.child
        if child is not None:
            node, depth = child, depth + 1
            continue
        while True:
            if node.tag in BLOCKS:
                yield CLOSED, ""
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

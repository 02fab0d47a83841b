"""A shop's text as blocks that remember where they came from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from integration.domain.html import Piece, pieces

Kind = Literal["policy", "product"]
BlockKind = Literal["heading", "paragraph", "item", "row"]

_MARKUP = re.compile(r"(\*\*|__|`)(?=\S)(.{1,400}?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\([^)\n]{0,600}\)")
_HEADING = re.compile(r"(#{1,6})[ \t]{1,8}")
_RULE = re.compile(r"[-=*_ |:]{3,}")
_BULLET = re.compile(r"\s{0,12}(?:[-*+•·–▪●◦]|\(?\d{1,2}[.)、])\s{1,4}|\s{0,12}[•·▪●◦・]")
_FRONT_MATTER = re.compile(r"\A---\n.{0,4000}?\n---\n", re.DOTALL)


class Block(NamedTuple):
    """text[start:end] of a document; `level` is 1 to 6 for a heading, else 0."""

    start: int
    end: int
    kind: BlockKind = "paragraph"
    level: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A page or a product description, read: its plain text, and the blocks of it in order."""

    id: str
    kind: Kind
    text: str
    blocks: tuple[Block, ...] = ()
    language: str | None = None
    title: str = ""
    url: str = ""


def read_html(
    html: str, *, id: str, kind: Kind, language: str | None = None, title: str = "", url: str = ""
) -> Document:
    """The page as a buyer sees it: no navigation, no scripts, nothing hidden."""
    text, blocks = _joined(pieces(html))
    return Document(id, kind, text, blocks, language, title, url)


def read_markdown(
    markdown: str, *, id: str, kind: Kind, language: str | None = None, title: str = "", url: str = ""
) -> Document:
    """Markdown without its marks; front matter is left out."""
    text, blocks = _joined(_markdown_pieces(_FRONT_MATTER.sub("", markdown.replace("\r\n", "\n"), count=1)))
    return Document(id, kind, text, blocks, language, title, url)


def read_text(
    text: str, *, id: str, kind: Kind, language: str | None = None, title: str = "", url: str = ""
) -> Document:
    """Plain text, kept to the character; each line that says something is a block."""
    return Document(id, kind, text, tuple(_lines(text)), language, title, url)


def _joined(found: Iterator[Piece]) -> tuple[str, tuple[Block, ...]]:
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for text, kind, level in found:
        parts.append(text)
        blocks.append(Block(at, at + len(text), kind, level))
        at += len(text) + 1
    return "\n".join(parts), tuple(blocks)


def _lines(text: str) -> Iterator[Block]:
    at = 0
    for line in text.split("\n"):
        body = line.strip()
        if body:
            start = at + line.index(body[0])
            bullet = _BULLET.match(body)
            yield Block(start, start + len(body), "item" if bullet else "paragraph")
        at += len(line) + 1


def _markdown_pieces(markdown: str) -> Iterator[Piece]:
    for line in markdown.split("\n"):
        body = line.strip()
        if not body or _RULE.fullmatch(body):
            continue
        body = _MARKUP.sub(r"\2", _LINK.sub(r"\1", body))
        if mark := _HEADING.match(body):
            yield Piece(body[mark.end() :].strip("# "), "heading", len(mark[1]))
        elif body.startswith("|"):
            yield Piece(" | ".join(cell.strip() for cell in body.strip("|").split("|")), "row")
        elif mark := _BULLET.match(body):
            yield Piece(body[mark.end() :], "item")
        else:
            yield Piece(body.lstrip("> "))

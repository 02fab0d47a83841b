"""A shop's text as blocks that remember where they came from."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["policy", "product"]
BlockKind = Literal["heading", "paragraph", "item", "row"]


@dataclass(frozen=True, slots=True)
class Block:
    """text[start:end] of a document; `level` is 1 to 6 for a heading, else 0."""

    start: int
    end: int
    kind: Kind = Literal["policy", "product"]
BlockKind = "paragraph"
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

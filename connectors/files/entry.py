"""What a file holds: products and pages, each with its place, and what could not be read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from integration.domain.commerce import Product

Form = Literal["html", "markdown", "text"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page on which the shop says how it trades, as it stands in its file."""

    id: str
    title: str
    text: str
    form: Form


@dataclass(frozen=True, slots=True)
class Entry:
    """One product or page and where it begins.

    `settings` holds what a column states and the shop shows beside the text, by code of the audit:
    {"product.price": "Variant Price: 12.50"}. It is no quote: the words are not in the text.
    """

    file: str
    line: int
    item: Product | Page
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and where. `mended`: it was read all the same; otherwise it is left out."""

    file: str
    line: int
    reason: str
    mended: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


Tell = Callable[[Problem], None]

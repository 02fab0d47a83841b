"""Audit of product descriptions and policy pages, documents a second on one core, against HTML to text alone.

The texts are the demo shop's own pages, repeated to about 5 kB each. Limit: 2 % of what selectolax's
`body.text()` does with the same HTML in the same run (no regular-expression engine but Python's own).
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from integration.domain.audit import audit
from integration.domain.document import Kind, read_html
from integration.languages import lexicons

PAGES = Path(__file__).parents[1] / "connectors" / "console"
SIZE = 5_000
ROUNDS = 5
LIMIT = 0.02


def pages() -> list[str]:
    """Each page of the demo shop, repeated to `SIZE` characters: a long page of the kind that shops write."""
    found = [page.read_text(encoding="utf-8") for page in sorted(PAGES.rglob("*.html"))]
    return [(page * (SIZE // max(1, len(page)) + 1))[: SIZE + 200] for page in found]


def rate(act: Callable[[str], object], documents: list[str]) -> float:
    """Documents a second: the median of some rounds."""
    rates = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for page in documents:
            act(page)
        rates.append(len(documents) / (time.perf_counter() - start))
    return statistics.median(rates)


def to_text(page: str) -> object:
    body = LexborHTMLParser(page).body
    return body.text() if body else ""


def auditor(kind: Kind) -> Callable[[str], object]:
    words = lexicons()
    return lambda page: audit(read_html(page, id="page", kind=kind), words)


def main() -> None:
    documents = pages()
    text_rate = rate(to_text, documents * 20)
    print(f"{len(documents)} documents of {SIZE / 1000:.0f} kB; HTML to text alone: {text_rate:,.0f} documents/s")
    kinds: tuple[Kind, ...] = ("policy", "product")
    for kind in kinds:
        found = rate(auditor(kind), documents)
        print(f"audit as {kind}: {found:,.0f} documents/s, {found / text_rate:.2%} of that (limit {LIMIT:.0%})")


if __name__ == "__main__":
    main()

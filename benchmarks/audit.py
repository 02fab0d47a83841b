"""Audit of product descriptions and policy pages, documents a second on one core, against HTML to text alone.

Four ways: texts no two of which share a block, so that nothing can be remembered; the same few with the memory off;
policy pages likewise; and a catalogue's way, where what was read before comes again. The measure is what selectolax's
`body.text()` does with the same HTML in the same run, in processor time: both in turns, and the median of the rounds'
ratios is told. No regular-expression engine but Python's own. Limits: 2 % for texts read for the first time, 8 % for
what was read before.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from products import unique, written
from selectolax.lexbor import LexborHTMLParser

from integration.domain.audit import audit
from integration.domain.document import Kind, read_html
from integration.languages import lexicons

PAGES = Path(__file__).parents[1] / "connectors" / "console"
FRESH = 360
ROUNDS = 7
LIMIT, LIMIT_AGAIN = 0.02, 0.08


def policies() -> list[str]:
    """The demo shop's pages, those of a language after each other."""
    found = [page.read_text(encoding="utf-8") for page in sorted(PAGES.rglob("*.html"))]
    return ["".join(found[at : at + 3]) for at in range(0, len(found), 3)]


def to_text(page: str) -> object:
    body = LexborHTMLParser(page).body
    return body.text() if body else ""


def auditor(kind: Kind, *, remember: bool = True) -> Callable[[str], object]:
    words = lexicons()
    return lambda page: audit(read_html(page, id="page", kind=kind), words, remember=remember)


def seconds(act: Callable[[str], object], pages: Sequence[str]) -> float:
    start = time.process_time()
    for page in pages:
        act(page)
    return time.process_time() - start


def report(name: str, act: Callable[[str], object], rounds: Sequence[Sequence[str]], limit: float) -> None:
    pairs = [(seconds(act, pages), min(seconds(to_text, pages) for _ in range(3))) for pages in rounds]
    rate = statistics.median(len(pages) / audited for pages, (audited, _) in zip(rounds, pairs, strict=True))
    ratio = statistics.median(text / audited for audited, text in pairs)
    size = statistics.mean(len(page.encode()) for page in rounds[0])
    print(f"{name:46} {size:6,.0f} B {rate:6,.0f} documents/s = {ratio:6.2%} of HTML to text (limit {limit:.0%})")


def main() -> None:
    lexicons()
    fresh = list(unique(FRESH))
    fresh_rounds = [fresh[at::ROUNDS] for at in range(ROUNDS)]
    seconds(auditor("product"), written())
    seconds(auditor("policy"), policies())
    report("product descriptions, each new", auditor("product"), fresh_rounds, LIMIT)
    report("product descriptions, nothing remembered", auditor("product", remember=False), [written()] * ROUNDS, LIMIT)
    report("policy pages, nothing remembered", auditor("policy", remember=False), [policies()] * ROUNDS, LIMIT)
    again = auditor("product")
    seconds(again, written() * 2)
    report("product descriptions, read before", again, [written()] * ROUNDS, LIMIT_AGAIN)


if __name__ == "__main__":
    main()

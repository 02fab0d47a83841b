"""Audit of product descriptions and policy pages, documents a second on one core, against HTML to text alone.

Four ways: texts no two of which share a block; the same few with the memory off; policy pages likewise; and a
catalogue's way, where what was read before comes again. The measure is what selectolax's `body.text()` does with the
same HTML in the same run, in processor time: both in turns, and the median of the rounds' ratios is told. Limits: 2 %
for texts read for the first time, 8 % for what was read before. Before them stands the floor: the same pages parsed and
cut into blocks, and nothing read (docs/decisions/0014-how-fast-the-audit-is.md).

    python benchmarks/audit.py                     the ratios
    python benchmarks/audit.py --products 100000   also so many through `forthright audit --jsonl`: seconds and memory
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from products import unique, written
from selectolax.lexbor import LexborHTMLParser

from integration.domain.audit import audit
from integration.domain.document import Kind, read_html
from integration.languages import lexicons

PAGES = Path(__file__).parents[1] / "connectors" / "console"
FRESH = 360
ROUNDS = 7
LIMIT, LIMIT_AGAIN = 0.02, 0.08
LIMIT_SECONDS_OF_100_000, LIMIT_MB = 180, 400


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


def read(page: str) -> object:
    return read_html(page, id="page", kind="product")


def seconds(act: Callable[[str], object], pages: Sequence[str]) -> float:
    start = time.process_time()
    for page in pages:
        act(page)
    return time.process_time() - start


def report(name: str, act: Callable[[str], object], rounds: Sequence[Sequence[str]], limit: float = 0) -> None:
    pairs = [(seconds(act, pages), min(seconds(to_text, pages) for _ in range(3))) for pages in rounds]
    rate = statistics.median(len(pages) / audited for pages, (audited, _) in zip(rounds, pairs, strict=True))
    ratio = statistics.median(text / audited for audited, text in pairs)
    size = statistics.mean(len(page.encode()) for page in rounds[0])
    told = f" (limit {limit:.0%})" if limit else ""
    print(f"{name:46} {size:6,.0f} B {rate:6,.0f} documents/s = {ratio:6.2%} of HTML to text{told}")


def catalogue(count: int) -> None:
    """So many products, each new, from a file into a file by as many processes as there are processors."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "in.jsonl"), Path(folder, "out.jsonl")
        with source.open("w") as file:
            for number, page in enumerate(unique(count, seed=3)):
                file.write(json.dumps({"id": str(number), "doc_type": "product", "html": page}) + "\n")
        command = [sys.executable, "-m", "integration.cli", "audit", "--jsonl", str(source), "--out", str(target)]
        start, peak = time.monotonic(), 0.0
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as run:
            while run.poll() is None:
                peak = max(peak, megabytes(run.pid))
                time.sleep(0.2)
        took = time.monotonic() - start
        with target.open() as file:
            assert sum(1 for _ in file) == count
    limit = LIMIT_SECONDS_OF_100_000 * count / 100_000
    print(f"{count:,} products by the command line: {took:,.0f} s (limit on two cores {limit:,.0f} s), ", end="")
    print(f"{peak:,.0f} MB (limit {LIMIT_MB} MB)")


def megabytes(pid: int) -> float:
    """What a process and its children hold, shared pages counted once; 0 where the system does not say."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    own = next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0)
    return own + sum(megabytes(int(child)) for child in children)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--products", type=int, default=0, metavar="N", help="through the command line")
    products: int = arguments.parse_args().products
    fresh = list(unique(FRESH))
    fresh_rounds = [fresh[at::ROUNDS] for at in range(ROUNDS)]
    seconds(auditor("product"), written())
    seconds(auditor("policy"), policies())
    report("pages parsed and cut, nothing read", read, fresh_rounds)
    report("product descriptions, each new", auditor("product"), fresh_rounds, LIMIT)
    report("product descriptions, nothing remembered", auditor("product", remember=False), [written()] * ROUNDS, LIMIT)
    report("policy pages, nothing remembered", auditor("policy", remember=False), [policies()] * ROUNDS, LIMIT)
    again = auditor("product")
    seconds(again, written() * 2)
    report("product descriptions, read before", again, [written()] * ROUNDS, LIMIT_AGAIN)
    if products:
        catalogue(products)


if __name__ == "__main__":
    main()

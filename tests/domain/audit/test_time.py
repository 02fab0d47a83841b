"""No text, however hostile, takes more than linear time."""

import time

import pytest

from integration.domain.audit import audit
from integration.domain.document import read_text
from integration.languages import lexicons

PIECES = {
    "one word": "a",
    "one line": "returns within 30 days and ",
    "figures": "1 ",
    "brackets": "[",
    "mail": "a@",
    "dots": ".",
    "phones": "+49 30 12",
    "chinese": "退货运费由买家承担七天",
    "lines": "Returns:\n",
    "sizes": "3 x ",
    "negations": "not no never ",
    "firms": "Foo Ltd 12 Mill Street ",
    "streets": "Hafenstraße a a 1 1 ",
    "tax numbers": "VAT no 1 2 ",
}


def seconds(text: str, kind: str) -> float:
    started = time.process_time()
    audit(read_text(text, id="1", kind=kind), lexicons())
    return time.process_time() - started


@pytest.mark.parametrize("kind", ["policy", "product"])
@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_ten_times_the_text_takes_some_ten_times_the_time(piece: str, kind: str):
    short = piece * (4_000 // len(piece))
    lexicons()
    seconds(short[:500], kind)
    first = max(seconds(short, kind), 0.02)
    # The best of five: a machine with much else to do may be slow at any one of them.
    assert any(seconds(short * 10, kind) < first * 40 for _ in range(5))

"""A megabyte of anything is audited in time that grows as its length does."""

import random
import time
from collections.abc import Callable

import pytest

from integration.domain.audit import audit
from integration.domain.document import Document, Kind, read_html, read_text
from integration.languages import lexicons

pytestmark = pytest.mark.soak

QUARTER, WHOLE = 250_000, 1_000_000
GENEROUS = 7.0  # of four: the machine has other things to do
FLOOR = 0.2  # seconds: below, what is measured is the machine
PIECES = {
    "one word": "a",
    "figures": "1",
    "letters": "a ",
    "depth": "<div>",
    "inline depth": "<b>",
    "lists": "<ul><li>",
    "parentheses": "(",
    "commas": ",",
    "brackets": "[",
    "questions left open": "[how many days? ",
    "times": "30 days ",
    "cells": "<td>30 days</td>",
    "rows": "<tr><td>Refund</td><td>30 days</td></tr>",
    "emoji": "😀",
    "accents": "e\u0301",
    "right to left": "مرحبا ",
    "half a sign": "\ud800",
    "lines": "Returns:\n",
    "empty lines": "\n",
    "dots": ". ",
    "mail": "a@b.c ",
    "telephones": "+49 30 123 ",
    "tags begun": "<p ",
    "comments": "<!-- x -->",
    "entities": "&amp;",
    "Chinese": "退货运费由买家承担七天的我们商品",
    "Chinese figures": "三十天",
    "negations": "not no never ",
    "blanks": "xx ",
    "prices": "€ 12,50 ",
    "sentences": "Return within 30 days of delivery to Austria, Germany or France. ",
    "questions": "Can I return it? Yes. ",
    "hours": "Monday to Friday 9am-5pm, ",
    "names": "after delivery return lost ",
}


def repeated(piece: str) -> Callable[[int], str]:
    return lambda size: piece * (size // len(piece))


def noise(size: int) -> str:
    return random.Random(1).randbytes(size).decode("latin-1")


def numbered(size: int) -> str:
    return "".join(f"<p>Price {at},50 € in {at} days, {at} kg</p>" for at in range(size // 40))


TEXTS = {name: repeated(piece) for name, piece in PIECES.items()} | {"noise": noise, "numbered": numbered}


def seconds(read: Callable[..., Document], text: str, kind: Kind) -> float:
    started = time.process_time()
    audit(read(text, id="1", kind=kind), lexicons())
    return time.process_time() - started


@pytest.mark.parametrize("read", [read_html, read_text])
@pytest.mark.parametrize("kind", ["policy", "product"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_four_times_the_text_takes_some_four_times_the_time(
    text: Callable[[int], str], kind: Kind, read: Callable[..., Document]
):
    quarter, whole = text(QUARTER), text(WHOLE)
    first = max(seconds(read, quarter, kind) for _ in range(2))
    again = (seconds(read, whole, kind) for _ in range(3))  # once is enough, if nobody else was at work
    assert any(took < max(first, FLOOR) * GENEROUS for took in again)

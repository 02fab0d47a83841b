"""A clause is put into a megabyte of anything, and the difference shown, in time that grows as the length does."""

import time
from collections.abc import Callable

import pytest

from integration.domain.audit import audit
from integration.domain.document import read_html, read_text
from integration.domain.wording import diff, placed, propose
from integration.domain.wording.source import is_markup
from integration.languages import lexicons
from integration.languages.wording import wording
from tests.domain.wording.test_placed import TERMS
from tests.soak.test_audit_time import FLOOR, GENEROUS, QUARTER, TEXTS, WHOLE

pytestmark = pytest.mark.soak


def seconds(text: str) -> float:
    """Without what reading the text takes: that is measured elsewhere."""
    document = (read_html if is_markup(text) else read_text)(text, id="1", kind="policy", language="en")
    reading = audit(document, lexicons())
    started = time.process_time()
    placed(text, document, reading, propose("return.window", TERMS, wording("en")))
    diff(f"Before.\n{text}\nAfter.", f"Then.\n{text}\nLast.")
    diff(text, "".join(f"{line}\n-\n" for line in text.split("\n")))
    return time.process_time() - started


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_four_times_the_text_takes_some_four_times_the_time(text: Callable[[int], str]):
    quarter, whole = text(QUARTER), text(WHOLE)
    first = max(seconds(quarter) for _ in range(2))
    assert any(seconds(whole) < max(first, FLOOR) * GENEROUS for _ in range(3))

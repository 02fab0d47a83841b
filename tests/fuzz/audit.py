"""Bytes made up by a fuzzer that watches which code they reach: `make fuzz`, or this file with libFuzzer's own options.

The first two bytes choose how the rest is read and in which language; a text that is remembered must say what it says
when read afresh, and what it says must stand in it.
"""

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))

with atheris.instrument_imports(include=["integration.domain"]):
    from integration.domain.audit import audit
    from integration.domain.audit.finding import CODES, Reading
    from integration.domain.document import Document, read_html, read_markdown, read_text
    from integration.languages import lexicons

READ = (read_html, read_text, read_markdown)
HINTS = (None, *sorted(lexicons()))
LONGEST = 20_000


def assert_sound(document: Document, reading: Reading) -> None:
    assert set(CODES[document.kind]) <= set(reading.findings)
    for finding in reading.findings.values():
        assert finding.quote == document.text[finding.start : finding.end], finding
        assert bool(finding.quote) == (finding.state != "missing"), finding


def one(data: bytes) -> None:
    if len(data) < 2:
        return
    read, hint = READ[data[0] % len(READ)], HINTS[data[1] % len(HINTS)]
    text = data[2:LONGEST].decode("utf-8", "surrogateescape")
    document = read(text, id="1", kind="product" if data[0] & 64 else "policy", language=hint)
    reading = audit(document, lexicons(), remember=False)
    assert_sound(document, reading)
    assert [audit(document, lexicons()) for _ in range(2)] == [reading] * 2


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()

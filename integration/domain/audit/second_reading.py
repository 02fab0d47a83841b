"""What becomes of a second reader's opinion: it counts only with a quote that is in the text."""

from collections.abc import Mapping
from dataclasses import replace

from integration.domain.audit.finding import Finding, Reading
from integration.domain.document import Document

SECOND_READER = "second reader"
_SHORTEST_QUOTE = 8
_SHORTEST_OF_SIGNS = 4
_LONGEST_QUOTE = 240


def doubtful(reading: Reading) -> list[str]:
    """The details that the rules call vague: all that a second reader is asked about."""
    return reading.codes("vague")


def with_quotes(reading: Reading, document: Document, quotes: Mapping[str, str]) -> Reading:
    """The reading with each vague detail stated whose quote, exactly, is in the text. It gives no facts."""
    stated = {
        code: accepted
        for code in doubtful(reading)
        if (accepted := _accepted(reading.findings[code], document.text, quotes.get(code, ""))) is not None
    }
    return replace(reading, findings={**reading.findings, **stated}) if stated else reading


def _accepted(finding: Finding, text: str, quote: str) -> Finding | None:
    quote = quote.strip()
    shortest = _SHORTEST_QUOTE if quote.isascii() else _SHORTEST_OF_SIGNS
    start = text.find(quote) if shortest <= len(quote) <= _LONGEST_QUOTE else -1
    if start < 0:
        return None
    return Finding(finding.code, "present", quote, start, start + len(quote), rule=SECOND_READER)

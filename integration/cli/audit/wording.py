"""Sentences that the table and the report share, and shop texts made safe to print."""

import re
from collections.abc import Mapping

from integration.cli.audit.summary import Summary
from integration.languages.details import Detail

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def safe(text: str, longest: int = 400) -> str:
    """Without what would move a terminal's cursor or turn its writing round, cut to a length."""
    plain = _CONTROL.sub(" ", text).strip()
    return plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…"


def plural(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def headline(summary: Summary) -> str:
    """The answer in one or two sentences."""
    parts = []
    if summary.pages:
        total, lacking = len(summary.policy), len(summary.lacking())
        pages = plural(summary.pages, "page answers", "pages answer")
        said = "all" if not lacking else f"{total - lacking} of the"
        parts.append(f"Your {pages} {said} {total} things buyers ask before they complain.")
    if summary.products:
        which = plural(summary.products, "product", "products")
        if summary.complete == summary.products:
            parts.append(f"Your {which} {'says' if summary.products == 1 else 'say'} all that a buyer looks for.")
        elif summary.complete == 0:
            none = "Your product does not say" if summary.products == 1 else f"None of your {which} says"
            parts.append(f"{none} all that a buyer looks for.")
        else:
            verb = "says" if summary.complete == 1 else "say"
            parts.append(f"{summary.complete:,} of your {which} {verb} all that a buyer looks for.")
    return " ".join(parts)


def most_missing(summary: Summary, words: Mapping[str, Detail]) -> str:
    """The details that most products leave out, in a sentence; "" when none lacks in half of them."""
    often = sorted(((marks["missing"], code) for code, marks in summary.product.items()), reverse=True)[:3]
    said = [f"{words[code].label.lower()} ({number:,})" for number, code in often if number * 2 > summary.products > 1]
    return f"Most often missing: {', '.join(said)}." if said else ""


def scope(summary: Summary) -> str:
    """What was read, and what could not be."""
    said = [plural(summary.documents, "document", "documents")]
    if summary.unpublished:
        said.append(f"{summary.unpublished:,} of them not published")
    if summary.unreadable:
        said.append(plural(summary.unreadable, "row or file", "rows or files") + " could not be read")
    return ", ".join(said)

"""What a program reads: one object, its documents written as they come, so that long input needs little memory."""

import json
from collections.abc import Iterable
from typing import IO

from connectors.files.entry import Problem
from integration.cli.audit.reading import Audited
from integration.cli.audit.summary import Summary
from integration.domain.audit import RULES_VERSION
from integration.domain.audit.record import result
from integration.domain.consistency.record import contradiction_row


def write(found: Iterable[Audited], summary: Summary, out: IO[str]) -> None:
    """Writes every document and adds it to the summary, then what they say together."""
    out.write('{"documents": [')
    for number, one in enumerate(found):
        summary.add(one)
        out.write((",\n" if number else "\n") + _dumped(document(one)))
    closing = {"shop": shop(summary), "counts": counts(summary), "rules_version": RULES_VERSION}
    out.write("\n], " + _dumped(closing)[1:] + "\n")


def document(one: Audited) -> dict[str, object]:
    place = {"file": one.file, "line": one.line, "title": one.title, "published": one.published}
    said = {
        "genre": one.reading.genre,
        "missing": sorted(one.codes("missing")),
        "settings": dict(one.settings),
    }
    return place | result(one.document, one.reading, with_text=True) | said


def shop(summary: Summary) -> dict[str, object]:
    return {
        "missing": summary.lacking(),
        "contradictions": [contradiction_row(found) for found in summary.contradictions()],
        "says": {
            code: {"state": said.mark, "document": said.page, "quote": said.finding.quote if said.finding else ""}
            for code, said in summary.policy.items()
            if summary.pages and said.mark != "missing"
        },
        "products": {code: dict(sorted(marks.items())) for code, marks in summary.product.items() if summary.products},
    }


def counts(summary: Summary) -> dict[str, int]:
    return {
        "documents": summary.documents,
        "pages": summary.pages,
        "products": summary.products,
        "complete_products": summary.complete,
        "unpublished": summary.unpublished,
        "unreadable": summary.unreadable,
        "mended": summary.mended,
    }


def problem(found: Problem) -> dict[str, object]:
    return {"file": found.file, "line": found.line, "reason": found.reason, "mended": found.mended}


def _dumped(row: object) -> str:
    text = json.dumps(row, ensure_ascii=False)
    return text if text.isascii() or _encodes(text) else json.dumps(row)


def _encodes(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True

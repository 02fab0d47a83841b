"""Rows as the API shows them: plain values, times in ISO 8601 with their zone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integration.domain.jurisdiction import Severity
from integration.domain.outputs import Output
from integration.domain.score import FORMULA, score
from integration.domain.terms_record import NOTHING
from integration.store.content_list import ReadDocument
from integration.store.tables import ContradictionRow, FindingRow, PublicationRow, SetAsideRow, TermsRow
from jobs.missing_pages import MissingPage
from jobs.over_time import Standing, Step
from jobs.terms_pages import NewPage

STATES = ("present", "vague", "placeholder", "missing")


def document(found: ReadDocument, severities: Mapping[str, Severity]) -> dict[str, Any]:
    """`counts` and `score` are of the details that are expected there and not set aside."""
    row, states = found.document, list(found.answers.values())
    return {
        "id": row.id,
        "vendor_id": row.vendor_id,
        "kind": row.kind,
        "page_kind": found.page_kind,
        "title": row.title,
        "url": row.url,
        "language": row.language or (found.audit.language if found.audit else ""),
        "version": row.current_version,
        "read_at": moment(found.audit.read_at) if found.audit else None,
        "counts": {state: states.count(state) for state in STATES} if found.audit else None,
        "score": score(found.answers, severities).value if found.audit else None,
    }


def finding(row: FindingRow, aside: SetAsideRow | None) -> dict[str, Any]:
    return {
        "document": row.document_id,
        "code": row.code,
        "state": row.state,
        "change": row.change,
        "quote": row.quote,
        "rule": row.rule,
        "words": list(row.words),
        "facts": list(row.facts),
        "set_aside": set_aside(aside) if aside else None,
    }


def set_aside(row: SetAsideRow) -> dict[str, Any]:
    return {"code": row.code, "document": row.document_id, "reason": row.reason, "by": row.by, "at": moment(row.at)}


def contradiction(row: ContradictionRow) -> dict[str, Any]:
    """Both sides with their quotes; `settled_by` is who called both of them right, and why."""
    return {
        "id": row.id,
        "code": row.code,
        "rule": row.rule,
        "sides": [_side(side) for side in row.sides],
        "found_at": moment(row.found_at),
        "settled_at": moment(row.settled_at),
        "settled_by": row.settled_by,
        "settled_reason": row.settled_reason,
    }


def _side(side: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "document": side.get("document_id"),
        "quote": side.get("quote"),
        "settings": side.get("setting"),
        "says": side.get("says", ""),
    }


def publication(row: PublicationRow) -> dict[str, Any]:
    """`current` is what stood in the shop instead of what was read, where that kept it from being done; `creates` the
    kind of a page that the shop had not.
    """
    return {
        "id": row.id,
        "document": row.document_id,
        "creates": row.creates or None,
        "codes": list(row.codes),
        "state": row.state,
        "before": row.before,
        "after": row.after,
        "current": row.current or None,
        "reason": row.reason,
        "by": row.by,
        "created_at": moment(row.created_at),
        "published_at": moment(row.published_at),
        "undone_at": moment(row.undone_at),
        "undone_by": row.undone_by,
    }


def terms(row: TermsRow | None) -> dict[str, Any]:
    """Version 0 where nobody has entered anything yet."""
    if row is None:
        return {"version": 0, "by": "", "at": None, "terms": NOTHING}
    return {**terms_version(row), "terms": row.terms}


def terms_version(row: TermsRow) -> dict[str, Any]:
    return {"version": row.version, "by": row.by, "at": moment(row.at)}


def output(found: Output) -> dict[str, Any]:
    return {
        "name": found.name,
        "source": found.source,
        "media_type": found.media_type,
        "lacking": list(found.lacking),
    }


def new_page(found: NewPage) -> dict[str, Any]:
    """A page as it stands and as the terms would have it; `mark` is sent back to publish just that."""
    return {
        "document": found.page.row.id,
        "title": found.page.row.title,
        "language": found.page.row.language or found.page.reading.language,
        "before": found.page.html,
        "after": found.after.html,
        "says": list(found.says),
        "loses": list(found.loses),
        "lacking": list(found.lacking),
        "differs": found.differs,
        "mark": found.mark,
    }


def missing_page(found: MissingPage) -> dict[str, Any]:
    """A page that the shop has not, as the terms would write it; `mark` is sent back to create just that."""
    return {
        "store": found.connector,
        "kind": found.kind,
        "language": found.language,
        "title": found.title,
        "html": found.html,
        "says": list(found.says),
        "lacking": list(found.lacking),
        "mark": found.mark,
    }


def past_reading(step: Step) -> dict[str, Any]:
    audit = step.reading.audit
    return {
        "version": audit.version,
        "rules": audit.rules_version,
        "read_at": moment(audit.read_at),
        "score": step.score.value,
        "new": list(step.new),
        "fixed": list(step.fixed),
        "still": list(step.still),
    }


def summary(found: Standing) -> dict[str, Any]:
    """`answers` by detail; `changes` newest first; `counted` is what the score is made of."""
    changes = [{"document": text.id, "code": row.code, "change": row.change} for text, row in found.lately]
    answers = {one.code: one.state for one in found.answers}
    made_of = {"formula": FORMULA, "counted": found.score.counted()}
    return {"score": found.score.value, **made_of, "answers": answers, "changes": changes}


def moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None

"""What the audit found in each text, and what changed since the audit before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, or_, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from integration.domain.audit import RULES_VERSION
from integration.domain.audit.finding import Finding, Reading
from integration.domain.audit.record import fact_row
from integration.store.tables import AuditRow, DocumentRow, FindingRow


def save_reading(
    session: Session,
    shop_id: int,
    document: DocumentRow,
    reading: Reading,
    text: str,
    now: datetime,
    rules_version: str = RULES_VERSION,
) -> AuditRow:
    """Keeps the reading of this version of `document`; the same text under the same rules is kept once."""
    known = _audit(session, shop_id, document, rules_version)
    if known is not None:
        _make_current(session, known)
        return known
    before = _states(session, _last_read(session, shop_id, document.id))
    audit = AuditRow(
        shop_id=shop_id, document_id=document.id or 0, version=document.current_version,
        content_hash=document.content_hash, rules_version=rules_version, language=reading.language,
        genre=reading.genre, text=text, read_at=now,
    )  # fmt: skip
    session.add(audit)
    session.flush()
    owner = {"shop_id": shop_id, "audit_id": audit.id, "document_id": document.id}
    rows = [owner | _row(finding, before) for finding in reading.findings.values()]
    if rows:
        session.execute(insert(FindingRow), rows)
    _make_current(session, audit)
    return audit


def read_before(
    session: Session, shop_id: int, document: DocumentRow, now: datetime, rules_version: str = RULES_VERSION
) -> bool:
    """Whether this text was read under these rules already, so that nobody reads it again.

    A text that came back (an edit undone) is compared anew with the one that stood in between.
    """
    audit = _audit(session, shop_id, document, rules_version)
    if audit is None:
        return False
    last = _last_read(session, shop_id, document.id)
    if last is not None and last.id != audit.id:
        before = _states(session, last)
        for finding in session.exec(select(FindingRow).where(FindingRow.audit_id == audit.id)):
            finding.change = change(before.get(finding.code), finding.state) if before else ""
            session.add(finding)
        audit.read_at = now
        session.add(audit)
    _make_current(session, audit)
    return True


def _make_current(session: Session, audit: AuditRow) -> None:
    """Unless the text became another one while it was read."""
    mine = (col(DocumentRow.shop_id) == audit.shop_id, col(DocumentRow.id) == audit.document_id)
    read = {"audit_id": audit.id, "read_under": audit.rules_version, "said": said_in(audit.id)}
    same_text = col(DocumentRow.content_hash) == audit.content_hash
    session.execute(update(DocumentRow).where(*mine, same_text).values(read))


def said_in(audit_id: int | ColumnElement[int] | None) -> Any:
    """For an UPDATE: DocumentRow.said as the findings of this reading have it."""
    stated = (col(FindingRow.audit_id) == audit_id, col(FindingRow.state) == "present")
    return func.coalesce(select(func.aggregate_strings(col(FindingRow.code), " ")).where(*stated).scalar_subquery(), "")


def change(before: str | None, after: str) -> str:
    """new: a detail that was stated is now a gap; fixed: a gap is now stated; else same."""
    was_gap, is_gap = before not in ("present", None), after != "present"
    if was_gap == is_gap:
        return "same"
    return "new" if is_gap else "fixed"


def latest(session: Session, shop_id: int, document_id: int) -> AuditRow | None:
    """The audit of the text as it stands; None while it has not been read."""
    return session.exec(
        select(AuditRow)
        .join(DocumentRow, col(DocumentRow.audit_id) == col(AuditRow.id))
        .where(AuditRow.shop_id == shop_id, DocumentRow.id == document_id, DocumentRow.shop_id == shop_id)
        .where(col(DocumentRow.deleted_at).is_(None))
    ).one_or_none()


def findings(
    session: Session,
    shop_id: int,
    state: str | None = None,
    document_id: int | None = None,
    limit: int = 1000,
    before_id: int | None = None,
) -> Sequence[FindingRow]:
    """What stands in the texts as they are now, newest reading first."""
    query = select(FindingRow).where(col(FindingRow.audit_id).in_(current_audits(shop_id)))
    if state is not None:
        query = query.where(FindingRow.state == state)
    if document_id is not None:
        query = query.where(FindingRow.document_id == document_id)
    if before_id is not None:
        query = query.where(col(FindingRow.id) < before_id)
    return session.exec(
        query.where(FindingRow.shop_id == shop_id).order_by(col(FindingRow.id).desc()).limit(limit)
    ).all()


def unread(session: Session, rules_version: str, limit: int) -> list[int]:
    """Documents of all shops whose text as it stands nobody has read under these rules; oldest first."""
    unread = or_(col(DocumentRow.audit_id).is_(None), col(DocumentRow.read_under) != rules_version)
    query = select(DocumentRow.id).where(col(DocumentRow.deleted_at).is_(None), unread)
    return [found for found in session.exec(query.order_by(col(DocumentRow.id)).limit(limit)) if found is not None]


def current_audits(shop_id: int) -> SelectOfScalar[Any]:
    """Ids of the newest audit of each text that a buyer can read now."""
    standing = (DocumentRow.shop_id == shop_id, col(DocumentRow.deleted_at).is_(None))
    return select(col(DocumentRow.audit_id)).where(*standing, col(DocumentRow.audit_id).is_not(None))


def _audit(session: Session, shop_id: int, document: DocumentRow, rules_version: str) -> AuditRow | None:
    return session.exec(
        select(AuditRow).where(
            AuditRow.shop_id == shop_id,
            AuditRow.document_id == document.id,
            AuditRow.content_hash == document.content_hash,
            AuditRow.rules_version == rules_version,
        )
    ).one_or_none()


def _last_read(session: Session, shop_id: int, document_id: int | None) -> AuditRow | None:
    return session.exec(
        select(AuditRow)
        .where(AuditRow.shop_id == shop_id, AuditRow.document_id == document_id)
        .order_by(col(AuditRow.read_at).desc(), col(AuditRow.id).desc())
        .limit(1)
    ).one_or_none()


def _states(session: Session, audit: AuditRow | None) -> Mapping[str, str]:
    if audit is None:
        return {}
    query = select(FindingRow.code, FindingRow.state).where(FindingRow.audit_id == audit.id)
    return dict(session.exec(query).all())


def _row(finding: Finding, before: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": finding.code,
        "state": finding.state,
        "quote": finding.quote,
        "text_start": finding.start,
        "text_end": finding.end,
        "facts": [fact_row(fact) for fact in finding.facts],
        "rule": finding.rule,
        "words": list(finding.words),
        "change": change(before.get(finding.code), finding.state) if before else "",
    }

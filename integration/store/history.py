"""How a shop's texts changed: every reading of a text, what is new and fixed lately, how far a new reading has come."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, text
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from integration.store.tables import AuditRow, DocumentRow, FindingRow


@dataclass(frozen=True, slots=True)
class PastReading:
    """A reading without its text, with all that it found."""

    audit: AuditRow
    findings: Sequence[FindingRow]

    def changed(self, change: str) -> list[str]:
        """The details that are new or fixed since the reading before."""
        return [row.code for row in self.findings if row.change == change]

    def answers(self, expected: Collection[str]) -> Mapping[str, str]:
        """The state of each of the details that a buyer would look for."""
        return {row.code: row.state for row in self.findings if row.code in expected}

    def still(self, expected: Collection[str]) -> list[str]:
        """The gaps among them that are not new; on the first reading all of them."""
        return [
            row.code for row in self.findings if row.code in expected and row.state != "present" and row.change != "new"
        ]


def readings(session: Session, shop_id: int, document_id: int, limit: int = 50) -> list[PastReading]:
    """Newest first."""
    query = (
        select(AuditRow)
        .where(AuditRow.shop_id == shop_id, AuditRow.document_id == document_id)
        .options(defer(AuditRow.text))  # type: ignore[arg-type]
        .order_by(col(AuditRow.read_at).desc(), col(AuditRow.id).desc())
        .limit(limit)
    )
    audits = session.exec(query).all()
    found: dict[int, list[FindingRow]] = defaultdict(list)
    rows = select(FindingRow).where(FindingRow.shop_id == shop_id, col(FindingRow.audit_id).in_([a.id for a in audits]))
    for row in session.exec(rows.order_by(col(FindingRow.id))):
        found[row.audit_id].append(row)
    return [PastReading(audit, found[audit.id or 0]) for audit in audits]


def changed_lately(
    session: Session, shop_id: int, since: datetime, limit: int = 50
) -> list[tuple[DocumentRow, FindingRow]]:
    """What is new or fixed in the texts as they stand, read since then; newest first."""
    query = (
        select(DocumentRow, FindingRow)
        .join(FindingRow, col(FindingRow.audit_id) == col(DocumentRow.audit_id))
        .join(AuditRow, col(AuditRow.id) == col(FindingRow.audit_id))
        .where(DocumentRow.shop_id == shop_id, FindingRow.shop_id == shop_id, AuditRow.shop_id == shop_id)
        .where(text("finding.change IN ('new', 'fixed')"), col(AuditRow.read_at) >= since)  # as its index says it
        .where(col(DocumentRow.deleted_at).is_(None))
        .order_by(col(AuditRow.read_at).desc(), col(FindingRow.id))
        .limit(limit)
    )
    return [(document, finding) for document, finding in session.exec(query)]


def progress(session: Session, shop_id: int, rules_version: str) -> tuple[int, int]:
    """How many of the shop's texts were read as they stand under these rules, and how many there are."""
    standing = (DocumentRow.shop_id == shop_id, col(DocumentRow.deleted_at).is_(None))
    read = and_(col(DocumentRow.read_under) == rules_version, col(DocumentRow.audit_id).is_not(None))
    done = func.count(case((read, 1)))
    return session.exec(select(done, func.count(col(DocumentRow.id))).where(*standing)).one()

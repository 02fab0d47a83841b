"""Which readings wait for a second reader's opinion, and what came of it."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from integration.domain.audit.finding import Finding
from integration.store.audits import said_in
from integration.store.tables import AuditRow, ConnectionRow, DocumentRow, FindingRow


def unasked(session: Session, readers: Collection[str], limit: int) -> list[int]:
    """Readings of policy pages as they stand now, with something vague, in shops that have a live second reader."""
    vague = select(FindingRow.id).where(FindingRow.audit_id == AuditRow.id, FindingRow.state == "vague")
    query = (
        select(AuditRow.id)
        .join(DocumentRow, col(DocumentRow.id) == col(AuditRow.document_id))
        .join(ConnectionRow, col(ConnectionRow.shop_id) == col(AuditRow.shop_id))
        .where(
            col(ConnectionRow.connector).in_(readers),
            ConnectionRow.state == "live",
            DocumentRow.kind == "policy",
            col(DocumentRow.deleted_at).is_(None),
            DocumentRow.content_hash == AuditRow.content_hash,
            col(AuditRow.asked_at).is_(None),
            vague.exists(),
        )
    )
    return [found for found in session.exec(query.order_by(col(AuditRow.id)).limit(limit)) if found is not None]


def keep_opinion(session: Session, shop_id: int, audit_id: int, stated: Mapping[str, Finding], now: datetime) -> None:
    """Notes that the reader was asked, and the details that it found stated."""
    mine = (col(AuditRow.shop_id) == shop_id, col(AuditRow.id) == audit_id)
    session.execute(update(AuditRow).where(*mine).values(asked_at=now))
    query = select(FindingRow).where(
        FindingRow.shop_id == shop_id, FindingRow.audit_id == audit_id, col(FindingRow.code).in_(stated)
    )
    for row in session.exec(query):
        found = stated[row.code]
        row.state, row.quote, row.rule = found.state, found.quote, found.rule
        row.text_start, row.text_end, row.words, row.facts = found.start, found.end, [], []
        session.add(row)
    session.flush()
    read = (col(DocumentRow.shop_id) == shop_id, col(DocumentRow.audit_id) == audit_id)
    session.execute(update(DocumentRow).where(*read).values(said=said_in(audit_id)))

"""Messages whose store did not answer when their order was to be read once more, just before they went."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from integration.domain.reasons import WaitReason
from integration.domain.redaction import redact
from integration.store.tables import AttemptRow, OutboxRow

UNANSWERED = "unanswered"


def wait_for_store(session: Session, row: OutboxRow, connector: str, reason: str, at: datetime, now: datetime) -> bool:
    """Keeps it in line until `at`; False where it no longer waits."""
    mine = (col(OutboxRow.id) == row.id, col(OutboxRow.shop_id) == row.shop_id, col(OutboxRow.state) == "waiting")
    changed = update(OutboxRow).where(*mine).values(next_at=at, outcome=WaitReason.STORE_SILENT)
    if session.scalars(changed.returning(col(OutboxRow.id))).one_or_none() is None:
        return False
    detail = redact(reason, row.to_address)
    session.add(
        AttemptRow(
            shop_id=row.shop_id, outbox_id=row.id or 0, channel=connector, at=now, result=UNANSWERED, detail=detail
        )
    )
    return True

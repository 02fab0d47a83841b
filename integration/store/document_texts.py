"""The versions of texts: a new one for each text that reads differently than before."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import Session

from integration.store.tables import DocumentRow, DocumentVersionRow


def save_texts(session: Session, told: Sequence[tuple[DocumentRow, str, str]], now: datetime) -> None:
    """Rows with their text and what is shown beside it; a version for each that reads differently than before."""
    changed: list[tuple[DocumentRow, dict[str, Any]]] = []
    for row, html, beside in told:
        content_hash = sha256(f"{html}\0{beside}".encode()).hexdigest()
        if content_hash != row.content_hash:
            row.content_hash, row.audit_id, row.said = content_hash, None, ""
            for column in ("audit_id", "said"):
                flag_modified(row, column)  # it may have been read since we looked, and what was read is gone
            row.current_version += 1
            version = {"version": row.current_version, "html": html, "content_hash": content_hash, "read_at": now}
            changed.append((row, version))
        session.add(row)
    session.flush()
    if changed:
        values = [{"shop_id": row.shop_id, "document_id": row.id, **version} for row, version in changed]
        session.execute(insert(DocumentVersionRow), values)

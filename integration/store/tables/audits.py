"""What the audit found, by document version and rules version."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from integration.store.tables.columns import BigId, Json, LongText, UtcTime, of_same_shop, where


class AuditRow(SQLModel, table=True):
    """One reading of one version of a document: the same text under the same rules is read once.

    `genre` is what kind of text it turned out to be, as in `integration.domain.audit.finding.Reading`. `asked_at`: when
    a second reader was asked about what is vague; None where none was.
    """

    __tablename__ = "audit"
    __table_args__ = (
        UniqueConstraint("id", "shop_id"),
        UniqueConstraint("document_id", "content_hash", "rules_version"),
        Index("ix_audit_shop_time", "shop_id", "read_at"),
        of_same_shop("document_id", "document"),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    document_id: int
    version: int
    content_hash: str
    rules_version: str
    language: str
    genre: str = ""
    text: str = Field(default="", sa_type=LongText)
    read_at: datetime = Field(sa_type=UtcTime)
    asked_at: datetime | None = Field(default=None, sa_type=UtcTime)


class FindingRow(SQLModel, table=True):
    """One detail: present, vague, placeholder or missing; `text_start` and `text_end` are places in AuditRow.text.

    `change` against the audit before: new, fixed, same, or "" on the first.
    """

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("audit_id", "code"),
        Index("ix_finding_shop_state", "shop_id", "state", "code", "audit_id", "document_id"),
        Index("ix_finding_changed", "shop_id", "audit_id", **where("change IN ('new', 'fixed')")),
        of_same_shop("audit_id", "audit"),
        of_same_shop("document_id", "document"),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    audit_id: int = Field(sa_type=BigId)
    document_id: int = Field(index=True)
    code: str
    state: str
    quote: str = Field(default="", sa_type=LongText)
    text_start: int = 0
    text_end: int = 0
    facts: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    rule: str = ""
    words: list[str] = Field(default_factory=list, sa_type=Json)
    change: str = ""

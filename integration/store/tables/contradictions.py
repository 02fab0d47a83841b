"""What a shop's texts and settings contradict, and when they were last compared."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from integration.store.tables.columns import BigId, Json, UtcTime


class ComparisonRow(SQLModel, table=True):
    """The last time that a shop was read as a whole: `compared` of its `texts`, up to the audit `last_audit`.

    `fingerprint` is the version of the rules and then of all that was compared; the same is not compared twice.
    """

    __tablename__ = "comparison"
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE", unique=True)
    fingerprint: str = ""
    last_audit: int = Field(default=0, sa_type=BigId)
    texts: int = 0
    compared: int = 0
    compared_at: datetime = Field(sa_type=UtcTime)


class ContradictionRow(SQLModel, table=True):
    """One contradiction. `sides`: [{document_id, quote, start, says} | {setting, says}]; `key` is what stays the same
    over comparisons. Settled is what the merchant called right on both sides, by whom, when and why.
    """

    __tablename__ = "contradiction"
    __table_args__ = (UniqueConstraint("shop_id", "key"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    key: str
    code: str
    topic: str
    rule: str
    sides: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    found_at: datetime = Field(sa_type=UtcTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcTime)
    settled_by: str = ""
    settled_reason: str = Field(default="", sa_column_kwargs={"server_default": ""})

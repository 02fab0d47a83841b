"""The terms that a merchant entered, every version of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from integration.store.tables.columns import BigId, Json, UtcTime


class TermsRow(SQLModel, table=True):
    """`terms` is as `integration.domain.terms_record` writes it; the highest version is in force."""

    __tablename__ = "terms"
    __table_args__ = (UniqueConstraint("shop_id", "version"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    version: int
    terms: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    by: str
    at: datetime = Field(sa_type=UtcTime)

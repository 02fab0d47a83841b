"""Words that somebody wrote for a text and did not publish."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from integration.store.tables.columns import Json, UtcTime, of_same_shop


class UnpublishedRow(SQLModel, table=True):
    """One a person and text: `words` are pairs of a detail and its words, in the order of the form.

    `version` is the version of the text that they were written for. `asked` says what else was wanted: publish, where
    the words were to be published, and unticked, where an answer was given to a clause that was not picked.
    """

    __tablename__ = "unpublished"
    __table_args__ = (UniqueConstraint("document_id", "by"), of_same_shop("document_id", "document"))
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE", index=True)
    document_id: int
    by: str
    version: int
    words: list[Any] = Field(default_factory=list, sa_type=Json)
    asked: list[str] = Field(default_factory=list, sa_type=Json)
    saved_at: datetime = Field(sa_type=UtcTime)

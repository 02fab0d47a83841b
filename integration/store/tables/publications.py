"""What was put into a shop's texts, by whom, and how to take it back."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from integration.store.tables.columns import BigId, Json, LongText, UtcTime, of_same_shop, where


class PublicationRow(SQLModel, table=True):
    """One rewriting of one text. `codes` are the details that it was to say.

    `state`: proposed (a draft), publishing, published, undoing, undone, refused (for what stands there: `current`) or
    failed (for `reason`; it may be tried again). `before` is the text that was read, `after` the one to stand, and
    once published the one that stands; `kept` is what the vendor held before, to be sent back by an undo.
    `creates` is the kind of page that the store lacks and is to get, "" where a standing text is rewritten: until it
    stands its document is a draft of ours that no list shows. `locale` is the language that it is written in.
    `lease_until` ends the turn of whoever is publishing: then somebody else looks what became of it.
    """

    __tablename__ = "publication"
    __table_args__ = (
        of_same_shop("document_id", "document"),
        Index("ix_publication_document", "document_id", "id"),
        Index("ix_publication_work", "lease_until", **where("state IN ('publishing', 'undoing')")),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE", index=True)
    document_id: int
    codes: list[str] = Field(default_factory=list, sa_type=Json)
    creates: str = Field(default="", sa_column_kwargs={"server_default": ""})
    locale: str = Field(default="", sa_column_kwargs={"server_default": ""})
    state: str = "proposed"
    before: str = Field(sa_type=LongText)
    after: str = Field(sa_type=LongText)
    kept: str = Field(default="", sa_type=LongText)
    current: str = Field(default="", sa_type=LongText)
    reason: str = ""
    by: str
    created_at: datetime = Field(sa_type=UtcTime)
    published_at: datetime | None = Field(default=None, sa_type=UtcTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcTime)
    undone_by: str = ""
    attempts: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=UtcTime)

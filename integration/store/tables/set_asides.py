"""What the merchant said does not apply."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from integration.store.tables.columns import BigId, UtcTime, of_same_shop


class SetAsideRow(SQLModel, table=True):
    """A detail that is not to be looked for in one text, or, where `document_id` is None, in none of the shop's.

    It is kept by detail and not by finding, so that it holds whenever the text is read again.
    """

    __tablename__ = "set_aside"
    __table_args__ = (of_same_shop("document_id", "document"), Index("ix_set_aside_shop_code", "shop_id", "code"))
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    document_id: int | None = None
    code: str
    reason: str
    by: str
    at: datetime = Field(sa_type=UtcTime)

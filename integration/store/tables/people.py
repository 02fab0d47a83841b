"""People who sign in, and in which shops they may do what."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from integration.store.tables.columns import UtcTime


class PersonRow(SQLModel, table=True):
    __tablename__ = "person"
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)
    name: str = ""
    created_at: datetime = Field(sa_type=UtcTime)
    last_seen_at: datetime | None = Field(default=None, sa_type=UtcTime)


class MembershipRow(SQLModel, table=True):
    """`role` is owner, staff or reader."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "shop_id"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE")
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE", index=True)
    role: str = "owner"

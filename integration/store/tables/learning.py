"""What a shop's own parcels have taught: counts by group, and all the rest in one record."""

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from integration.store.tables.columns import BigId


class LearntRow(SQLModel, table=True):
    """What was learnt until the end of `day`, the shop's, counted from 1970-01-01. `record` is packed JSON.

    `swept_on` is the day on which all open parcels were last estimated.
    """

    __tablename__ = "learnt"
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE", unique=True)
    day: int
    record: bytes = Field(sa_type=LargeBinary, repr=False)
    swept_on: int | None = None


class LearntGroupRow(SQLModel, table=True):
    """The counts of one group of parcels by age, as they stood at the end of `day`: eight bytes a number."""

    __tablename__ = "learnt_group"
    __table_args__ = (UniqueConstraint("shop_id", "stage", "level", "name"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    stage: str
    level: int
    name: str
    ended: bytes = Field(sa_type=LargeBinary, repr=False)
    exposed: bytes = Field(sa_type=LargeBinary, repr=False)
    day: int

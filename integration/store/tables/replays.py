"""What the replay of a shop's past came to."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from integration.store.tables.columns import Json, UtcTime


class ReplayRow(SQLModel, table=True):
    """The replay as it stood on `day`, the shop's, counted from 1970-01-01; None while none is done.

    `record` has figures by sensitivity and no orders; `basis` is a digest of all but the orders that it went by.
    `insights` is what became of the promises, by the days looked back on, as it stood then.
    `asked_at` is set while it is to be done.
    """

    __tablename__ = "replay"
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE", unique=True)
    basis: str = ""
    day: int | None = None
    record: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    insights: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    asked_at: datetime | None = Field(default=None, sa_type=UtcTime)

"""Deliveries as they arrived. The row is the queue; Redis is only the bell."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from integration.store.tables.columns import BigId, Json, UtcTime, where


class InboxRow(SQLModel, table=True):
    """`state`: waiting, working, done, failed. `attempts` and `next_at` say how often and when it is tried again.

    `body` is the raw request; the retention job empties it (NULL) when its time is over.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("shop_id", "connector", "delivery_id"),
        Index("ix_inbox_work", "state", "next_at"),
        Index("ix_inbox_turn", "state", "shop_id", "next_at"),
        Index("ix_inbox_shop_time", "shop_id", "received_at"),
        Index("ix_inbox_bodies", "received_at", **where("body IS NOT NULL")),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    connector: str
    delivery_id: str
    topic: str = ""
    headers: dict[str, str] = Field(default_factory=dict, sa_type=Json)
    body: bytes | None = Field(default=None, sa_type=LargeBinary)
    received_at: datetime = Field(sa_type=UtcTime)
    state: str = "waiting"
    attempts: int = 0
    next_at: datetime = Field(sa_type=UtcTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcTime)
    outcome: str = ""

"""What we told a shop's store of its parcels, and how to take it back."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from integration.store.tables.columns import BigId, Json, UtcTime, of_same_shop, where


class WriteBackRow(SQLModel, table=True):
    """One thing to be told of one parcel: a new day ("delay") or the number and carrier that are right ("tracking").

    `news` makes two tellings the same. `after` is what is told; `before` is what stood there, to be sent back by an
    undo; empty where nothing is replaced. `state`: waiting, writing, written, undoing, undone, dropped (no longer true
    when its turn came), refused (something else stands there: `reason`), denied (waits until the store allows it) or
    failed. `next_at` is when it is tried, and
    while somebody is at it when another may take it up. `event_key` is how the store's own list names it afterwards.
    """

    __tablename__ = "write_back"
    __table_args__ = (
        UniqueConstraint("fulfillment_id", "kind", "news"),
        of_same_shop("order_id", "order"),
        of_same_shop("fulfillment_id", "fulfillment"),
        Index("ix_write_back_order", "shop_id", "order_id"),
        Index("ix_write_back_work", "next_at", **where("state IN ('waiting', 'writing', 'undoing')")),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    order_id: int
    fulfillment_id: int
    connector: str
    vendor_id: str
    kind: str
    news: str
    before: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    event_key: str = ""
    state: str = "waiting"
    reason: str = ""
    by: str
    created_at: datetime = Field(sa_type=UtcTime)
    attempts: int = 0
    next_at: datetime = Field(sa_type=UtcTime)
    written_at: datetime | None = Field(default=None, sa_type=UtcTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcTime)
    undone_by: str = ""

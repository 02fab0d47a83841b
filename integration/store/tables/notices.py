"""What we expect of an order, what we decided to say of it, and what its customer wishes to hear."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from integration.store.tables.columns import BigId, Json, UtcTime, of_same_shop


class EstimateRow(SQLModel, table=True):
    """The newest estimate of an order: when it should arrive (8 of 10 within the span), how probably too late."""

    __tablename__ = "estimate"
    __table_args__ = (of_same_shop("order_id", "order"),)
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE", index=True)
    order_id: int = Field(unique=True)
    earliest: datetime = Field(sa_type=UtcTime)
    expected: datetime = Field(sa_type=UtcTime)
    latest: datetime = Field(sa_type=UtcTime)
    probability_late: float
    basis: str
    made_at: datetime = Field(sa_type=UtcTime)


class DecisionRow(SQLModel, table=True):
    """Why a message goes or does not: kept whenever the decision or its reason changes.

    `decision` is send or hold; `weighed` holds the facts it went by, and what would change it.
    """

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_shop_time", "shop_id", "at"),
        of_same_shop("order_id", "order"),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    order_id: int = Field(index=True)
    at: datetime = Field(sa_type=UtcTime)
    decision: str
    kind: str = ""
    reason: str
    weighed: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


class PreferenceRow(SQLModel, table=True):
    """A customer's own wish: whether service messages may come at all, and by number at what they agreed to.

    `address` is a mail address; of a number only a keyed hash is kept, one for each channel.
    """

    __tablename__ = "preference"
    __table_args__ = (UniqueConstraint("shop_id", "address"),)
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    address: str
    channel: str = "email"
    unsubscribed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    bounced_at: datetime | None = Field(default=None, sa_type=UtcTime)
    agreed_at: datetime | None = Field(default=None, sa_type=UtcTime)

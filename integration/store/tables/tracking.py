"""Parcels and their scans."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from integration.store.tables.columns import BigId, Json, UtcTime, of_same_shop, where


class FulfillmentRow(SQLModel, table=True):
    """One parcel of an order. Several numbers on one fulfillment are several rows, told apart by `tracking_number`.

    `handed_over_at` is the first scan by the carrier's own hand, `scanned_at` the newest of any kind. `asked_at` is
    when a carrier was last asked about it, `look_at` when one is asked again.
    """

    __tablename__ = "fulfillment"
    __table_args__ = (
        UniqueConstraint("id", "shop_id"),
        UniqueConstraint("order_id", "vendor_id", "tracking_number"),
        Index("ix_fulfillment_number", "shop_id", "tracking_number", "order_id", "removed_at"),
        Index("ix_fulfillment_arrived", "shop_id", "delivered_at", "order_id"),
        Index("ix_fulfillment_open", "shop_id", **where("delivered_at IS NULL AND removed_at IS NULL")),
        of_same_shop("order_id", "order"),
    )
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    order_id: int
    vendor_id: str
    tracking_number: str = ""
    carrier: str = ""
    tracking_url: str = ""
    status: str = "unknown"
    shipped_at: datetime | None = Field(default=None, sa_type=UtcTime)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcTime)
    raw: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    removed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    handed_over_at: datetime | None = Field(default=None, sa_type=UtcTime)
    scanned_at: datetime | None = Field(default=None, sa_type=UtcTime)
    asked_at: datetime | None = Field(default=None, sa_type=UtcTime)
    look_at: datetime | None = Field(default=None, sa_type=UtcTime)


class TrackingEventRow(SQLModel, table=True):
    """A scan. `event_key` is what makes two reports of it the same; `reason` is "" where only its words can tell."""

    __tablename__ = "tracking_event"
    __table_args__ = (
        UniqueConstraint("fulfillment_id", "event_key"),
        Index("ix_tracking_event_shop_time", "shop_id", "at"),
        of_same_shop("fulfillment_id", "fulfillment"),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    fulfillment_id: int
    event_key: str
    at: datetime = Field(sa_type=UtcTime)
    status: str
    description: str = ""
    place: str = ""
    reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    received_at: datetime = Field(sa_type=UtcTime)

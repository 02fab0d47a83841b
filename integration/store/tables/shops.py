"""A shop, its connections to vendors, the leases that keep work single, and the log of what was done."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from integration.store.tables.columns import BigId, Json, UtcTime, where


class ShopRow(SQLModel, table=True):
    """`mode` is approve (a person approves each notice) or autopilot. `settings` holds what the merchant chose."""

    __tablename__ = "shop"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    title: str = ""
    url: str = ""
    email: str = ""
    currency: str = ""
    country: str = ""
    timezone: str = "UTC"
    language: str = "en"
    mode: str = "approve"
    messages_stopped: bool = False
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    created_at: datetime = Field(sa_type=UtcTime)
    uninstalled_at: datetime | None = Field(default=None, sa_type=UtcTime)


class ConnectionRow(SQLModel, table=True):
    """A shop's access to one vendor. `credentials` is encrypted; `state` is live, paused, broken or disconnected.

    `platform` is what the vendor says the shop is set to, as `integration.domain.shop_record` writes it. `troubles` is
    what stands in the way, by the act that met it: {"trouble", "reason", "since"}. `account` is the vendor's own name
    of the shop, where the vendor itself vouched for it. `granted_at` is when the keys were given.
    """

    __tablename__ = "connection"
    __table_args__ = (
        UniqueConstraint("shop_id", "connector"),
        Index("uq_connection_account", "connector", "account", unique=True, **where("account <> ''")),
    )
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    connector: str
    url: str = ""
    account: str = Field(default="", sa_column_kwargs={"server_default": ""})
    granted_at: datetime | None = Field(default=None, sa_type=UtcTime)
    credentials: bytes = Field(sa_type=LargeBinary, repr=False)
    config: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    cursors: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    platform: dict[str, Any] = Field(default_factory=dict, sa_type=Json, sa_column_kwargs={"server_default": "{}"})
    troubles: dict[str, Any] = Field(default_factory=dict, sa_type=Json, sa_column_kwargs={"server_default": "{}"})
    state: str = "live"
    state_reason: str = ""
    created_at: datetime = Field(sa_type=UtcTime)
    last_seen_at: datetime | None = Field(default=None, sa_type=UtcTime)
    synced_at: datetime | None = Field(default=None, sa_type=UtcTime)
    tracked_at: datetime | None = Field(default=None, sa_type=UtcTime)
    watched_at: datetime | None = Field(default=None, sa_type=UtcTime)
    counted_at: datetime | None = Field(default=None, sa_type=UtcTime)


class LeaseRow(SQLModel, table=True):
    """Who may do a thing that only one may do, until when. Ownership lapses by itself when the owner dies."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True)
    owner: str
    expires_at: datetime = Field(sa_type=UtcTime)


class ActivityRow(SQLModel, table=True):
    """One line of the log a merchant can read: who did what, when. `actor` is a person's mail, or "forthright"."""

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_shop_time", "shop_id", "at"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    at: datetime = Field(sa_type=UtcTime)
    actor: str
    act: str
    subject: str = ""
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=Json)

"""Orders as the store shows them, and what the customer was told when ordering."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from integration.store.tables.columns import ExactDecimal, Json, UtcTime, of_same_shop, where


class OrderRow(SQLModel, table=True):
    """`imported` marks history that was there before the shop came to us: it never causes a message.

    `held_for` are the causes for which its store holds it back, commas between.
    `connector` is the platform that it was placed in, "" where nobody said.
    `sent_in_part`: there are parcels of it, and goods that are in none of them and still to come.
    """

    __tablename__ = "order"
    __table_args__ = (
        UniqueConstraint("id", "shop_id"),
        UniqueConstraint("shop_id", "vendor_id", "connector"),
        Index("ix_order_shop_status", "shop_id", "status"),
        Index("ix_order_search", "shop_id", "id", "number", "customer_name", "customer_email", "status"),
        Index("ix_order_shop_time", "shop_id", "placed_at"),
        Index("ix_order_shop_number", "shop_id", "number"),
        Index("ix_order_shop_email", "shop_id", "customer_email"),
        Index("ix_order_sent_in_part", "shop_id", "id", **where("sent_in_part")),
        Index("ix_order_unerased", "shop_id", "placed_at", **where("erased_at IS NULL")),
    )
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    vendor_id: str
    connector: str = Field(default="", sa_column_kwargs={"server_default": ""})
    number: str
    status: str
    placed_at: datetime = Field(sa_type=UtcTime)
    paid_at: datetime | None = Field(default=None, sa_type=UtcTime)
    vendor_updated_at: datetime | None = Field(default=None, sa_type=UtcTime)
    total: Decimal = Field(sa_type=ExactDecimal)
    currency: str
    customer_id: str = ""
    customer_name: str = ""
    customer_email: str = ""
    customer_phone: str = ""
    customer_language: str = ""
    country: str = ""
    region: str = ""
    postcode: str = ""
    shipping_method: str = ""
    requires_shipping: bool = True
    disputed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    held_for: str = Field(default="", sa_column_kwargs={"server_default": ""})
    imported: bool = False
    sent_in_part: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    raw: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    erased_at: datetime | None = Field(default=None, sa_type=UtcTime)


class OrderLineRow(SQLModel, table=True):
    __tablename__ = "order_line"
    __table_args__ = (
        UniqueConstraint("order_id", "vendor_id"),
        of_same_shop("order_id", "order"),
    )
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE", index=True)
    order_id: int
    vendor_id: str
    product_id: str = ""
    sku: str = ""
    title: str
    quantity: int
    total: Decimal = Field(sa_type=ExactDecimal)
    requires_shipping: bool = True
    unsent: int | None = None


class RefundRow(SQLModel, table=True):
    __tablename__ = "refund"
    __table_args__ = (
        UniqueConstraint("order_id", "vendor_id"),
        of_same_shop("order_id", "order"),
    )
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE", index=True)
    order_id: int
    vendor_id: str
    amount: Decimal = Field(sa_type=ExactDecimal)
    currency: str
    reason: str = ""
    created_at: datetime | None = Field(default=None, sa_type=UtcTime)


class ReturnRow(SQLModel, table=True):
    """`ended_at`: it was closed, declined or called off. `note` is what people wrote; `lines` are what comes back."""

    __tablename__ = "order_return"
    __table_args__ = (
        UniqueConstraint("order_id", "vendor_id"),
        of_same_shop("order_id", "order"),
    )
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE", index=True)
    order_id: int
    vendor_id: str
    name: str
    status: str
    requested_at: datetime = Field(sa_type=UtcTime)
    approved_at: datetime | None = Field(default=None, sa_type=UtcTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    declined_for: str = ""
    note: str = ""
    lines: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)


class PromiseRow(SQLModel, table=True):
    """What this customer was shown on the day of the order; written once, never changed.

    `basis` says where the date comes from: stated (the store's own field), settings, or derived. `shown` keeps the
    text, price, fees and policy versions as they stood, with their hash.
    """

    __tablename__ = "promise"
    __table_args__ = (
        Index("ix_promise_due", "shop_id", "promised_by", "order_id"),
        of_same_shop("order_id", "order"),
    )
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    order_id: int = Field(unique=True)
    promised_from: datetime | None = Field(default=None, sa_type=UtcTime)
    promised_by: datetime | None = Field(default=None, sa_type=UtcTime)
    basis: str
    shown: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    shown_hash: str = ""
    made_at: datetime = Field(sa_type=UtcTime)

"""What the shop says: products, policy pages, and every version of a text that was read."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from integration.store.tables.columns import BigId, ExactDecimal, Json, LongText, UtcTime, of_same_shop


class ProductRow(SQLModel, table=True):
    """`connector` is the store that sells it, "" where nobody said; `listed_in` the last nightly round that saw it."""

    __tablename__ = "product"
    __table_args__ = (
        UniqueConstraint("shop_id", "vendor_id", "connector"),
        Index("ix_product_shop_deleted", "shop_id", "deleted_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    vendor_id: str
    connector: str = Field(default="", sa_column_kwargs={"server_default": ""})
    title: str
    url: str = ""
    price: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    currency: str = ""
    published: bool = True
    offers: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    updated_at: datetime | None = Field(default=None, sa_type=UtcTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcTime)
    listed_in: str = Field(default="", sa_column_kwargs={"server_default": ""})


class DocumentRow(SQLModel, table=True):
    """A text that buyers read: a policy page (`kind` policy) or a product's description (`kind` product).

    `policy_kind` is refund, shipping ... for a page. `current_version` counts up from 1. `connector` is the platform
    that it comes from and is written to, "" where nobody said.
    `requires_shipping` is false for a product that is never sent: a gift card, a download.
    `audit_id` is the reading of the text as it stands, None while it waits for one; `read_under` are the rules of the
    last one there was, "" before the first. `said` are the codes that the reading found present, with a blank between.
    Whoever saves a text or a reading keeps them right.
    """

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("id", "shop_id"),
        UniqueConstraint("shop_id", "kind", "vendor_id", "language", "connector"),
        Index("ix_document_list", "shop_id", "kind", "deleted_at", "id"),
        Index("ix_document_count", "shop_id", "deleted_at", "kind", "requires_shipping", "read_under", "audit_id"),
        Index("ix_document_said", "shop_id", "kind", "deleted_at", "said", "requires_shipping"),
    )
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    kind: str
    policy_kind: str = ""
    connector: str = ""
    vendor_id: str
    title: str
    url: str = ""
    language: str = ""
    published: bool = True
    requires_shipping: bool = True
    content_hash: str
    current_version: int = 1
    updated_at: datetime = Field(sa_type=UtcTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcTime)
    audit_id: int | None = Field(default=None, sa_type=BigId)
    read_under: str = Field(default="", sa_column_kwargs={"server_default": ""})
    said: str = Field(default="", sa_column_kwargs={"server_default": ""})


class DocumentVersionRow(SQLModel, table=True):
    """The exact text at one time, as the vendor gave it, never changed."""

    __tablename__ = "document_version"
    __table_args__ = (
        UniqueConstraint("document_id", "version"),
        of_same_shop("document_id", "document"),
    )
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE", index=True)
    document_id: int
    version: int
    html: str = Field(sa_type=LongText)
    content_hash: str
    read_at: datetime = Field(sa_type=UtcTime)

"""Keys by which a merchant's own programs ask."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from integration.store.tables.columns import UtcTime


class TokenRow(SQLModel, table=True):
    """One program's key to one shop; only its SHA-256 is kept. `role` is staff (may publish) or reader."""

    __tablename__ = "api_token"
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE", index=True)
    digest: str = Field(unique=True)
    name: str
    role: str = "reader"
    created_at: datetime = Field(sa_type=UtcTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcTime)

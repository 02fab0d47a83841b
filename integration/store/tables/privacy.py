"""What customers and vendors asked for under data protection law, and that it was done."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from integration.store.tables.columns import Json, UtcTime


class PrivacyRequestRow(SQLModel, table=True):
    """`act`: export (hand over what is held), erase (a customer), erase_shop. It outlives its shop, as the proof.

    `person` names the customer only until it is done; `outcome` then says how many rows it was about.
    """

    __tablename__ = "privacy_request"
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int | None = Field(default=None, foreign_key="shop.id", ondelete="SET NULL", index=True)
    connector: str
    account: str = ""
    act: str
    vendor_id: str = ""
    person: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    asked_at: datetime = Field(sa_type=UtcTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcTime)
    done_by: str = ""
    outcome: dict[str, Any] = Field(default_factory=dict, sa_type=Json)

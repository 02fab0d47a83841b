"""Incidents: one cause that makes many orders late, the orders in it, and what was decided once for all of them."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from integration.store.tables.columns import BigId, UtcTime, of_same_shop, where


class IncidentRow(SQLModel, table=True):
    """`kind`, `name` and `country` are a cause's (`integration.domain.incident`), `label` what people call it.

    `orders`, `foreseen` and `late` are those of the last look: all that the cause touches, how many of them were to be
    late by what was said a week before, and by what is known now. `decision` is "" (nobody has decided), approved or
    held.
    """

    __tablename__ = "incident"
    __table_args__ = (
        UniqueConstraint("id", "shop_id"),
        Index("uq_incident_open", "shop_id", "kind", "name", "country", unique=True, **where("closed_at IS NULL")),
        Index("ix_incident_shop_time", "shop_id", "opened_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    kind: str
    name: str = ""
    country: str = ""
    label: str = ""
    orders: int
    foreseen: float
    late: float
    opened_at: datetime = Field(sa_type=UtcTime)
    looked_at: datetime = Field(sa_type=UtcTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    decision: str = ""
    decided_by: str = ""
    decided_at: datetime | None = Field(default=None, sa_type=UtcTime)


class IncidentOrderRow(SQLModel, table=True):
    """An order in an incident. `outbox_id` is what told its customer, maybe a message about another order of theirs."""

    __tablename__ = "incident_order"
    __table_args__ = (
        UniqueConstraint("incident_id", "order_id"),
        of_same_shop("incident_id", "incident"),
        of_same_shop("order_id", "order"),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE", index=True)
    incident_id: int
    order_id: int = Field(index=True)
    joined_at: datetime = Field(sa_type=UtcTime)
    outbox_id: int | None = Field(default=None, foreign_key="outbox.id", ondelete="SET NULL", index=True, sa_type=BigId)

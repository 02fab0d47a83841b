"""What happened to an order in the eyes of the law, and where each of its lines stands by it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from integration.store.tables.columns import BigId, Json, UtcTime, of_same_shop


class HappeningRow(SQLModel, table=True):
    """A notice that went out, or an answer to one. `day` is the buyer's; `event_key` makes a repeat the same.

    `occasion` is one of `integration.domain.law.record`. `revised` is the date that was offered or agreed to; a notice
    that came back is not `sound`.
    """

    __tablename__ = "happening"
    __table_args__ = (UniqueConstraint("order_id", "event_key"), of_same_shop("order_id", "order"))
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE", index=True)
    order_id: int
    event_key: str
    occasion: str
    at: datetime = Field(sa_type=UtcTime)
    day: date
    revised: date | None = None
    sound: bool = True
    open_ended: bool = False
    outbox_id: int | None = Field(default=None, foreign_key="outbox.id", ondelete="SET NULL", index=True, sa_type=BigId)


class LegalLineRow(SQLModel, table=True):
    """Where a line of an order stands under the law of its destination, when we last looked.

    `term` is the last day to ship (US) or to deliver (EU, UK); `deadline` ends what runs now; `due` ends the time to
    pay back. `settled_at`: a person has dealt with what it asked for.
    """

    __tablename__ = "legal_line"
    __table_args__ = (
        UniqueConstraint("order_id", "line_id"),
        Index("ix_legal_line_open", "shop_id", "stage"),
        Index("ix_legal_line_due", "stage", "deadline"),
        of_same_shop("order_id", "order"),
    )
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    order_id: int
    line_id: str
    statute: str
    stage: str
    term: date | None = None
    deadline: date | None = None
    revised: date | None = None
    vested: date | None = None
    due: date | None = None
    flags: list[Any] = Field(default_factory=list, sa_type=Json)
    looked_at: datetime = Field(sa_type=UtcTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcTime)

"""Messages to customers: at most one row a notice, each attempt to send it a child row."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from integration.store.tables.columns import BigId, Json, LongText, UtcTime, of_same_shop


class OutboxRow(SQLModel, table=True):
    """`unique_key` is shop:order:kind:number: the second of two letters cannot be written.

    `state`: proposed (waits for a person), waiting (to be sent at `next_at`), sending, sent, held (with `outcome`),
    failed, unresolved (a crash while sending: never resent by machine). `duty` is what the law wants this message to
    say, as `integration.domain.law.record` writes it; empty for a message that no law asks for. A message has one
    `channel`: what goes by a second after the first has failed is a message of its own. `template` names the words that
    the channel holds already, with the parameters to fill them.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("id", "shop_id"),
        UniqueConstraint("unique_key"),
        Index("ix_outbox_work", "state", "next_at"),
        Index("ix_outbox_shop_state", "shop_id", "state", "id"),
        Index("ix_outbox_shop_sent", "shop_id", "sent_at"),
        Index("ix_outbox_shop_time", "shop_id", "created_at"),
        Index("ix_outbox_receipt", "shop_id", "receipt_id"),
        of_same_shop("order_id", "order"),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE")
    order_id: int = Field(index=True)
    decision_id: int | None = Field(
        default=None, foreign_key="decision.id", ondelete="SET NULL", index=True, sa_type=BigId
    )
    unique_key: str
    kind: str
    channel: str = Field(default="mail", sa_column_kwargs={"server_default": "mail"})
    to_address: str
    language: str
    subject: str
    text: str = Field(sa_type=LongText)
    html: str = Field(default="", sa_type=LongText)
    state: str = "proposed"
    attempts: int = 0
    next_at: datetime = Field(sa_type=UtcTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcTime)
    created_at: datetime = Field(sa_type=UtcTime)
    approved_by: str = ""
    sent_at: datetime | None = Field(default=None, sa_type=UtcTime)
    receipt_id: str = ""
    outcome: str = ""
    duty: dict[str, Any] = Field(default_factory=dict, sa_type=Json, sa_column_kwargs={"server_default": "{}"})
    template: dict[str, Any] = Field(default_factory=dict, sa_type=Json, sa_column_kwargs={"server_default": "{}"})


class AttemptRow(SQLModel, table=True):
    __tablename__ = "attempt"
    __table_args__ = (of_same_shop("outbox_id", "outbox"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE", index=True)
    outbox_id: int = Field(index=True, sa_type=BigId)
    channel: str
    at: datetime = Field(sa_type=UtcTime)
    result: str
    detail: str = ""

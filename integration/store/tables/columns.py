"""Column types that more than one table uses, the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, ForeignKeyConstraint, Integer, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

# A migration can only drop a constraint that it can name, and SQLite names none by itself.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcTime(TypeDecorator[datetime]):
    """A moment: aware datetimes in, UTC out. A naive one is refused, since nobody knows whose clock it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be kept: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A Decimal kept as its own digits: SQLite has no exact number type, and "1.10" is not "1.1" on an invoice."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


Json: Any = JSON().with_variant(JSONB(), "postgresql")
LongText = Text()


def where(condition: str) -> dict[str, Any]:
    """The keywords of an index that holds only the rows fit for `condition`."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def of_same_shop(column: str, parent: str) -> ForeignKeyConstraint:
    """The parent is a row of the same shop: the database itself refuses a child in another's."""
    return ForeignKeyConstraint([column, "shop_id"], [f"{parent}.id", f"{parent}.shop_id"], ondelete="CASCADE")


BigId = BigInteger().with_variant(Integer(), "sqlite")  # SQLite numbers rows by itself only under INTEGER

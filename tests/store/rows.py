"""One row in every table, whatever tables there are, recognisable as its shop's by every word in it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    insert,
)

from integration.store.tables.columns import ExactDecimal

WORDS = {
    "currency": "EUR",
    "country": "DE",
    "timezone": "UTC",
    "language": "en",
    "mode": "approve",
    "role": "owner",
    "status": "in_transit",
    "decision": "hold",
    "basis": "settings",
}
MOMENT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def fill(
    connection: Connection,
    metadata: MetaData,
    mark: str,
    first_id: int | None = None,
    values: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Any]:
    """Adds the rows, parents first; gives the key of each by table name.

    `values` by "column" or "table.column" come before what the column's type and default say.
    """
    keys: dict[str, Any] = {}
    for table in metadata.sorted_tables:
        if table.name == "alembic_version":
            continue
        row = {column.name: _value(column, keys, mark) for column in table.columns if _given(table, column)}
        row |= {name: values[name] for name in row if name in values}
        row |= {name: values[f"{table.name}.{name}"] for name in row if f"{table.name}.{name}" in values}
        if first_id is not None and "id" in table.columns:
            row["id"] = first_id
        keys[table.name] = connection.execute(insert(table).values(row)).inserted_primary_key[0]
    return keys


def counts(connection: Connection, metadata: MetaData) -> dict[str, int]:
    return {table.name: len(connection.execute(table.select()).all()) for table in metadata.sorted_tables}


def _given(table: Table, column: Column[Any]) -> bool:
    return not (column.primary_key and isinstance(column.type, Integer))


def _value(column: Column[Any], keys: Mapping[str, Any], mark: str) -> Any:
    for reference in column.foreign_keys:
        if reference.column.name == "id":
            return keys[reference.column.table.name]
    if column.name in WORDS:
        return WORDS[column.name]
    default = column.default.arg if column.default is not None and column.default.is_scalar else None
    return default if default not in (None, "") else _of_type(column, mark)


def _of_type(column: Column[Any], mark: str) -> Any:
    kind = column.type
    if isinstance(kind, ExactDecimal) or column.name in ("total", "amount"):
        return Decimal("12.50") if isinstance(kind, ExactDecimal) else "12.50"
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Date):
        return MOMENT.date()
    if isinstance(kind, Integer | Float):
        return 1
    if isinstance(kind, LargeBinary):
        return mark.encode()
    if isinstance(kind, JSON):
        return {"of": mark}
    if isinstance(kind, DateTime) or getattr(kind, "impl_instance", None).__class__ is DateTime:
        return None if column.nullable else MOMENT
    return f"{mark} {column.name}"

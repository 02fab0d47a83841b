"""What SQLite's planner is told of the tables, so that it plans for a large shop from the first row on.

Without statistics it takes ten rows for what any index finds by its first column, and so reads all of a shop's rows to
find one (https://www.sqlite.org/optoverview.html, "The ANALYZE command"). Real ones would have to be gathered again as
a shop grows, and each process would know those of the day it was started; these hold always.
PostgreSQL gathers its own.
"""

from sqlalchemy import Connection, inspect, text

ROWS = 1_000_000
OF_A_SHOP = 100_000
FEW_VALUES = ("state", "status", "kind", "connector", "language")
A_DAY = 500
A_FEW = 10_000
"""Rows of an index over a part of its table."""


def describe(connection: Connection) -> None:
    """Writes the figures of every index there is over those that stand there; nothing on PostgreSQL."""
    if connection.dialect.name != "sqlite":
        return
    connection.execute(text("ANALYZE sqlite_schema"))  # makes the table, if there is none, and no figures
    connection.execute(text("DELETE FROM sqlite_stat1"))
    for table in inspect(connection).get_table_names():
        figures = [{"table": table, **figure} for figure in _indexes(connection, table)]
        if figures:
            connection.execute(text("INSERT INTO sqlite_stat1 VALUES (:table, :index, :rows)"), figures)
    connection.execute(text("ANALYZE sqlite_schema"))  # this process plans by them too, not only the next


def _indexes(connection: Connection, table: str) -> list[dict[str, str]]:
    """By index, how many rows there are and how many share the first columns, the first two, and so on."""
    found = connection.execute(
        text("SELECT name, [unique], partial FROM pragma_index_list(:table)"), {"table": table}
    ).all()
    return [
        {"index": name, "rows": _rows(_columns(connection, name), bool(unique), A_FEW if partial else ROWS)}
        for name, unique, partial in found
    ]


def _columns(connection: Connection, index: str) -> list[str]:
    query = text("SELECT name FROM pragma_index_info(:index) ORDER BY seqno")
    return list(connection.execute(query, {"index": index}).scalars())


def _rows(columns: list[str], unique: bool, rows: int) -> str:
    alike = [rows]
    for column in columns:
        alike.append(min(alike[-1], _alike(column, alike[-1])))
    if unique:
        alike[-1] = 1
    return " ".join(map(str, alike))


def _alike(column: str, among: int) -> int:
    """How many rows share a value of this column, of so many that share all columns before it."""
    if column == "shop_id":
        return OF_A_SHOP
    if column in FEW_VALUES:
        return max(among // 5, 1)
    if column == "id":
        return 1
    if column.endswith("_id"):
        return 5
    return A_DAY if column == "at" or column.endswith("_at") else 2

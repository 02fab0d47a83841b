"""No screen asks its database more often because the shop has more in it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import ColumnElement, Connection, Engine, Table, event, insert, literal, select
from sqlmodel import SQLModel

from integration.store.session import write
from integration.store.shops import create_shop
from integration.store.tables import ShopRow
from integration.store.vault import Vault
from jobs.context import Context
from tests.admin_ui.every_screen import paths
from tests.admin_ui.full_shop import FullShop
from tests.clock import Clock

MORE = 30
FAR = 1000
OWN = {"vendor_id", "number", "unique_key", "delivery_id", "event_key", "incident.name"}
SINGLE = {"connection", "membership", "terms", "comparison"}
"""Of these a shop has one, or as many as people."""


@pytest.fixture
def context(sqlite_engine: Engine, vault: Vault, clock: Clock) -> Context:
    return Context(sqlite_engine, vault, None, clock)


@pytest.fixture
def shop(sqlite_engine: Engine, clock: Clock) -> ShopRow:
    with write(sqlite_engine) as session:
        row = create_shop(session, "wren-and-sons", clock(), title="Wren & Sons", timezone="Europe/Lisbon")
        session.commit()
        session.refresh(row)
    return row


@pytest.fixture
def statements(sqlite_engine: Engine) -> Iterator[list[str]]:
    heard: list[str] = []

    def hear(*given: object) -> None:
        heard.append(str(given[2]))

    event.listen(sqlite_engine, "before_cursor_execute", hear)
    yield heard
    event.remove(sqlite_engine, "before_cursor_execute", hear)


SEARCHED = (
    "orders/", "notices/", "deliveries/", "activity/", "content/products", "content/contradictions/", "team/",
    "privacy/", "notices/law/", "notices/incidents/", "notices/incidents/1",
)  # fmt: skip
LISTS = [
    *(f"/orders/?show={name}" for name in ("late", "underway", "unsent", "arrived", "all")),
    *(f"/notices/?show={name}" for name in ("waiting", "held", "sent", "failed", "unresolved")),
    *(f"/{path}?q={words}" for path in SEARCHED for words in ("linen", "2318", "nobody")),
    "/content/products?sort=sold",
    "/deliveries/?state=failed",
]


def test_no_screen_asks_more_often_of_a_fuller_shop(
    app: Flask, owner: FlaskClient, full: FullShop, context: Context, statements: list[str]
) -> None:
    asked = [*paths(app, full), *LISTS]
    for path in asked:
        owner.get(path)  # a first visit is noted for the checklist
    before = {path: _count(owner, path, statements) for path in asked}
    with context.engine.execution_options(writes=True).begin() as connection:
        for turn in range(1, MORE):
            _copy(connection, turn)
    after = {path: _count(owner, path, statements) for path in asked}
    assert len(asked) >= 30
    assert {path: (before[path], count) for path, count in after.items() if count != before[path]} == {}


def _count(client: FlaskClient, path: str, statements: list[str]) -> int:
    statements.clear()
    assert client.get(path).status_code == 200, path
    return len(statements)


def _copy(connection: Connection, turn: int) -> None:
    """All that the shop has once more, each row beside its own copies."""
    for table in SQLModel.metadata.sorted_tables:
        if {"id", "shop_id"} <= set(table.c.keys()) and table.name not in SINGLE:
            values = {column.name: _moved(table, column.name, turn) for column in table.c}
            copied = select(*values.values()).where(table.c.id < FAR)
            connection.execute(insert(table).from_select(list(values), copied))


def _moved(table: Table, name: str, turn: int) -> ColumnElement[object]:
    column = table.c[name]
    refers = any(key.column.name == "id" and key.column.table.name != "shop" for key in column.foreign_keys)
    if name == "id" or refers:
        return column + turn * FAR
    return column + literal(f"-{turn}") if {name, f"{table.name}.{name}"} & OWN else column

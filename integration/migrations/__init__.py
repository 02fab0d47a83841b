"""The database's shape, step by step. Runs inside the process: no alembic.ini, no second command."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from integration.store.statistics import describe

LOCK = 7_015_042_001  # any number, as long as it stays the same: the name of PostgreSQL's advisory lock


class BrokenReference(Exception):
    """A migration left rows that point at nothing; it was undone."""


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Brings the database to `revision`. Two processes that start at once wait for each other."""
    with locked(engine) as connection:
        command.upgrade(config_for(connection), revision)
        describe(connection)


def downgrade(engine: Engine, revision: str) -> None:
    """Takes the database back to `revision` ("base" is empty). What only the newer shape could hold is lost."""
    with locked(engine) as connection:
        command.downgrade(config_for(connection), revision)


def current(engine: Engine) -> str | None:
    """The revision that the database stands at; None before the first."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The revision that this code needs."""
    return ScriptDirectory.from_config(config_for(None)).get_current_head()


@contextmanager
def locked(engine: Engine) -> Iterator[Connection]:
    """One transaction that nobody else migrates in; committed at the end, undone as a whole when it fails."""
    with engine.execution_options(writes=True).connect() as connection:
        if engine.dialect.name == "sqlite":
            with _loose_references(connection), connection.begin():
                yield connection
                _check_references(connection)
        else:
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
                yield connection


@contextmanager
def _loose_references(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by copying and dropping it; with foreign keys on, the drop would empty its children."""
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF").close()  # has no effect inside a transaction, hence before it
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON").close()


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise BrokenReference(f"{len(broken)} rows point at nothing, the first in table {broken[0][0]!r}")


def config_for(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config

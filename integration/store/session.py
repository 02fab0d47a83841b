"""The database: one engine a process, the same code on SQLite and PostgreSQL."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url
from sqlmodel import Session, create_engine


def open_engine(url: str, *, pool_size: int = 20) -> Engine:
    """An engine for `url`; a SQLite file's folder is made if there is none.

    SQLite runs in WAL with synchronous=FULL, so that a committed delivery survives the machine losing power, and
    its transactions begin IMMEDIATE (see `write`) so that two writers wait for each other instead of failing.
    What the database complains of never shows the values of a statement: they are customers' names and addresses.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(url, parsed.database, pool_size)
    if parsed.drivername == "postgresql":
        url = parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    return create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True, hide_parameters=True)


def _open_sqlite(url: str, file: str | None, pool_size: int) -> Engine:
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, pool_size=pool_size, max_overflow=pool_size, connect_args={"timeout": 30}, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def settings(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late and is always DEFERRED
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def read(engine: Engine) -> Session:
    """A session to look with."""
    return Session(engine)


def write(engine: Engine) -> Session:
    """A session to change with; on SQLite it takes the write lock at once. Keep it short; the caller commits."""
    return Session(engine.execution_options(writes=True))

"""A clean, migrated database for each test, on SQLite and on PostgreSQL, migrated once a session."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from redis import Redis
from sqlalchemy import Engine, make_url
from sqlmodel import SQLModel

from integration.migrations import upgrade
from integration.store.session import open_engine, write
from integration.store.shops import create_shop
from integration.store.tables import ShopRow
from integration.store.vault import Vault
from jobs.context import Context
from tests.clock import Clock

END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
numbers = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('tmp_path')}/forthright.db"
    else:
        yield from _new_postgresql(request.getfixturevalue("postgresql_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    yield from _opened(request.getfixturevalue(f"{request.param}_database"))


@pytest.fixture
def sqlite_engine(sqlite_database: str) -> Iterator[Engine]:
    yield from _opened(sqlite_database)


@pytest.fixture
def postgresql_engine(postgresql_database: str) -> Iterator[Engine]:
    yield from _opened(postgresql_database)


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copyfile(sqlite_template, tmp_path / "forthright.db")
    return f"sqlite:///{tmp_path}/forthright.db"


@pytest.fixture
def postgresql_database(postgresql_migrated: str) -> Iterator[str]:
    yield postgresql_migrated
    _empty(postgresql_migrated)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "forthright.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgresql_migrated(postgresql_url: str) -> str:
    _administer(postgresql_url, "CREATE DATABASE forthright")
    url = make_url(postgresql_url).set(database="forthright").render_as_string(hide_password=False)
    _migrate(url)
    return url


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vault() -> Vault:
    return Vault([Fernet.generate_key().decode()])


@pytest.fixture
def context(engine: Engine, vault: Vault, redis: Redis, clock: Clock) -> Context:
    """A Context on real stores; `context.clock` is the `clock` that the test may move."""
    return Context(engine, vault, redis, clock, allow_private_hosts=("127.0.0.1", "localhost"))


@pytest.fixture
def shop(engine: Engine, clock: Clock) -> ShopRow:
    return _shop(engine, clock, "wren-and-sons")


@pytest.fixture
def other_shop(engine: Engine, clock: Clock) -> ShopRow:
    return _shop(engine, clock, "another-shop")


def _shop(engine: Engine, clock: Clock, name: str) -> ShopRow:
    with write(engine) as session:
        row = create_shop(session, name, clock(), currency="EUR", country="DE", email=f"shop@{name}.example")
        session.commit()
        session.refresh(row)
        return row


def _migrate(url: str) -> None:
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()


def _opened(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.dispose()


def _new_postgresql(server: str) -> Iterator[str]:
    database = f"test_{next(numbers)}"
    _administer(server, f"CREATE DATABASE {database}")
    yield make_url(server).set(database=database).render_as_string(hide_password=False)
    _administer(server, f"DROP DATABASE {database} WITH (FORCE)")


def _administer(server: str, statement: str) -> None:
    engine = open_engine(server)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def _empty(url: str) -> None:
    """DELETE takes milliseconds where TRUNCATE or a new database takes tenths of a second, with fsync on."""
    _administer(url, END_OTHERS)
    engine = open_engine(url)
    with engine.begin() as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(table.delete())
        connection.exec_driver_sql("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")
    engine.dispose()

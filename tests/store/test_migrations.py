"""The database's shape goes forward and back with data in it, and several processes may start at once."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData
from sqlmodel import SQLModel

from integration import migrations
from integration.store.session import open_engine
from tests.store.rows import counts, fill

ROOT = Path(__file__).parents[2]


@pytest.fixture
def empty(empty_url: str) -> Iterator[Engine]:
    engine = open_engine(empty_url)
    yield engine
    engine.dispose()


def revisions() -> list[str]:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent)).walk_revisions()
    return [script.revision for script in scripts][::-1]


def reflected(engine: Engine) -> MetaData:
    metadata = MetaData()
    metadata.reflect(engine)
    return metadata


def test_the_migrations_make_what_the_tables_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    assert migrations.current(engine) == migrations.newest() == revisions()[-1]


def test_every_step_goes_forward_and_back_with_data(empty: Engine) -> None:
    for revision in revisions():
        migrations.upgrade(empty, revision)
        with empty.begin() as connection:
            fill(connection, reflected(empty), f"at {revision}")
    with empty.begin() as connection:
        full = counts(connection, reflected(empty))
    assert full["order"] == full["shop"] == len(revisions())
    for revision in [*revisions()[-2::-1], "base"]:
        migrations.downgrade(empty, revision)
        assert migrations.current(empty) == (None if revision == "base" else revision)
    assert set(reflected(empty).tables) == {"alembic_version"}
    migrations.upgrade(empty)
    assert migrations.current(empty) == revisions()[-1]


def test_what_was_read_belongs_to_the_only_store_that_read(empty: Engine) -> None:
    """With two of them nobody can say, and the next reading does."""
    migrations.upgrade(empty, "0029")
    read = {"orders": {"since": "2026-03-01"}, "products": {"since": "2026-03-01"}}
    with empty.begin() as connection:
        tables = reflected(empty)
        for mark, cursors in (("one", {"connection.cursors": read}), ("none", {"connection.cursors": {"told": 1}})):
            fill(connection, tables, mark, values={**cursors, "connector": "woocommerce"})
        two = fill(connection, tables, "two", values={"connection.cursors": read, "connector": "woocommerce"})
        rows = connection.execute(sa.select(tables.tables["connection"]).filter_by(id=two["connection"]))
        other = {**rows.mappings().one(), "id": 999, "connector": "shopify", "account": "x"}
        connection.execute(sa.insert(tables.tables["connection"]).values(other))
    migrations.upgrade(empty)
    with empty.begin() as connection:
        for table in ("order", "product"):
            found = connection.execute(sa.select(reflected(empty).tables[table]).order_by("id")).mappings()
            assert [row["connector"] for row in found] == ["woocommerce", "", ""]


def test_changing_a_parent_table_keeps_its_children(empty: Engine) -> None:
    engine = empty
    migrations.upgrade(engine)
    with engine.begin() as connection:
        fill(connection, SQLModel.metadata, "kept")
        before = counts(connection, SQLModel.metadata)
    with migrations.locked(engine) as connection:
        operations = Operations(MigrationContext.configure(connection))
        recreate = "always" if engine.dialect.name == "sqlite" else "never"
        with operations.batch_alter_table("shop", recreate=recreate) as batch:
            batch.add_column(sa.Column("motto", sa.String(), server_default=""))
    with engine.begin() as connection:
        assert counts(connection, SQLModel.metadata) == before
        if engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_step_that_fails_leaves_nothing_behind(engine: Engine) -> None:
    def step() -> None:
        with migrations.locked(engine) as connection:
            connection.exec_driver_sql("CREATE TABLE half_done (id INTEGER)")
            connection.exec_driver_sql("INSERT INTO no_such_table VALUES (1)")

    with pytest.raises(sa.exc.DBAPIError):
        step()
    assert "half_done" not in reflected(engine).tables


def test_a_step_that_breaks_references_is_undone(sqlite_engine: Engine) -> None:
    with sqlite_engine.begin() as connection:
        fill(connection, SQLModel.metadata, "kept")

    def step() -> None:
        with migrations.locked(sqlite_engine) as connection:
            connection.exec_driver_sql("DELETE FROM shop")

    with pytest.raises(migrations.BrokenReference, match="point at nothing"):
        step()
    with sqlite_engine.begin() as connection:
        assert counts(connection, SQLModel.metadata)["shop"] == 1


def test_processes_that_start_at_once_migrate_once(empty: Engine, empty_url: str) -> None:
    code = (
        "import sys\n"
        "from integration.migrations import upgrade\n"
        "from integration.store.session import open_engine\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "engine = open_engine(sys.argv[1]); upgrade(engine); engine.dispose()\n"
    )
    command = [sys.executable, "-W", "error", "-c", code, empty_url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": ROOT}
    processes = [subprocess.Popen(command, **pipes) for _ in range(3)]
    for process in processes:
        process.stdout.readline()
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes = [process.communicate(timeout=60)[1] for process in processes]
    assert outcomes == ["", "", ""]
    assert migrations.current(empty) == migrations.newest()


def test_a_table_named_like_a_word_of_sql_is_quoted(engine: Engine) -> None:
    with engine.begin() as connection:
        key = fill(connection, SQLModel.metadata, "quoted")["order"]
        orders = SQLModel.metadata.tables["order"]
        assert connection.execute(sa.update(orders).values(number="7").where(orders.c.id == key)).rowcount == 1
        assert connection.execute(sa.delete(orders).where(orders.c.id == key)).rowcount == 1
        left = counts(connection, SQLModel.metadata)
    assert left["shop"] == 1
    assert {name for name, count in left.items() if count == 0} >= {"order", "order_line", "promise", "fulfillment"}

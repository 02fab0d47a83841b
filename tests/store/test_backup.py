"""A backup brings everything back, on both databases, and refuses to do harm."""

import threading
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import SQLModel

from integration.store.backup import BackupError, backup, restore
from integration.store.session import open_engine, write
from integration.store.tables import ShopRow
from tests.clock import Clock
from tests.store.rows import counts, fill


def rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return counts(connection, SQLModel.metadata)


def test_everything_comes_back(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        fill(connection, SQLModel.metadata, "dear")
    before, file = rows(engine), tmp_path / "forthright.backup"
    backup(engine, file, ["abc"])
    assert file.stat().st_mode & 0o777 == 0o600
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM shop"))
        fill(connection, SQLModel.metadata, "later")
    assert restore(engine, file, fingerprints=["new", "abc"], force=True).fingerprints == ("abc",)
    assert rows(engine) == before
    with engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM shop")).scalars().all() == ["dear name"]


def test_an_empty_database_takes_a_backup_without_force(engine: Engine, shop: ShopRow, tmp_path: Path) -> None:
    backup(engine, tmp_path / "one", [])
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM shop"))
    restore(engine, tmp_path / "one")
    assert rows(engine)["shop"] == 1


def test_a_database_with_rows_is_not_overwritten(engine: Engine, shop: ShopRow, tmp_path: Path) -> None:
    backup(engine, tmp_path / "one")
    with pytest.raises(BackupError, match="not empty"):
        restore(engine, tmp_path / "one")


def test_a_backup_without_its_key_is_refused(engine: Engine, shop: ShopRow, tmp_path: Path) -> None:
    backup(engine, tmp_path / "one", ["abc", "def"])
    with pytest.raises(BackupError, match=r"sealed with the key abc or def.*secret\.key"):
        restore(engine, tmp_path / "one", fingerprints=["xyz"], force=True)


@pytest.mark.parametrize("content", [b"", b"not a zip", "truncated", "flipped"])
def test_a_damaged_file_changes_nothing(engine: Engine, shop: ShopRow, tmp_path: Path, content: bytes | str) -> None:
    file = tmp_path / "one"
    backup(engine, file)
    whole = file.read_bytes()
    middle = len(whole) // 2
    broken = {
        "truncated": whole[:middle],
        "flipped": whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :],
    }
    file.write_bytes(content if isinstance(content, bytes) else broken[content])
    with pytest.raises(BackupError, match="is no backup"):
        restore(engine, file, force=True)
    assert rows(engine)["shop"] == 1


def test_another_zip_is_no_backup(sqlite_engine: Engine, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("cat.jpg", "")
    with pytest.raises(BackupError, match="no backup of Forthright"):
        restore(sqlite_engine, tmp_path / "photos.zip")


def test_a_backup_of_the_other_database_is_refused(
    sqlite_engine: Engine, postgresql_database: str, tmp_path: Path
) -> None:
    backup(sqlite_engine, tmp_path / "one")
    other = open_engine(postgresql_database)
    with pytest.raises(BackupError, match="a backup of sqlite, and the database is postgresql"):
        restore(other, tmp_path / "one")
    other.dispose()


def test_a_folder_that_cannot_be_written_is_named(sqlite_engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="cannot be written: No such file or directory"):
        backup(sqlite_engine, tmp_path / "nowhere" / "one")


def test_missing_client_programs_are_named(
    postgresql_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    engine = open_engine(postgresql_database)
    with pytest.raises(BackupError, match="pg_dump is not on PATH"):
        backup(engine, tmp_path / "one")
    engine.dispose()


def test_a_backup_taken_amid_writes_is_whole(sqlite_engine: Engine, clock: Clock, tmp_path: Path) -> None:
    """Each commit adds two shops: a copy with an odd number would be half of a commit."""
    stop = threading.Event()

    def keep_writing() -> None:
        number = 0
        while not stop.is_set():
            with write(sqlite_engine) as session:
                session.add_all(ShopRow(name=f"{number}-{half}", created_at=clock()) for half in "ab")
                session.commit()
            number += 1

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        for turn in range(5):
            backup(sqlite_engine, tmp_path / f"copy-{turn}")
    finally:
        stop.set()
        writer.join()
    for turn in range(5):
        copy = open_engine(f"sqlite:///{tmp_path}/restored-{turn}.db")
        restore(copy, tmp_path / f"copy-{turn}")
        assert rows(copy)["shop"] % 2 == 0
        copy.dispose()

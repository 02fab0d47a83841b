"""SQLite's own online backup: a consistent copy while others write, and a restore in one transaction."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from integration.store.backup.archive import BackupError


def dump(engine: Engine, target: Path) -> None:
    with closing(sqlite3.connect(target)) as copy:
        _copy(engine, lambda live: live.backup(copy))
        copy.execute("PRAGMA journal_mode=DELETE").close()  # one file, nothing left beside it


def load(engine: Engine, source: Path) -> None:
    with closing(sqlite3.connect(source)) as copy:
        try:
            sound = copy.execute("PRAGMA quick_check").fetchone()[0]
        except sqlite3.DatabaseError as problem:
            sound = str(problem)
        if sound != "ok":
            raise BackupError(f"the database in this backup is damaged: {sound}")
        _copy(engine, copy.backup)


def _copy(engine: Engine, act: Any) -> None:
    live = engine.raw_connection()
    try:
        act(live.driver_connection)
    except sqlite3.Error as problem:
        raise BackupError(f"SQLite could not copy the database: {problem}") from None
    finally:
        live.close()

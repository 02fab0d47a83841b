"""The whole database in one file, written while everything runs, and brought back as a whole."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, MetaData, inspect, select

from integration.store.backup import postgresql, sqlite
from integration.store.backup.archive import BackupError, Note, pack, unpack

__all__ = ["BackupError", "Note", "backup", "restore"]


def backup(engine: Engine, target: Path, fingerprints: Sequence[str] = ()) -> None:
    """Writes `target`, replacing it only when complete; `fingerprints` name the keys that its secrets need."""
    try:
        with TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            dump = Path(folder) / "database"
            (sqlite if engine.dialect.name == "sqlite" else postgresql).dump(engine, dump)
            pack(dump, Note(engine.dialect.name, tuple(fingerprints)), target)
    except OSError as problem:
        raise BackupError(f"{target} cannot be written: {problem.strerror or problem}") from None


def restore(engine: Engine, source: Path, *, fingerprints: Sequence[str] = (), force: bool = False) -> Note:
    """Puts what `source` holds into the database, all of it or nothing.

    Raises BackupError for a file that is no backup or is damaged, a backup of the other kind of database, a database
    that holds rows already (unless `force`), and keys of which none is listed in `fingerprints` (when given).
    """
    if not force and holds_rows(engine):
        raise BackupError("the database is not empty; to replace what it holds, say so with --force")
    with TemporaryDirectory(prefix="restore-") as folder:
        dump = Path(folder) / "database"
        note = unpack(source, dump)
        _check(note, engine.dialect.name, fingerprints)
        (sqlite if engine.dialect.name == "sqlite" else postgresql).load(engine, dump)
    return note


def holds_rows(engine: Engine) -> bool:
    """Whether any table but alembic's own has a row."""
    tables = MetaData()
    tables.reflect(engine, only=[name for name in inspect(engine).get_table_names() if name != "alembic_version"])
    with engine.connect() as connection:
        return any(connection.execute(select(table).limit(1)).first() for table in tables.sorted_tables)


def _check(note: Note, dialect: str, fingerprints: Sequence[str]) -> None:
    if note.dialect != dialect:
        raise BackupError(f"this is a backup of {note.dialect}, and the database is {dialect}")
    if fingerprints and note.fingerprints and not set(fingerprints) & set(note.fingerprints):
        needed = " or ".join(note.fingerprints)
        raise BackupError(
            f"its credentials were sealed with the key {needed}, which is not here; put the secret.key that was kept "
            "with it into the data folder, or list it in FORTHRIGHT_SECRET_KEYS"
        )

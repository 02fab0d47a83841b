"""The file of a backup: a zip with the database's own dump and a note on what it needs."""

import json
import zipfile
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from shutil import copyfileobj
from typing import Any

FORMAT = 1


class BackupError(Exception):
    """A backup that cannot be written or brought back; the message says why."""


@dataclass(frozen=True, slots=True)
class Note:
    """`dialect` is sqlite or postgresql; `fingerprints` are those of Vault, newest first."""

    dialect: str
    fingerprints: tuple[str, ...] = ()


def pack(dump: Path, note: Note, target: Path) -> None:
    complete = dump.with_name("complete.zip")
    complete.touch(mode=0o600)  # customers' data: for the owner's eyes
    with zipfile.ZipFile(complete, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("note.json", json.dumps({"format": FORMAT, **asdict(note)}))
        archive.write(dump, "database")
    complete.replace(target)


def unpack(source: Path, dump: Path) -> Note:
    """Raises BackupError when `source` is no backup, or is damaged (each part carries its checksum)."""
    try:
        with zipfile.ZipFile(source) as archive:
            note = _note(json.loads(archive.read("note.json")))
            with archive.open("database") as packed, dump.open("wb") as plain:
                copyfileobj(packed, plain, 1 << 20)
            return note
    except (zipfile.BadZipFile, zlib.error, EOFError) as problem:
        raise BackupError(f"{source} is no backup, or is damaged: {problem}") from None
    except (KeyError, ValueError, TypeError):
        raise BackupError(f"{source} is no backup of Forthright") from None
    except OSError as problem:
        raise BackupError(f"{source} cannot be read: {problem.strerror or problem}") from None


def _note(read: dict[str, Any]) -> Note:
    if read["format"] != FORMAT:
        raise BackupError(f"this backup has format {read['format']}; this version reads format {FORMAT}")
    return Note(str(read["dialect"]), tuple(read["fingerprints"]))

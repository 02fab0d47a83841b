"""PostgreSQL's own pg_dump and pg_restore, which have to be on PATH."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import Engine

from integration.store.backup.archive import BackupError


def dump(engine: Engine, target: Path) -> None:
    _run("pg_dump", engine, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def load(engine: Engine, source: Path) -> None:
    how = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    engine.dispose()  # our own idle connections
    _run("pg_restore", engine, *how, str(source))


def _run(program: str, engine: Engine, *arguments: str) -> None:
    binary = shutil.which(program)
    if binary is None:
        raise BackupError(f"{program} is not on PATH; it comes with PostgreSQL's client programs")
    # The password goes by the environment: a command line can be read by everybody on the machine.
    address = engine.url.set(drivername="postgresql", password=None).render_as_string()
    surroundings = {**os.environ, "PGPASSWORD": engine.url.password or os.environ.get("PGPASSWORD", "")}
    command = [binary, f"--dbname={address}", "--no-password", *arguments]
    ended = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)  # noqa: S603
    if ended.returncode:
        raise BackupError(f"{program} failed: {ended.stderr.strip()}")

"""What commands that work on files alone share: one that takes its name when it is whole, and one that is no good."""

import gzip
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click


class Unusable(click.ClickException):
    """A file that cannot be read or written: told like wrong usage."""

    exit_code = 2


def refuse_place(target: str) -> None:
    """Said before the work begins, and not when it is lost. Raises OSError."""
    path = Path(target)
    if path.is_dir():
        raise IsADirectoryError(21, "is a folder", target)
    if not path.parent.is_dir():
        raise FileNotFoundError(2, "there is no such folder", str(path.parent))


@contextmanager
def put_in_place(target: str) -> Iterator[IO[str]]:
    """A file that takes its name when all of it is written; nothing is left behind when it is not."""
    if target == "-":
        yield sys.stdout
        sys.stdout.flush()
        return
    refuse_place(target)
    path = Path(target)
    whole = not path.exists() or path.is_file()  # a device or a pipe is written to, and never put away for a file
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial") if whole else path
    try:
        with partial.open("wb") as raw:
            packed = gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) if target.endswith(".gz") else raw
            with io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as out:
                yield out
        if whole:
            partial.replace(path)
    finally:
        if whole:
            partial.unlink(missing_ok=True)

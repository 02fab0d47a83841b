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


@contextmanager
def put_in_place(target: str) -> Iterator[IO[str]]:
    """A file that takes its name when all of it is written; nothing is left behind when it is not."""
    if target == "-":
        yield sys.stdout
        sys.stdout.flush()
        return
    path = Path(target)
    if path.is_dir():
        raise IsADirectoryError(21, "is a folder", target)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as raw:
            packed = gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) if target.endswith(".gz") else raw
            with io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as out:
                yield out
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)

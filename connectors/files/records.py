"""JSON Lines: one object a line, UTF-8."""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from connectors.files.entry import Problem, Tell
from connectors.files.lines import Raw, open_bytes

Numbered = tuple[int, bytes]

_LONGEST = 50_000_000
"""Bytes of one line."""


def raw_lines(path: Path | BinaryIO, name: str, tell: Tell) -> Iterator[Numbered]:
    """(number, bytes) of every line that is not blank. A broken archive is told. Raises OSError."""
    number = 0
    try:
        with open_bytes(path) as raw:
            while line := raw.readline(_LONGEST + 1):
                number += 1
                if len(line) > _LONGEST:
                    tell(Problem(name, number, f"the line is longer than {_LONGEST // 1_000_000} MB"))
                    _skip_line(raw, line)
                elif line.strip():
                    yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
    except (EOFError, zlib.error, gzip.BadGzipFile) as broken:
        tell(Problem(name, number + 1, f"the gzip archive is broken here: {broken}"))


def record(line: bytes) -> Mapping[str, Any]:
    """The object on a line. Raises ValueError with the reason."""
    try:
        row = json.loads(line.decode("utf-8").rstrip("\r\n"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start + 1} of the line") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at character {error.colno}") from None
    except RecursionError:
        raise ValueError("not JSON that can be read: nested too deep") from None
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    return row


def _skip_line(raw: Raw, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = raw.readline(_LONGEST)

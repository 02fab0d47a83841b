"""Any text file as numbered lines: gzip or not, with a byte order mark or not, in UTF-8 or what was found instead."""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias, cast

from connectors.files.entry import Problem, Tell

LARGEST = 5_000_000
"""Characters in one line, one cell or one page."""

_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
Raw: TypeAlias = "io.BufferedReader[Any]"

_STRAY = re.compile("[\udc80-\udcff]")
_HAN = re.compile("[一-鿿]")


@contextmanager
def open_bytes(path: Path | BinaryIO) -> Iterator[Raw]:
    """The file's bytes, unpacked when they are gzip whatever the name says. Raises OSError, also for a broken one."""
    raw: Raw = path.open("rb") if isinstance(path, Path) else io.BufferedReader(cast(io.RawIOBase, path))
    with raw:
        if raw.peek(2)[:2] == b"\x1f\x8b":
            unpacked: Raw = io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=raw)))
            try:
                unpacked.peek(1)
            except (EOFError, zlib.error) as broken:
                raise gzip.BadGzipFile(str(broken)) from None
            yield unpacked
        else:
            yield raw


def lines(path: Path | BinaryIO, name: str, tell: Tell, newline: str = "") -> Iterator[tuple[int, str]]:
    """(number, line with its end). A line in another encoding, one without end and a broken archive are told."""
    number = 0
    try:
        with open_bytes(path) as raw:
            text = io.TextIOWrapper(raw, encoding_of(raw), errors="surrogateescape", newline=newline)
            mend = Mender(name, tell)
            while line := text.readline(LARGEST + 1):
                number += 1
                if len(line) > LARGEST:
                    tell(Problem(name, number, f"the line is longer than {LARGEST // 1_000_000} MB"))
                    _skip_line(text, line)
                else:
                    yield number, line if line.isascii() else mend(number, line)
    except (EOFError, zlib.error, gzip.BadGzipFile) as broken:
        tell(Problem(name, number + 1, f"the gzip archive is broken here: {broken}"))
    except UnicodeDecodeError:
        tell(Problem(name, number + 1, "the UTF-16 text is broken here"))


def encoding_of(raw: Raw) -> str:
    start = raw.peek(4096)[:4096]
    for mark, encoding in _MARKS.items():
        if start.startswith(mark):
            return encoding
    even, odd = start[::2].count(0), start[1::2].count(0)
    if len(start) >= 8 and min(even, odd) * 8 < max(even, odd) > len(start) // 5:
        return "utf-16-be" if even > odd else "utf-16-le"
    return "utf-8"


class Mender:
    """Reads lines that are not UTF-8 as the Chinese or the Western legacy encoding, and says so once a file."""

    def __init__(self, name: str, tell: Tell) -> None:
        self.name, self.tell, self.encoding = name, tell, ""

    def __call__(self, number: int, line: str) -> str:
        if not _STRAY.search(line):
            return line
        raw = line.encode("utf-8", "surrogateescape")
        if not self.encoding:
            self.encoding = _legacy(raw)
            label = {"gb18030": "GB 18030", "cp1252": "Windows-1252"}[self.encoding]
            self.tell(Problem(self.name, number, f"not UTF-8 from here on; read as {label}", mended=True))
        return raw.decode(self.encoding, "replace")


def _legacy(raw: bytes) -> str:
    """Chinese when it decodes to mostly Han characters: Western text read that way gives few and rare ones."""
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return "cp1252"
    foreign = [character for character in text if not character.isascii()]
    return "gb18030" if len(_HAN.findall(text)) * 2 > len(foreign) and _doubled(raw) else "cp1252"


def _doubled(raw: bytes) -> bool:
    """Chinese comes in runs of high bytes; an accent stands alone between letters."""
    runs = re.findall(rb"[\x80-\xff]+[\x40-\xff]?", raw)
    return sum(len(run) >= 4 for run in runs) * 2 >= len(runs)


def _skip_line(text: io.TextIOWrapper, line: str) -> None:
    while line and not line.endswith(("\n", "\r")):
        line = text.readline(LARGEST)

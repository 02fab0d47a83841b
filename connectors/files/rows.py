"""A CSV as rows that know their line, and that find their feet again after a broken one.

`csv.reader` on the whole file cannot: one quote that never closes swallows the rest. A record is therefore cut where
its quotes are even, and when one does not end, the next line that is a whole row by itself is where reading goes on.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from connectors.files.entry import Problem, Tell
from connectors.files.lines import LARGEST

csv.field_size_limit(LARGEST)

_WIDE = 8
"""From this many columns on, a line inside a cell that splits into exactly as many is taken for a row."""

_PADDING = re.compile(r'" +(?=[,;\t\r\n]|$)')


class Row(NamedTuple):
    line: int
    cells: list[str]


class Rows:
    """Iterates the rows under the header; `header` is [] when the file has none."""

    def __init__(self, lines: Iterable[tuple[int, str]], name: str, tell: Tell) -> None:
        self.name, self.tell = name, tell
        self.lines = iter(lines)
        self.again: deque[tuple[int, str]] = deque()
        self.delimiter, self.width = ",", 0
        self.header = self._header()

    def __iter__(self) -> Iterator[Row]:
        lost = False
        while (record := self._record()) != []:
            row = self._parse(record) if record else None
            if row is None:
                lost = True
            elif not any(cell and not cell.isspace() for cell in row.cells):
                continue
            elif self._fits(row.cells):
                lost = False
                yield row
            elif not lost:
                lost = True
                self._say(row.line, f"{len(row.cells)} columns where the header has {self.width}")

    def _header(self) -> list[str]:
        for number, line in self.lines:
            if line.strip():
                self.delimiter = max(",;\t", key=line.count)
                self.again.append((number, line))
                break
        record = self._record()
        row = self._parse(record) if record else None
        cells = [" ".join(cell.split()) for cell in row.cells] if row else []
        self.width = len(cells)
        return cells

    def _record(self) -> list[tuple[int, str]] | None:
        """The lines of the next record; [] at the end, None when its quotes do not close."""
        taken: list[tuple[int, str]] = []
        size, open_quote = 0, False
        for number, line in chain(self._back(), self.lines):
            odd = line.count('"') % 2 == 1
            if open_quote and not odd and self.width >= _WIDE and self._whole_row(line):
                self.again.appendleft((number, line))
                break
            taken.append((number, line))
            size += len(line)
            open_quote ^= odd
            if not open_quote or (len(taken) == 1 and self._whole_row(line)):
                return taken
            if size > LARGEST:
                break
        if taken:
            self._unclosed(taken)
            return None
        return []

    def _back(self) -> Iterator[tuple[int, str]]:
        while self.again:
            yield self.again.popleft()

    def _unclosed(self, taken: list[tuple[int, str]]) -> None:
        """Names the row and puts back what stood after its first line."""
        self._say(taken[0][0], "a quoted cell opens in this row and never closes")
        self.again.extendleft(reversed(taken[1:]))

    def _whole_row(self, line: str) -> bool:
        if line.count(self.delimiter) < self.width - 1:
            return False
        try:
            return len(self._cells([line])) == self.width
        except csv.Error:
            return False

    def _parse(self, record: list[tuple[int, str]]) -> Row | None:
        number = record[0][0]
        text = [line for _, line in record]
        if any("\0" in line for line in text):
            self._say(number, "NUL bytes in this row; read without them", mended=True)
            text = [line.replace("\0", "") for line in text]
        try:
            return Row(number, self._cells(text))
        except csv.Error as error:
            self._say(number, f"not a CSV row: {error}")
            self.again.extendleft(reversed(record[1:]))
            return None

    def _cells(self, text: list[str]) -> list[str]:
        """Strict, so that two rows run together are noticed; spaces that pad a column after its quote are let pass."""
        try:
            return next(csv.reader(text, delimiter=self.delimiter, strict=True), [])
        except csv.Error:
            trimmed = [_PADDING.sub('"', line) for line in text]
            return next(csv.reader(trimmed, delimiter=self.delimiter, strict=True), [])

    def _fits(self, cells: list[str]) -> bool:
        return len(cells) == self.width or (len(cells) > self.width > 0 and not any(cells[self.width :]))

    def _say(self, line: int, reason: str, mended: bool = False) -> None:
        self.tell(Problem(self.name, line, reason, mended))

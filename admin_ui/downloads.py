"""Lists as files for a spreadsheet, sent as they are read, so that a long one takes no more memory than a short one."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from flask import Response, stream_with_context
from sqlmodel import Session

from admin_ui.formats import here
from integration.auth import context
from integration.store.session import read

AT_ONCE = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula: https://owasp.org/www-community/attacks/CSV_Injection."""

Row = TypeVar("Row")


def everything(
    page: Callable[[Session, int | None], Sequence[Row]], key: Callable[[Row], int | None]
) -> Iterator[Sequence[Row]]:
    """All of a list in pages of AT_ONCE; `page` gives those before an id. No session is open between two of them."""
    engine, last = context().engine, None
    while True:
        with read(engine) as session:
            rows = page(session, last)
            session.expunge_all()
        yield rows
        if len(rows) < AT_ONCE:
            return
        last = key(rows[-1])


def csv_file(name: str, head: Sequence[str], lines: Iterable[Sequence[object]]) -> Response:
    """`lines` are read while the answer is sent. The mark in front tells spreadsheets that it is UTF-8."""
    answer = Response(stream_with_context(_written(head, lines)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _written(head: Sequence[str], lines: Iterable[Sequence[object]]) -> Iterator[bytes]:
    held = io.StringIO()
    writer = csv.writer(held)
    held.write("\ufeff")
    writer.writerow(head)
    for line in lines:
        writer.writerow([_cell(value) for value in line])
        if held.tell() > 16_000:
            yield _taken(held)
    yield _taken(held)


def _taken(held: io.StringIO) -> bytes:
    text = held.getvalue()
    held.seek(0)
    held.truncate()
    return text.encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(here()).isoformat(timespec="minutes")
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text

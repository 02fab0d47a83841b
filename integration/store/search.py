"""What somebody types into a search box, looked for in columns."""

from typing import Any

from sqlalchemy import ColumnElement, or_


def mentions(search: str, *columns: Any) -> ColumnElement[bool]:
    """Whether one of the columns holds the words, in whatever case; a percent sign is one."""
    return or_(*(column.icontains(search, autoescape=True) for column in columns))

"""INSERT ... ON CONFLICT, which SQLite and PostgreSQL both speak but SQLAlchemy keeps by dialect."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def upsert(session: Session, row: type[SQLModel]) -> Any:
    """An insert into the table of `row` that has on_conflict_do_nothing and on_conflict_do_update."""
    dialect = session.get_bind().dialect.name
    return (sqlite if dialect == "sqlite" else postgresql).insert(row)

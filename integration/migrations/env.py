"""What alembic runs, on the connection that `integration.migrations` has opened, locked and begun."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON
from sqlmodel import AutoString, SQLModel

import integration.store.tables  # noqa: F401 (so that SQLModel.metadata knows every table)
from integration.store.tables.columns import ExactDecimal, UtcTime


def frozen(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Our column types as plain ones: a migration must go on meaning what it meant on the day it was written."""
    if kind != "type":
        return False
    if isinstance(item, UtcTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, ExactDecimal):
        return "sa.String(length=40)"
    if isinstance(item, JSON):
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return "sa.String()" if isinstance(item, AutoString) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=frozen,
)
with context.begin_transaction():
    context.run_migrations()

"""Orders and products know their store too, and two stores of one shop may call different things by the same id.

What is there belongs to the one connection that has read orders or products; where several have, the next reading
of each fills it in.
"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ONLY_READER = """UPDATE "{table}" SET connector = (SELECT min(c.connector) FROM connection c
WHERE c.shop_id = "{table}".shop_id AND CAST(c.cursors AS TEXT) LIKE '%"{table}s"%')
WHERE (SELECT count(*) FROM connection c
WHERE c.shop_id = "{table}".shop_id AND CAST(c.cursors AS TEXT) LIKE '%"{table}s"%') = 1"""


TEXT, OF_ONE_STORE = "document", ["shop_id", "kind", "vendor_id", "language"]


def upgrade() -> None:
    for table in ("order", "product"):
        with op.batch_alter_table(table) as changed:
            changed.add_column(sa.Column("connector", sa.String(), nullable=False, server_default=""))
            _unique(changed, table, ["shop_id", "vendor_id"], ["shop_id", "vendor_id", "connector"])
        op.execute(ONLY_READER.format(table=table))
    with op.batch_alter_table(TEXT) as changed:
        _unique(changed, TEXT, OF_ONE_STORE, [*OF_ONE_STORE, "connector"])


def downgrade() -> None:
    """Refused by the database where two stores of one shop do call two things by the same id."""
    with op.batch_alter_table(TEXT) as changed:
        _unique(changed, TEXT, [*OF_ONE_STORE, "connector"], OF_ONE_STORE)
    for table in ("product", "order"):
        with op.batch_alter_table(table) as changed:
            _unique(changed, table, ["shop_id", "vendor_id", "connector"], ["shop_id", "vendor_id"])
            changed.drop_column("connector")


def _unique(changed: BatchOperations, table: str, before: list[str], after: list[str]) -> None:
    changed.drop_constraint(op.f(f"uq_{table}_{'_'.join(before)}"), type_="unique")
    changed.create_unique_constraint(op.f(f"uq_{table}_{'_'.join(after)}"), after)

"""When a connection's stock was last taken, and which products were seen in it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("connection") as table:
        table.add_column(sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("product") as table:
        table.add_column(sa.Column("listed_in", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("product") as table:
        table.drop_column("listed_in")
    with op.batch_alter_table("connection") as table:
        table.drop_column("counted_at")

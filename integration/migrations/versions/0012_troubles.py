"""What stands in a connection's way, and when its subscriptions were last looked at."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("connection") as table:
        kind = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
        table.add_column(sa.Column("troubles", kind, nullable=False, server_default="{}"))
        table.add_column(sa.Column("watched_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("connection") as table:
        table.drop_column("watched_at")
        table.drop_column("troubles")

"""What became of a large shop's promises, as it was counted last."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    with op.batch_alter_table("replay") as table:
        table.add_column(sa.Column("insights", json, nullable=False, server_default=sa.text("'{}'")))
    with op.batch_alter_table("replay") as table:
        table.alter_column("insights", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("replay") as table:
        table.drop_column("insights")

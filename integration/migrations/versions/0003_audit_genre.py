"""What kind of text an audited document turned out to be."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("audit") as table:
        table.add_column(sa.Column("genre", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("audit") as table:
        table.alter_column("genre", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("audit") as table:
        table.drop_column("genre")

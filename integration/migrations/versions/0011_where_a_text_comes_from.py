"""Which platform a text comes from, so that it is written back there; the next reading of the shop fills it in."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document") as table:
        table.add_column(sa.Column("connector", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("document") as table:
        table.drop_column("connector")

"""An order knows why its store holds it back."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("order", sa.Column("held_for", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("order") as table:
        table.drop_column("held_for")

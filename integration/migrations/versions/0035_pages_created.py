"""What is put into a shop may be a page that it lacked."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("publication", sa.Column("creates", sa.String(), nullable=False, server_default=""))
    op.add_column("publication", sa.Column("locale", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("publication") as table:
        table.drop_column("locale")
        table.drop_column("creates")

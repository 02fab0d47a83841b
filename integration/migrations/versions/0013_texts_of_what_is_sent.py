"""Whether a product is ever sent: nobody asks the maker of a gift card. The next reading of the shop fills it in."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document") as table:
        table.add_column(sa.Column("requires_shipping", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    with op.batch_alter_table("document") as table:
        table.drop_column("requires_shipping")

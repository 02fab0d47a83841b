"""Why the merchant calls both sides of a contradiction right."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contradiction", sa.Column("settled_reason", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("contradiction", "settled_reason")

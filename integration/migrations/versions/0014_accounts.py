"""The vendor's own name of a shop, and when the vendor gave its keys."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("connection", sa.Column("account", sa.String(), server_default="", nullable=False))
    op.add_column("connection", sa.Column("granted_at", sa.DateTime(timezone=True), nullable=True))
    named = sa.text("account <> ''")
    op.create_index(
        "uq_connection_account",
        "connection",
        ["connector", "account"],
        unique=True,
        sqlite_where=named,
        postgresql_where=named,
    )


def downgrade() -> None:
    op.drop_index("uq_connection_account", "connection")
    op.drop_column("connection", "granted_at")
    op.drop_column("connection", "account")

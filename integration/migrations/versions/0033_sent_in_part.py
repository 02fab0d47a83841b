"""What of an order is in no parcel yet; the legal deadlines of all shops by their day."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

INDEX = "ix_order_sent_in_part"


def upgrade() -> None:
    op.add_column("order_line", sa.Column("unsent", sa.Integer(), nullable=True))
    op.add_column("order", sa.Column("sent_in_part", sa.Boolean(), nullable=False, server_default=sa.false()))
    only = sa.text("sent_in_part")
    op.create_index("ix_legal_line_due", "legal_line", ["stage", "deadline"])
    op.create_index(INDEX, "order", ["shop_id", "id"], sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    op.drop_index("ix_legal_line_due", "legal_line")
    op.drop_index(INDEX, "order")
    op.drop_column("order", "sent_in_part")
    op.drop_column("order_line", "unsent")

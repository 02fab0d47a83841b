"""A message is found by the name that its channel gave it."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_outbox_receipt", "outbox", ["shop_id", "receipt_id"])


def downgrade() -> None:
    op.drop_index("ix_outbox_receipt", "outbox")

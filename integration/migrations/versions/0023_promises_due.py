"""A shop's promises by the day they are due: what a night's estimate finds its orders by."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_promise_due", "promise", ["shop_id", "promised_by", "order_id"])
    op.drop_index("ix_promise_shop_id", "promise")


def downgrade() -> None:
    op.create_index("ix_promise_shop_id", "promise", ["shop_id"])
    op.drop_index("ix_promise_due", "promise")

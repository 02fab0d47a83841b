"""What customers send back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "order_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("requested_at", TIME, nullable=False),
        sa.Column("approved_at", TIME, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("declined_for", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("lines", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name="fk_order_return_shop_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["order_id", "shop_id"],
            ["order.id", "order.shop_id"],
            name="fk_order_return_order_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_order_return"),
        sa.UniqueConstraint("order_id", "vendor_id", name="uq_order_return_order_id_vendor_id"),
    )
    op.create_index("ix_order_return_shop_id", "order_return", ["shop_id"])


def downgrade() -> None:
    op.drop_table("order_return")

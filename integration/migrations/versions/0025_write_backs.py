"""What a shop's store is told of its parcels."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
WORK = "state IN ('waiting', 'writing', 'undoing')"


def upgrade() -> None:
    op.create_table(
        "write_back",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("fulfillment_id", sa.Integer(), nullable=False),
        sa.Column("connector", sa.String(), nullable=False),
        sa.Column("vendor_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("news", sa.String(), nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        sa.Column("event_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_write_back_shop_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["order_id", "shop_id"],
            ["order.id", "order.shop_id"],
            name=op.f("fk_write_back_order_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["fulfillment_id", "shop_id"],
            ["fulfillment.id", "fulfillment.shop_id"],
            name=op.f("fk_write_back_fulfillment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_write_back")),
        sa.UniqueConstraint("fulfillment_id", "kind", "news", name=op.f("uq_write_back_fulfillment_id_kind_news")),
    )
    op.create_index("ix_write_back_order", "write_back", ["shop_id", "order_id"])
    op.create_index(
        "ix_write_back_work", "write_back", ["next_at"], sqlite_where=sa.text(WORK), postgresql_where=sa.text(WORK)
    )


def downgrade() -> None:
    op.drop_table("write_back")

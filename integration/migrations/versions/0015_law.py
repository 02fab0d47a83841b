"""Where orders stand under the law of delays, and what happened to them in its eyes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("duty", JSON, nullable=False, server_default="{}"))
    op.create_table(
        "happening",
        sa.Column("id", BIG, nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("event_key", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("revised", sa.Date(), nullable=True),
        sa.Column("sound", sa.Boolean(), nullable=False),
        sa.Column("open_ended", sa.Boolean(), nullable=False),
        sa.Column("outbox_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id", "shop_id"], ["order.id", "order.shop_id"], name=op.f("fk_happening_order_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_happening_outbox_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_happening_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_happening")),
        sa.UniqueConstraint("order_id", "event_key", name=op.f("uq_happening_order_id_event_key")),
    )
    op.create_index(op.f("ix_happening_shop_id"), "happening", ["shop_id"])
    op.create_index(op.f("ix_happening_outbox_id"), "happening", ["outbox_id"])
    op.create_table(
        "legal_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.String(), nullable=False),
        sa.Column("statute", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("term", sa.Date(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("revised", sa.Date(), nullable=True),
        sa.Column("vested", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("flags", JSON, nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id", "shop_id"], ["order.id", "order.shop_id"], name=op.f("fk_legal_line_order_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_legal_line_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_line")),
        sa.UniqueConstraint("order_id", "line_id", name=op.f("uq_legal_line_order_id_line_id")),
    )
    op.create_index("ix_legal_line_open", "legal_line", ["shop_id", "stage"])


def downgrade() -> None:
    op.drop_table("legal_line")
    op.drop_table("happening")
    with op.batch_alter_table("outbox") as table:
        table.drop_column("duty")

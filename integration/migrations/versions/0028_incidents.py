"""Incidents, and the orders in them."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "name", "country", "label")),
        sa.Column("orders", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("foreseen", "late")),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("opened_at", "looked_at")),
        sa.Column("closed_at", MOMENT, nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("decision", "decided_by")),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name="fk_incident_shop_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
        sa.UniqueConstraint("id", "shop_id", name="uq_incident_id_shop_id"),
    )
    one_open = {"unique": True, "sqlite_where": OPEN, "postgresql_where": OPEN}
    op.create_index("uq_incident_open", "incident", ["shop_id", "kind", "name", "country"], **one_open)
    op.create_index("ix_incident_shop_time", "incident", ["shop_id", "opened_at"])
    op.create_table(
        "incident_order",
        sa.Column("id", BIG, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("shop_id", "incident_id", "order_id")),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.Column("outbox_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name="fk_incident_order_shop_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["incident_id", "shop_id"], ["incident.id", "incident.shop_id"], name="fk_incident_order_incident_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["order_id", "shop_id"], ["order.id", "order.shop_id"], name="fk_incident_order_order_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_incident_order_outbox_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_incident_order"),
        sa.UniqueConstraint("incident_id", "order_id", name="uq_incident_order_incident_id_order_id"),
    )  # fmt: skip
    for column in ("shop_id", "order_id", "outbox_id"):
        op.create_index(f"ix_incident_order_{column}", "incident_order", [column])


def downgrade() -> None:
    op.drop_table("incident_order")
    op.drop_table("incident")

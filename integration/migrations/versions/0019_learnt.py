"""What a shop's parcels taught, and what the estimate needs of a parcel's scans, beside the parcel."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BEFORE_HANDOVER = "('unknown', 'pending', 'cancelled')"
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "learnt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("swept_on", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_learnt_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learnt")),
        sa.UniqueConstraint("shop_id", name=op.f("uq_learnt_shop_id")),
    )
    op.create_table(
        "learnt_group",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ended", sa.LargeBinary(), nullable=False),
        sa.Column("exposed", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_learnt_group_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learnt_group")),
        sa.UniqueConstraint("shop_id", "stage", "level", "name", name=op.f("uq_learnt_group_shop_id_stage_level_name")),
    )
    for name in ("handed_over_at", "scanned_at"):
        op.add_column("fulfillment", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    scans = "FROM tracking_event WHERE tracking_event.fulfillment_id = fulfillment.id"
    op.execute(
        f"UPDATE fulfillment SET scanned_at = (SELECT max(at) {scans}), "
        f"handed_over_at = (SELECT min(at) {scans} AND tracking_event.status NOT IN {BEFORE_HANDOVER})"
    )


def downgrade() -> None:
    for name in ("scanned_at", "handed_over_at"):
        op.drop_column("fulfillment", name)
    op.drop_table("learnt_group")
    op.drop_table("learnt")

"""Words for a text that are not published yet."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "unpublished",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "shop_id", "document_id", "version")),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("words", json, nullable=False),
        sa.Column("asked", json, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unpublished"),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name="fk_unpublished_shop_id", ondelete="CASCADE"),
        sa.UniqueConstraint("document_id", "by", name="uq_unpublished_document_id_by"),
        sa.ForeignKeyConstraint(
            ["document_id", "shop_id"], ["document.id", "document.shop_id"], ondelete="CASCADE",
            name="fk_unpublished_document_id",
        ),
    )  # fmt: skip
    op.create_index("ix_unpublished_shop_id", "unpublished", ["shop_id"])


def downgrade() -> None:
    op.drop_table("unpublished")

"""Messages go by other channels than mail, and customers agree to that."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("channel", sa.String(), nullable=False, server_default="mail"))
    op.add_column("outbox", sa.Column("template", JSON, nullable=False, server_default="{}"))
    op.add_column("preference", sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("preference") as batch:
        batch.drop_column("agreed_at")
    with op.batch_alter_table("outbox") as batch:
        batch.drop_column("template")
        batch.drop_column("channel")

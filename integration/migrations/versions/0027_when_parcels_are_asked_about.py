"""When a carrier was last asked about a parcel, and when it is asked again."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("asked_at", "look_at"):
        op.add_column("fulfillment", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("look_at", "asked_at"):
        op.drop_column("fulfillment", name)

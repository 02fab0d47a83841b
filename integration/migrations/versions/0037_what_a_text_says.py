"""A text knows what it says, so that what all of them leave out is counted without their findings."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

INDEX = "ix_document_said"
SAID = """UPDATE document SET said = coalesce((SELECT {together} FROM finding
WHERE finding.audit_id = document.audit_id AND finding.state = 'present'), '')"""
TOGETHER = {"sqlite": "group_concat(code, ' ')", "postgresql": "string_agg(code, ' ')"}


def upgrade() -> None:
    op.add_column("document", sa.Column("said", sa.String(), nullable=False, server_default=""))
    op.execute(SAID.format(together=TOGETHER[op.get_bind().dialect.name]))
    op.create_index(INDEX, "document", ["shop_id", "kind", "deleted_at", "said", "requires_shipping"])


def downgrade() -> None:
    op.drop_index(INDEX, "document")
    op.drop_column("document", "said")

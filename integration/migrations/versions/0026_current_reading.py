"""A text knows its newest reading, so that no list of texts looks for it; arrivals are found by their time."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

COUNTED = ["shop_id", "deleted_at", "kind", "requires_shipping", "read_under", "audit_id"]
NEWEST = """UPDATE document SET audit_id = (SELECT max(audit.id) FROM audit
WHERE audit.document_id = document.id AND audit.content_hash = document.content_hash)"""
RULES = """UPDATE document SET read_under = (SELECT audit.rules_version FROM audit
WHERE audit.id = coalesce(document.audit_id, (SELECT max(a.id) FROM audit a WHERE a.document_id = document.id)))
WHERE EXISTS (SELECT 1 FROM audit WHERE audit.document_id = document.id)"""


def upgrade() -> None:
    op.add_column("document", sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")))
    op.add_column("document", sa.Column("read_under", sa.String(), nullable=False, server_default=""))
    op.execute(NEWEST)
    op.execute(RULES)
    op.create_index("ix_document_count", "document", COUNTED)
    op.create_index("ix_fulfillment_arrived", "fulfillment", ["shop_id", "delivered_at", "order_id"])


def downgrade() -> None:
    op.drop_index("ix_fulfillment_arrived", "fulfillment")
    op.drop_index("ix_document_count", "document")
    with op.batch_alter_table("document") as table:
        table.drop_column("read_under")
        table.drop_column("audit_id")

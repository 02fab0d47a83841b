"""What the lists of a large shop are read by."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

CHANGED = sa.text("change IN ('new', 'fixed')")
NEW = {
    "ix_order_shop_status": ("order", ["shop_id", "status"]),
    "ix_order_search": ("order", ["shop_id", "id", "number", "customer_name", "customer_email", "status"]),
    "ix_outbox_shop_state": ("outbox", ["shop_id", "state", "id"]),
    "ix_outbox_shop_sent": ("outbox", ["shop_id", "sent_at"]),
    "ix_audit_shop_time": ("audit", ["shop_id", "read_at"]),
    "ix_product_shop_deleted": ("product", ["shop_id", "deleted_at"]),
    "ix_document_list": ("document", ["shop_id", "kind", "deleted_at", "id"]),
}

WIDER = {
    "ix_fulfillment_number": ("fulfillment", ["shop_id", "tracking_number"]),
    "ix_finding_shop_state": ("finding", ["shop_id", "state"]),
}
MORE = {
    "ix_fulfillment_number": ["order_id", "removed_at"],
    "ix_finding_shop_state": ["code", "audit_id", "document_id"],
}


def upgrade() -> None:
    for name, (table, columns) in NEW.items():
        op.create_index(name, table, columns)
    partial = {"sqlite_where": CHANGED, "postgresql_where": CHANGED}
    op.create_index("ix_finding_changed", "finding", ["shop_id", "audit_id"], **partial)
    for name, (table, columns) in WIDER.items():
        op.drop_index(name, table)
        op.create_index(name, table, [*columns, *MORE[name]])
    op.drop_index("ix_audit_shop_id", "audit")


def downgrade() -> None:
    for name, (table, columns) in WIDER.items():
        op.drop_index(name, table)
        op.create_index(name, table, columns)
    op.create_index("ix_audit_shop_id", "audit", ["shop_id"])
    op.drop_index("ix_finding_changed", "finding")
    for name, (table, _columns) in NEW.items():
        op.drop_index(name, table)

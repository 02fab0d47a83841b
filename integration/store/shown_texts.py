"""The texts that a shop's customers can read at a moment, each by its version and what it hashes to."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlmodel import Session, and_, col, or_, select

from integration.store import origins
from integration.store.tables import DocumentRow

POLICIES = ""
"""Where the policies stand among the products."""

Texts = Mapping[str, Sequence[Mapping[str, Any]]]


def shown_texts(session: Session, shop_id: int, product_ids: Collection[str], connector: str = "") -> Texts:
    """Of these products (by the vendor's id), and of all policies under POLICIES; the words are kept by version."""
    wanted = or_(col(DocumentRow.kind) == "policy", col(DocumentRow.vendor_id).in_(product_ids))
    wanted = and_(wanted, *origins.of(DocumentRow.connector, connector))
    query = select(DocumentRow).where(DocumentRow.shop_id == shop_id, col(DocumentRow.deleted_at).is_(None), wanted)
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in session.exec(query.where(col(DocumentRow.published)).order_by(col(DocumentRow.id))):
        text = {"title": row.title, "language": row.language, "version": row.current_version, "hash": row.content_hash}
        kind = row.policy_kind or row.kind
        found[POLICIES if row.kind == "policy" else row.vendor_id].append({"kind": kind, **text})
    return found

"""Rows of the store as a program reads them: plain values, times in ISO 8601 with their zone, money as strings."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from integration.store import audits
from integration.store import contradictions as kept
from integration.store import orders as order_store
from integration.store import publications as kept_publications
from integration.store.notice_list import held_page
from integration.store.outbox import messages
from integration.store.scans import scans
from integration.store.set_asides import set_asides
from integration.store.tables import (
    ContradictionRow,
    DecisionRow,
    DocumentRow,
    FindingRow,
    FulfillmentRow,
    OrderLineRow,
    OrderRow,
    PromiseRow,
    RefundRow,
    SetAsideRow,
)
from jobs.reach import reached

ORDER = (
    "id", "vendor_id", "number", "status", "placed_at", "paid_at", "vendor_updated_at", "total", "currency",
    "customer_name", "customer_email", "customer_language", "country", "shipping_method", "requires_shipping",
    "imported",
)  # fmt: skip
LINE = ("vendor_id", "product_id", "sku", "title", "quantity", "total", "requires_shipping")
REFUND = ("vendor_id", "amount", "currency", "reason")
PROMISE = ("promised_from", "promised_by", "basis")
PARCEL = ("vendor_id", "tracking_number", "carrier", "tracking_url", "status", "shipped_at", "delivered_at")
CONTRADICTION = ("id", "code", "rule", "found_at")
SETTLED = (*CONTRADICTION, "settled_reason", "settled_by", "settled_at")
FINDING = ("code", "state", "change", "quote", "rule")
SET_ASIDE = ("reason", "by", "at")
PUBLICATION = ("id", "state", "reason", "by", "created_at", "published_at", "undone_at", "undone_by")
MESSAGE = ("kind", "state", "to_address", "language", "subject", "text", "sent_at", "outcome")


def destinations(session: Session, shop_id: int, limit: int) -> list[dict[str, Any]]:
    """For which no page says a detail, most complaints first, then most orders."""
    return [asdict(one) for one in reached(session, shop_id)[:limit]]


def orders(session: Session, shop_id: int, limit: int) -> list[dict[str, Any]]:
    """Newest first, each with what belongs to it; also those that their store has deleted."""
    rows = order_store.list_orders(session, shop_id, limit)
    ids = [row.id or 0 for row in rows]
    lines, refunds = (_of(session, table, shop_id, ids) for table in (OrderLineRow, RefundRow))
    promises, parcels = _of(session, PromiseRow, shop_id, ids), _parcels(session, shop_id, ids)
    return [
        {
            **_plain(row, ORDER),
            "lines": [_plain(line, LINE) for line in lines[row.id]],
            "refunds": [_plain(refund, REFUND) for refund in refunds[row.id]],
            "promise": next((_plain(promise, PROMISE) for promise in promises[row.id]), None),
            "fulfillments": parcels[row.id],
        }
        for row in rows
    ]


def findings(session: Session, shop_id: int, limit: int) -> list[dict[str, Any]]:
    """What stands in the texts now; a gap that does not apply says by whose word."""
    rows = audits.findings(session, shop_id, limit=limit)
    wanted = {row.document_id for row in rows}
    query = select(DocumentRow).where(DocumentRow.shop_id == shop_id, col(DocumentRow.id).in_(wanted))
    texts = {text.id: text for text in session.exec(query)}
    aside = {(one.document_id, one.code): one for one in set_asides(session, shop_id)}
    return [
        {
            "document": texts[row.document_id].title,
            "document_id": texts[row.document_id].vendor_id,
            "kind": texts[row.document_id].kind,
            "language": texts[row.document_id].language,
            **_plain(row, FINDING),
            "facts": row.facts,
            "set_aside": _aside(row, aside),
        }
        for row in rows
    ]


def _aside(row: FindingRow, aside: Mapping[tuple[int | None, str], SetAsideRow]) -> dict[str, Any] | None:
    """Why and by whom a gap was set aside; None where it stands."""
    found = aside.get((row.document_id, row.code)) or aside.get((None, row.code))
    return _plain(found, SET_ASIDE) if found and row.state != "present" else None


def contradictions(session: Session, shop_id: int, limit: int) -> list[dict[str, Any]]:
    """What cannot all be true: each side is a text with its words, or a path of the platform's settings."""
    return _with_sides(session, shop_id, kept.contradictions(session, shop_id, limit), CONTRADICTION)


def settled(session: Session, shop_id: int, limit: int) -> list[dict[str, Any]]:
    """What a person called right on both sides, the last first, with the reason."""
    return _with_sides(session, shop_id, kept.settled(session, shop_id, limit), SETTLED)


def _with_sides(
    session: Session, shop_id: int, rows: Sequence[ContradictionRow], names: Sequence[str]
) -> list[dict[str, Any]]:
    texts = _by_id(session, DocumentRow, shop_id, {side.get("document_id") for row in rows for side in row.sides})
    return [{**_plain(row, names), "sides": [_side(side, texts) for side in row.sides]} for row in rows]


def publications(session: Session, shop_id: int, limit: int) -> list[dict[str, Any]]:
    """What was put into texts from here, newest first."""
    rows = kept_publications.publications(session, shop_id, None, limit)
    texts = _by_id(session, DocumentRow, shop_id, {row.document_id for row in rows})
    return [{**_plain(row, PUBLICATION), **_text(texts[row.document_id]), "codes": list(row.codes)} for row in rows]


def aside(session: Session, shop_id: int, limit: int) -> list[dict[str, Any]]:
    """Details that do not apply, newest first; of the whole shop where no text is named."""
    rows = set_asides(session, shop_id)[:limit]
    texts = _by_id(session, DocumentRow, shop_id, {row.document_id for row in rows})
    return [{"code": row.code, **_plain(row, SET_ASIDE), **_text(texts.get(row.document_id))} for row in rows]


def _text(row: DocumentRow | None) -> dict[str, Any]:
    return {"document": row.title if row else None, "text_id": row.id if row else None}


def _side(side: Mapping[str, Any], texts: Mapping[Any, DocumentRow]) -> dict[str, Any]:
    text = texts.get(side.get("document_id"))
    if text is None:
        return {"settings": side.get("setting", ""), "says": side["says"]}
    named = {"document": text.title, "document_id": text.vendor_id, "text_id": text.id}
    named |= {"kind": text.kind, "language": text.language}
    return named | {"quote": side["quote"], "says": side["says"]}


def notices(session: Session, shop_id: int, limit: int) -> list[dict[str, Any]]:
    """Messages, newest first; then orders of which the newest decision is to say nothing."""
    written = messages(session, shop_id, limit=limit)
    decisions = _by_id(session, DecisionRow, shop_id, {row.decision_id for row in written})
    named = _by_id(session, OrderRow, shop_id, {row.order_id for row in written})
    said = [
        {
            "order": named[row.order_id].number,
            "decision": "send",
            "reason": decisions[row.decision_id].reason if row.decision_id in decisions else "",
            "at": row.created_at.isoformat(),
            **_plain(row, MESSAGE),
        }
        for row in written
    ]
    silent = [
        {
            "order": held.order.number,
            "decision": "hold",
            "reason": held.decision.reason,
            "at": held.decision.at.isoformat(),
            **dict.fromkeys(MESSAGE),
            "kind": held.decision.kind,
        }
        for held in held_page(session, shop_id, limit)
    ]
    return (said + silent)[:limit]


def _parcels(session: Session, shop_id: int, order_ids: Sequence[int]) -> Mapping[Any, list[dict[str, Any]]]:
    standing = [
        row
        for rows in _of(session, FulfillmentRow, shop_id, order_ids).values()
        for row in rows
        if row.removed_at is None
    ]
    events = scans(session, shop_id, [row.id for row in standing])
    found: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in standing:
        told = [
            {"at": event.at.isoformat(), "status": event.status, "description": event.description, "place": event.place}
            for event in events.get(row.id, ())
        ]
        found[row.order_id].append({**_plain(row, PARCEL), "events": told})
    return found


def _of(session: Session, table: Any, shop_id: int, order_ids: Sequence[int]) -> Mapping[Any, list[Any]]:
    """The rows of a table that belong to these orders, by order."""
    found: dict[Any, list[Any]] = defaultdict(list)
    query = select(table).where(table.shop_id == shop_id, col(table.order_id).in_(order_ids))
    for row in session.exec(query.order_by(col(table.id))):
        found[row.order_id].append(row)
    return found


def _by_id(session: Session, table: Any, shop_id: int, ids: set[int | None]) -> Mapping[Any, Any]:
    query = select(table).where(table.shop_id == shop_id, col(table.id).in_(ids - {None}))
    return {row.id: row for row in session.exec(query)}


def _plain(row: SQLModel, names: Sequence[str]) -> dict[str, Any]:
    return {name: _value(getattr(row, name)) for name in names}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value

"""What is told to a shop's store of its parcels: once each, by one at a time, never forgotten half-way."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, update
from sqlmodel import Session, col, select

from integration.store.tables import FulfillmentRow, WriteBackRow
from integration.store.upsert import upsert

UNDER_WAY = ("waiting", "writing", "undoing")


def add(
    session: Session,
    parcel: FulfillmentRow,
    connector: str,
    kind: str,
    news: str,
    after: Mapping[str, Any],
    by: str,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    event_key: str = "",
) -> WriteBackRow | None:
    """A row that waits for its turn; None where the same was told of this parcel before."""
    values = {
        "shop_id": parcel.shop_id, "order_id": parcel.order_id, "fulfillment_id": parcel.id, "connector": connector,
        "vendor_id": parcel.vendor_id, "kind": kind, "news": news, "before": dict(before or {}), "after": dict(after),
        "event_key": event_key, "state": "waiting", "reason": "", "by": by, "created_at": now, "next_at": now,
        "attempts": 0, "undone_by": "",
    }  # fmt: skip
    insert = upsert(session, WriteBackRow).values(values).on_conflict_do_nothing()
    added = session.execute(insert.returning(col(WriteBackRow.id))).scalar_one_or_none()
    return None if added is None else session.get(WriteBackRow, added)


def write_back(session: Session, shop_id: int, row_id: int) -> WriteBackRow | None:
    query = select(WriteBackRow).where(WriteBackRow.shop_id == shop_id, WriteBackRow.id == row_id)
    return session.exec(query.execution_options(populate_existing=True)).one_or_none()


def write_backs(session: Session, shop_id: int, order_id: int) -> Sequence[WriteBackRow]:
    """All about an order, oldest first."""
    query = select(WriteBackRow).where(WriteBackRow.shop_id == shop_id, WriteBackRow.order_id == order_id)
    return session.exec(query.order_by(col(WriteBackRow.id))).all()


def our_events(session: Session, shop_id: int, fulfillment_ids: Collection[int]) -> Mapping[int, set[str]]:
    """The keys of what the store lists of these parcels because we told it, by the parcel: no scan of any carrier's."""
    query = select(WriteBackRow.fulfillment_id, WriteBackRow.event_key).where(
        WriteBackRow.shop_id == shop_id,
        col(WriteBackRow.fulfillment_id).in_(fulfillment_ids),
        WriteBackRow.event_key != "",
    )
    keys: dict[int, set[str]] = defaultdict(set)
    for fulfillment_id, key in session.exec(query):
        keys[fulfillment_id].add(key)
    return keys


def claim(session: Session, row_id: int, now: datetime, lease_seconds: float) -> WriteBackRow | None:
    """Takes a row whose time has come, also one that a dead process left; None for everyone who comes second."""
    due = (col(WriteBackRow.id) == row_id, col(WriteBackRow.state).in_(UNDER_WAY), col(WriteBackRow.next_at) <= now)
    taken = session.execute(
        update(WriteBackRow)
        .where(*due)
        .values(attempts=col(WriteBackRow.attempts) + 1, next_at=now + timedelta(seconds=lease_seconds))
        .returning(col(WriteBackRow.id))
    )
    return session.get(WriteBackRow, row_id, populate_existing=True) if taken.first() else None


def is_denied(session: Session, shop_id: int, connector: str) -> bool:
    """Whether anything waits for this store's leave."""
    query = select(WriteBackRow.id).where(*_denied(shop_id, connector)).limit(1)
    return session.exec(query).first() is not None


def allow(session: Session, shop_id: int, connector: str, now: datetime) -> None:
    """The store gives leave: what waited for it has its turn."""
    anew = {"state": "waiting", "reason": "", "attempts": 0, "next_at": now}
    session.execute(update(WriteBackRow).where(*_denied(shop_id, connector)).values(anew))


def newest(session: Session, shop_id: int, fulfillment_id: int, kind: str) -> int | None:
    """Id of the latest news of this kind about a parcel."""
    query = select(func.max(col(WriteBackRow.id))).where(WriteBackRow.shop_id == shop_id, WriteBackRow.kind == kind)
    return session.exec(query.where(WriteBackRow.fulfillment_id == fulfillment_id)).one()


def begin_undo(session: Session, shop_id: int, row_id: int, by: str, now: datetime) -> bool:
    """False for what replaced nothing, was not written or was taken back already."""
    row = write_back(session, shop_id, row_id)
    if row is None or not can_undo(row):
        return False
    begun = {"state": "undoing", "undone_by": by, "attempts": 0, "next_at": now, "reason": ""}
    taken = session.execute(
        _of(row).where(col(WriteBackRow.state) == "written").values(begun).returning(col(WriteBackRow.id))
    )
    return taken.first() is not None


def can_undo(row: WriteBackRow) -> bool:
    return row.state == "written" and bool(row.before)


def end(session: Session, row: WriteBackRow, state: str, reason: str = "", **values: Any) -> None:
    session.execute(_of(row).values(state=state, reason=reason, **values))


def try_later(session: Session, row: WriteBackRow, reason: str, at: datetime) -> None:
    session.execute(_of(row).values(reason=reason, next_at=at))


def due(session: Session, now: datetime, limit: int) -> list[int]:
    """Ids of those whose time has come, of all shops."""
    query = select(WriteBackRow.id).where(col(WriteBackRow.state).in_(UNDER_WAY), col(WriteBackRow.next_at) <= now)
    return [found for found in session.exec(query.limit(limit)) if found is not None]


def _denied(shop_id: int, connector: str) -> Sequence[ColumnElement[bool]]:
    return (
        col(WriteBackRow.shop_id) == shop_id, col(WriteBackRow.connector) == connector,
        col(WriteBackRow.state) == "denied",
    )  # fmt: skip


def _of(row: WriteBackRow) -> Any:
    return update(WriteBackRow).where(col(WriteBackRow.shop_id) == row.shop_id, col(WriteBackRow.id) == row.id)

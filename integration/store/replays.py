"""What a shop's past came to, lived through again and counted, and whether that is to be done anew."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from integration.store.tables import PromiseRow, ReplayRow
from integration.store.upsert import upsert


def replay_of(session: Session, shop_id: int) -> ReplayRow | None:
    return session.exec(select(ReplayRow).where(ReplayRow.shop_id == shop_id)).one_or_none()


def count_promised(session: Session, shop_id: int, limit: int) -> int:
    """How many of the shop's orders have a promise, counted up to `limit`."""
    some = select(PromiseRow.order_id).where(PromiseRow.shop_id == shop_id).limit(limit).subquery()
    return session.exec(select(func.count()).select_from(some)).one()


def ask(session: Session, shop_id: int, now: datetime) -> bool:
    """Notes that the shop's past is to be lived through; False where that is noted already."""
    insert = upsert(session, ReplayRow).values(shop_id=shop_id, basis="", record={}, insights={}, asked_at=now)
    unasked = (col(ReplayRow.shop_id) == shop_id) & col(ReplayRow.asked_at).is_(None)
    asked = insert.on_conflict_do_update(index_elements=["shop_id"], set_={"asked_at": now}, where=unasked)
    return session.execute(asked.returning(col(ReplayRow.id))).first() is not None


def save_replay(
    session: Session, shop_id: int, basis: str, day: int, record: Mapping[str, Any], counted: Mapping[str, Any]
) -> None:
    """Keeps it, with what was `counted` by the days looked back on, and that it is done."""
    values = {"basis": basis, "day": day, "record": dict(record), "insights": dict(counted), "asked_at": None}
    insert = upsert(session, ReplayRow).values(shop_id=shop_id, **values)
    mine = col(ReplayRow.shop_id) == shop_id
    session.execute(insert.on_conflict_do_update(index_elements=["shop_id"], set_=values, where=mine))


def due(session: Session, limit: int) -> list[int]:
    """Shops whose replay is asked for and not done."""
    query = select(ReplayRow.shop_id).where(col(ReplayRow.asked_at).is_not(None)).order_by(col(ReplayRow.asked_at))
    return list(session.exec(query.limit(limit)))

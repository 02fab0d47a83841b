"""The estimate's memory of a shop: read whole, written where something was learnt."""

import json
import zlib
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from integration.domain.delay import Model
from integration.domain.delay.record import Counted, counted, record, restored
from integration.domain.delay.workdays import day_number
from integration.domain.zones import zone
from integration.store.tables import LearntGroupRow, LearntRow, ShopRow
from integration.store.upsert import upsert


def learnt_until(session: Session, shop_id: int) -> int | None:
    """The last day that the shop's model knows; None when it knows none."""
    return session.exec(select(LearntRow.day).where(LearntRow.shop_id == shop_id)).one_or_none()


def model_of(session: Session, shop_id: int) -> Model | None:
    """None where nothing was learnt yet, or in a form that is no longer read."""
    row = session.exec(select(LearntRow).where(LearntRow.shop_id == shop_id)).one_or_none()
    if row is None:
        return None
    groups = session.exec(select(LearntGroupRow).where(LearntGroupRow.shop_id == shop_id))
    counts = (Counted(group.stage, group.level, group.name, group.ended, group.exposed, group.day) for group in groups)
    try:
        return restored(_unpacked(row.record), counts, row.day)
    except (ValueError, zlib.error):
        return None


def save_model(session: Session, shop_id: int, model: Model, day: int, swept_on: int | None = None) -> None:
    """Keeps the model as it stands at the end of `day`."""
    values: dict[str, Any] = {"day": day, "record": packed(record(model)), "swept_on": swept_on}
    insert = upsert(session, LearntRow).values(shop_id=shop_id, **values)
    mine = col(LearntRow.shop_id) == shop_id
    session.execute(insert.on_conflict_do_update(index_elements=["shop_id"], set_=values, where=mine))
    groups = [{"shop_id": shop_id, **each._asdict()} for each in counted(model, day)]
    if groups:
        rows = upsert(session, LearntGroupRow)
        changed = {name: rows.excluded[name] for name in ("ended", "exposed", "day")}
        unique = ["shop_id", "stage", "level", "name"]
        session.execute(rows.on_conflict_do_update(index_elements=unique, set_=changed), groups)


def forget(session: Session, shop_id: int) -> None:
    for table in (LearntRow, LearntGroupRow):
        session.execute(delete(table).where(col(table.shop_id) == shop_id))


def due_shops(session: Session, now: datetime, limit: int) -> list[int]:
    """Shops that are followed and whose parcels were not estimated since their midnight."""
    query = (
        select(ShopRow.id, ShopRow.timezone, LearntRow.swept_on)
        .outerjoin(LearntRow, col(LearntRow.shop_id) == col(ShopRow.id))
        .where(col(ShopRow.uninstalled_at).is_(None))
        .where(or_(col(LearntRow.swept_on).is_(None), col(LearntRow.swept_on) <= day_number(now.date())))
        .order_by(col(ShopRow.id))
    )
    due = (
        shop_id
        for shop_id, timezone, swept_on in session.exec(query)
        if shop_id is not None and (swept_on is None or swept_on < day_number(now.astimezone(zone(timezone)).date()))
    )
    return list(islice(due, limit))


def packed(told: Mapping[str, Any]) -> bytes:
    """The record of a model as it is kept."""
    return zlib.compress(json.dumps(told, separators=(",", ":")).encode(), 1)


def _unpacked(packed: bytes) -> Mapping[str, Any]:
    told: Mapping[str, Any] = json.loads(zlib.decompress(packed))
    return told

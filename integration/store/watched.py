"""Open parcels whose turn it is to be asked about, and when they are next."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, update
from sqlmodel import Session, col, select

from integration.store.tables import EstimateRow, FulfillmentRow, OrderRow, PromiseRow
from integration.store.tracking import still_open

MOST = 20_000
"""Parcels of a shop that are weighed against each other at one visit; the longest waiting."""


class Due(NamedTuple):
    """A parcel with the days that matter to it. `earliest` and `promised_by` None: nobody knows."""

    row: FulfillmentRow
    placed_at: datetime
    earliest: datetime | None
    promised_by: datetime | None


def due_parcels(session: Session, shop_id: int, now: datetime, since: datetime) -> Sequence[Due]:
    """Those never asked about first, then the longest waiting; of what was sent after `since`, and is no history."""
    waiting = or_(col(FulfillmentRow.asked_at).is_(None), col(FulfillmentRow.look_at) <= now)
    recent = func.coalesce(col(FulfillmentRow.shipped_at), col(OrderRow.placed_at)) > since
    query = (
        select(FulfillmentRow, OrderRow.placed_at, EstimateRow.earliest, PromiseRow.promised_by)
        .join(OrderRow, col(OrderRow.id) == col(FulfillmentRow.order_id))
        .outerjoin(EstimateRow, col(EstimateRow.order_id) == col(OrderRow.id))
        .outerjoin(PromiseRow, col(PromiseRow.order_id) == col(OrderRow.id))
        .where(*still_open(shop_id), waiting, recent, col(OrderRow.imported).is_(False))
        .order_by(col(FulfillmentRow.look_at).nulls_first(), col(FulfillmentRow.id))
        .limit(MOST)
    )
    return [Due(*found) for found in session.exec(query)]


def asked(session: Session, shop_id: int, looks: Mapping[int, datetime | None], now: datetime) -> None:
    """Notes that these parcels (by id) were asked about, and when each is next; None is never again."""
    mine = (col(FulfillmentRow.shop_id) == shop_id,)
    for moment in set(looks.values()):
        ids = [parcel for parcel, at in looks.items() if at == moment]
        change = update(FulfillmentRow).where(*mine, col(FulfillmentRow.id).in_(ids))
        session.execute(change.values(asked_at=now, look_at=moment))

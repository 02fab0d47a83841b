"""How long parcels took, for learning what the shop can promise."""

from datetime import datetime, tzinfo

from sqlmodel import Session, col, select

from integration.domain.usual_days import Trip
from integration.domain.zones import zone
from integration.store.tables import FulfillmentRow, OrderRow

MOST = 5_000


def trips(session: Session, shop_id: int, since: datetime, timezone: str) -> list[Trip]:
    """The newest parcels of orders placed since then, at most `MOST`, with their days by the shop's calendar."""
    query = (
        select(OrderRow.paid_at, OrderRow.placed_at, FulfillmentRow.shipped_at, FulfillmentRow.delivered_at)
        .add_columns(col(OrderRow.country))
        .join(FulfillmentRow, col(FulfillmentRow.order_id) == col(OrderRow.id))
        .where(
            col(OrderRow.shop_id) == shop_id, col(FulfillmentRow.shop_id) == shop_id, col(OrderRow.placed_at) >= since
        )
        .where(col(FulfillmentRow.shipped_at).is_not(None), col(FulfillmentRow.removed_at).is_(None))
        .order_by(col(OrderRow.placed_at).desc())
        .limit(MOST)
    )
    here = zone(timezone)
    return [_trip(here, paid_at or placed_at, *rest) for paid_at, placed_at, *rest in session.execute(query)]


def _trip(here: tzinfo, placed_at: datetime, shipped_at: datetime, delivered_at: datetime | None, country: str) -> Trip:
    placed, shipped = (at.astimezone(here).date() for at in (placed_at, shipped_at))
    return Trip(placed, shipped, delivered_at.astimezone(here).date() if delivered_at else None, country)

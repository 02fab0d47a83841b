"""What became of a shop's promises: a short past is counted while its page is waited for, a long one is kept.

A long past is counted by a worker, with the replay of the same orders: when first looked for, and every night.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session

from integration.store.insights import Insights, count_arrived, insights
from integration.store.replays import replay_of
from integration.store.tables import ShopRow
from jobs.learning import today_of

PERIODS = (30, 90, 365)
"""Days to look back on."""

AT_ONCE = 4000
"""Parcels that are counted while somebody looks: about forty milliseconds."""

MOST = 1000
"""Destinations, carriers or products: those that were late most often."""

_KEPT: TypeAdapter[Insights] = TypeAdapter(Insights)


@dataclass(frozen=True, slots=True)
class Counted:
    """`found` is None until a long past was counted. `day` (from 1970-01-01) is that of a past that is kept.

    `is_due` where it has to be counted, or counted again.
    """

    found: Insights | None
    day: int | None = None
    is_due: bool = False


def counted(session: Session, shop: ShopRow, now: datetime, days: int) -> Counted:
    """Of the orders that arrived in the last `days`, one of PERIODS. Nothing is written."""
    shop_id, since = shop.id or 0, now - timedelta(days=days)
    if count_arrived(session, shop_id, since, AT_ONCE + 1) <= AT_ONCE:
        return Counted(insights(session, shop_id, since, MOST))
    row = replay_of(session, shop_id)
    found = _read(row.insights.get(str(days))) if row else None
    day = row.day if row and found else None
    return Counted(found, day, is_due=day != today_of(shop, now))


def count_all(session: Session, shop_id: int, now: datetime) -> Mapping[str, Any]:
    """The past by each of PERIODS, to be kept."""
    spans = {days: insights(session, shop_id, now - timedelta(days=days), MOST) for days in PERIODS}
    return {str(days): _KEPT.dump_python(found, mode="json") for days, found in spans.items()}


def _read(record: Any) -> Insights | None:
    """None where nothing is kept that can still be shown."""
    try:
        return _KEPT.validate_python(record)
    except ValidationError:
        return None

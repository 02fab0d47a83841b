"""How gravely each detail is asked of a shop, by what its own rules say today."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

from sqlmodel import Session

from integration.data.jurisdictions import rules
from integration.domain.asked import Asked, asked_for
from integration.domain.jurisdiction import Severity
from integration.domain.shop import ShopSettings
from integration.domain.zones import day_in
from integration.store.shops import shop

SHOPS_KEPT = 256


@lru_cache(SHOPS_KEPT)
def asked_today(
    settings: ShopSettings, today: date, circumstances: frozenset[str] = frozenset()
) -> Mapping[str, Asked]:
    """By detail; every screen of a shop asks this, and the answer holds for the day."""
    return asked_for(settings, rules(), today, circumstances)


def shop_day(session: Session, shop_id: int, now: datetime) -> date:
    """Which day it is in the shop; by UTC where there is no such shop."""
    row = shop(session, shop_id)
    return day_in(row.timezone if row else "UTC", now)


def severities(settings: ShopSettings, today: date) -> Mapping[str, Severity]:
    """Details that nobody asks of this shop are absent."""
    asked = asked_today(settings, today)
    return {code: one.severity for code, one in asked.items() if one.severity is not None}

"""A shop's own past orders lived through again, for a merchant who wants to see before anything is sent."""

from datetime import datetime
from itertools import islice

from sqlmodel import Session

from integration.domain.replay.summary import Summary, summary
from integration.store.parcels import past
from integration.store.tables import ShopRow
from jobs.facts import notice_settings
from jobs.learning import viewpoint_of

MOST = 5000
"""The newest parcels: a page is waited for, and a minute's wait is none."""


def replayed(session: Session, shop: ShopRow, now: datetime) -> Summary | None:
    """None where too few orders were delivered to say anything. Nothing is written or sent."""
    settings = notice_settings(session, shop)
    found = islice(past(session, viewpoint_of(shop, settings.promise, now)).columns.parcels(), MOST)
    return summary([parcel for parcel in found if parcel.followed], settings.sensitivity)

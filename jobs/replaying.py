"""A shop's own past orders lived through again, for a merchant who wants to see before anything is sent.

A short past is lived through while its page is waited for. A long one is kept: done when first looked for, and every
night from then on, together with what became of its promises (`jobs.insights`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any, TypeAlias

from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session, select

from integration.domain.delay.policy import Sensitivity
from integration.domain.replay.summary import Summary, summaries
from integration.store import replays
from integration.store.order_parts import promise_settings
from integration.store.parcels import past
from integration.store.session import read, write
from integration.store.tables import ReplayRow, ShopRow
from jobs.context import Context
from jobs.insights import count_all
from jobs.learning import today_of, viewpoint_of
from jobs.queue import ring

MOST = 5000
"""The newest parcels: what came before them says little of the coming ones."""

AT_ONCE = 200
"""Orders of which the past is lived through while somebody looks: about a tenth of a second."""

VERSION = 1
"""Of how a past is lived through: what was kept by another is not shown."""

Summaries: TypeAlias = Mapping[Sensitivity, Summary]
_KEPT: TypeAdapter[Summaries] = TypeAdapter(Mapping[Sensitivity, Summary])


@dataclass(frozen=True, slots=True)
class Replayed:
    """`found` is None until the past was lived through, and empty where too few orders were delivered to say anything.

    `is_due` where it has to be done, or done again.
    """

    found: Summaries | None
    is_due: bool = False


def replayed(session: Session, shop: ShopRow, now: datetime) -> Replayed:
    """What is kept of the shop's past, or a short past as it is now. Nothing is written or sent."""
    row = replays.replay_of(session, shop.id or 0)
    found = _kept(row, shop)
    if row is not None and found is not None:
        return Replayed(found, is_due=row.day != today_of(shop, now))
    if replays.count_promised(session, shop.id or 0, AT_ONCE + 1) > AT_ONCE:
        return Replayed(None, is_due=True)
    return Replayed(_lived_through(session, shop, now))


def ask(context: Context, shop_id: int) -> None:
    """Has the past lived through, unless that was asked for already."""
    with write(context.engine) as session:
        is_news = replays.ask(session, shop_id, context.clock())
        session.commit()
    if is_news:
        ring(context, "replay", shop_id)


def ask_again(context: Context, shop_id: int) -> None:
    """As `ask`, for a past that somebody has looked at."""
    with read(context.engine) as session:
        row = replays.replay_of(session, shop_id)
    if row is not None:
        ask(context, shop_id)


def replay_shop(context: Context, shop_id: int) -> None:
    """Keeps the replay of today; what is kept of today already stands."""
    now = context.clock()
    with read(context.engine) as session:
        shop = session.exec(select(ShopRow).where(ShopRow.id == shop_id)).one_or_none()
        if shop is None:
            return
        row, today, basis = replays.replay_of(session, shop_id), today_of(shop, now), _basis(shop)
        stands = row is not None and row.day == today and _kept(row, shop) is not None
        record = row.record if row and stands else _record(_lived_through(session, shop, now))
        figures = row.insights if row and row.day == today and row.insights else count_all(session, shop_id, now)
    with write(context.engine) as session:
        replays.save_replay(session, shop_id, basis, today, record, figures)
        session.commit()


def _lived_through(session: Session, shop: ShopRow, now: datetime) -> Summaries:
    viewpoint = viewpoint_of(shop, promise_settings(shop), now)
    newest = islice(past(session, viewpoint).columns.parcels(), MOST)
    return summaries([parcel for parcel in newest if parcel.followed])


def _basis(shop: ShopRow) -> str:
    """Of all but the orders that a replay goes by."""
    said = [VERSION, shop.settings.get("promise"), shop.country, shop.timezone]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _record(found: Summaries) -> dict[str, Any]:
    record: dict[str, Any] = _KEPT.dump_python(found, mode="json")
    return record


def _kept(row: ReplayRow | None, shop: ShopRow) -> Summaries | None:
    """None where nothing is kept that can still be shown."""
    if row is None or row.day is None or row.basis != _basis(shop):
        return None
    try:
        return _KEPT.validate_python(row.record)
    except ValidationError:
        return None

"""Whose parcels a carrier is asked about at one visit: as few as can be, within what the vendor grants a shop a day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from connectors import Manifest, manifests
from integration.domain.commerce import TrackingStatus
from integration.domain.polling import GIVEN_UP, Watched, most_pressing, pause, room_left
from integration.store import shops, tracking, watched
from integration.store.heard import last_delivery
from integration.store.tables import ConnectionRow, FulfillmentRow, ShopRow
from jobs.carriers import carries, follows

LEASE_SECONDS = 300.0
MOST = 4_000
ASKED = "asked"
"""The cursor that says how many numbers were asked about on which day."""
STILL_TELLS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Round:
    """The parcels of one visit, most pressing first. `told`: the vendor also tells of itself. `country`: the shop's."""

    parcels: Sequence[FulfillmentRow]
    at_once: int
    country: str
    told: bool
    watched: dict[int, Watched]


def plan(session: Session, connection: ConnectionRow, now: datetime) -> Round:
    """A vendor without any limit (the demo shop) is asked about all of them each time."""
    manifest, shop_id = manifests()[connection.connector], connection.shop_id
    country = session.get_one(ShopRow, shop_id).country
    if not manifest.per_second:
        return Round(tracking.open_parcels(session, shop_id), manifest.at_once, country, told=False, watched={})
    told = _tells(session, connection, now)
    found = {due.row.id or 0: due for due in watched.due_parcels(session, shop_id, now, now - GIVEN_UP)}
    direct = _direct(session, shop_id)
    found = {number: due for number, due in found.items() if _ours(manifest, direct, due.row)}
    parcels = {number: _watched(due) for number, due in found.items()}
    chosen = most_pressing(parcels.values(), now, _room(manifest, connection, now), told)
    return Round([found[each].row for each in chosen], manifest.at_once, country, told, parcels)


def went(
    session: Session, connection: ConnectionRow, round_: Round, batch: Sequence[FulfillmentRow], now: datetime
) -> None:
    """Notes when each of these is asked about next, as it stands after what was just heard, and counts them."""
    if not round_.watched:
        return
    looks = {row.id or 0: _next(session, round_, row.id or 0, now) for row in batch}
    watched.asked(session, connection.shop_id, looks, now)
    counted = _asked_today(shops.connection_by_id(session, connection.id or 0) or connection, now) + len(batch)
    shops.set_cursor(session, connection.shop_id, connection.connector, ASKED, {"day": _day(now), "numbers": counted})


def _next(session: Session, round_: Round, parcel: int, now: datetime) -> datetime | None:
    status = TrackingStatus(session.get_one(FulfillmentRow, parcel).status)
    usual = pause(replace(round_.watched[parcel], status=status), now, round_.told)
    return None if usual is None else now + usual


def _watched(due: watched.Due) -> Watched:
    row = due.row
    sent = row.shipped_at or due.placed_at
    return Watched(row.id or 0, TrackingStatus(row.status), sent, row.asked_at, due.earliest, due.promised_by)


def _ours(manifest: Manifest, direct: Sequence[str], row: FulfillmentRow) -> bool:
    """A carrier that the shop asks directly is not also asked through one who follows many."""
    return carries(manifest.name, row) if manifest.follows else not any(carries(one, row) for one in direct)


def _direct(session: Session, shop_id: int) -> list[str]:
    """The shop's live connections to carriers themselves."""
    names = [row.connector for row in shops.connections(session, shop_id) if row.state == "live"]
    return [name for name in names if follows(name) and manifests()[name].follows]


def _room(manifest: Manifest, connection: ConnectionRow, now: datetime) -> int:
    """No more than can be asked about in half of the lease, nor than is left of the day's."""
    most = min(MOST, int(LEASE_SECONDS / 2 * manifest.per_second) * manifest.at_once)
    if not manifest.numbers_a_day:
        return most
    return min(most, room_left(manifest.numbers_a_day, _asked_today(connection, now), now))


def _asked_today(connection: ConnectionRow, now: datetime) -> int:
    counted: dict[str, Any] = connection.cursors.get(ASKED, {})
    return int(counted.get("numbers", 0)) if counted.get("day") == _day(now) else 0


def _day(now: datetime) -> str:
    return now.date().isoformat()


def _tells(session: Session, connection: ConnectionRow, now: datetime) -> bool:
    heard = last_delivery(session, connection.shop_id, connection.connector)
    return heard is not None and now - heard < STILL_TELLS

"""The scans of parcels, and where they put them. What is said twice, late or out of order leaves the same rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from integration.domain.commerce import TrackingEvent, TrackingStatus
from integration.domain.incident_reason import IncidentReason
from integration.domain.tracking import delivered_at, event_key, handed_over_at, merge, status_of
from integration.store.tables import FulfillmentRow, TrackingEventRow
from integration.store.upsert import upsert
from integration.store.write_backs import our_events

MOST_AT_ONCE = 500


def save_scans(
    session: Session, shop_id: int, found: Mapping[int, Iterable[TrackingEvent]], now: datetime
) -> Mapping[int, int]:
    """Adds the scans that are new, by our id of the parcel, and moves each parcel to where all its scans put it.

    How many were new, of each parcel that had any. One that is not the shop's has none.
    """
    said = {parcel_id: merged for parcel_id, events in found.items() if (merged := merge(events))}
    counts: dict[int, int] = {}
    for parcel_ids in _parts(list(said)):
        rows = _rows(session, shop_id, parcel_ids)
        known = _known(session, shop_id, [row.id or 0 for row in rows])
        new = [
            _scan(row, key, event, now)
            for row in rows
            for event in said[row.id or 0]
            if (key := event_key(event)) not in known[row.id or 0]
        ]
        if new:
            session.execute(upsert(session, TrackingEventRow).on_conflict_do_nothing(), new)
        for scan in new:
            counts[scan["fulfillment_id"]] = counts.get(scan["fulfillment_id"], 0) + 1
        _follow(session, shop_id, [row for row in rows if row.id in counts])
    return counts


def add_events(
    session: Session, shop_id: int, fulfillment_id: int, events: Iterable[TrackingEvent], now: datetime
) -> int:
    """Adds the scans of one parcel that are new; how many there were."""
    return save_scans(session, shop_id, {fulfillment_id: events}, now).get(fulfillment_id, 0)


def scans(session: Session, shop_id: int, fulfillment_ids: Sequence[int]) -> Mapping[int, tuple[TrackingEvent, ...]]:
    """Every scan of these parcels, oldest first; a parcel without any is absent."""
    query = select(TrackingEventRow).where(
        TrackingEventRow.shop_id == shop_id, col(TrackingEventRow.fulfillment_id).in_(fulfillment_ids)
    )
    found: dict[int, list[TrackingEvent]] = {}
    for row in session.exec(query):
        reason = IncidentReason(row.reason) if row.reason else None
        event = TrackingEvent(row.at, TrackingStatus(row.status), row.description, row.place, reason)
        found.setdefault(row.fulfillment_id, []).append(event)
    return {parcel: merge(events) for parcel, events in found.items()}


def _parts(parcel_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (parcel_ids[at : at + MOST_AT_ONCE] for at in range(0, len(parcel_ids), MOST_AT_ONCE))


def _rows(session: Session, shop_id: int, parcel_ids: Sequence[int]) -> Sequence[FulfillmentRow]:
    """As they stand in the database."""
    query = select(FulfillmentRow).where(FulfillmentRow.shop_id == shop_id, col(FulfillmentRow.id).in_(parcel_ids))
    return session.exec(query.execution_options(populate_existing=True)).all()


def _known(session: Session, shop_id: int, parcel_ids: Sequence[int]) -> Mapping[int, set[str]]:
    """What was told of each before, by the carrier or, because we had told it so, by the store."""
    keys = our_events(session, shop_id, parcel_ids)
    told = scans(session, shop_id, parcel_ids)
    return {one: keys.get(one, set()) | {event_key(event) for event in told.get(one, ())} for one in parcel_ids}


def _follow(session: Session, shop_id: int, rows: Sequence[FulfillmentRow]) -> None:
    told = scans(session, shop_id, [row.id or 0 for row in rows])
    if rows:
        session.execute(update(FulfillmentRow), [_place(row, told[row.id or 0]) for row in rows])
        _rows(session, shop_id, [row.id or 0 for row in rows])


def _place(row: FulfillmentRow, events: tuple[TrackingEvent, ...]) -> dict[str, Any]:
    handed_over = handed_over_at(events)
    return {
        "id": row.id,
        "status": status_of(events),
        "delivered_at": delivered_at(events),
        "handed_over_at": handed_over,
        "scanned_at": events[-1].at,
        "shipped_at": row.shipped_at or handed_over,
    }


def _scan(row: FulfillmentRow, key: str, event: TrackingEvent, now: datetime) -> dict[str, Any]:
    return {
        "shop_id": row.shop_id,
        "fulfillment_id": row.id,
        "event_key": key,
        "at": event.at,
        "status": event.status,
        "description": event.description,
        "place": event.place,
        "reason": event.reason or "",
        "received_at": now,
    }

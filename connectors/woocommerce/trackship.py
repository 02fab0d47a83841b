"""What TrackShip says of parcels: one state for each entry of Shipment Tracking, in the order's meta data.

https://docs.trackship.com/docs/resources/shipment-status-reference/
"""

from collections.abc import Iterator, Mapping
from typing import Any

from connectors.scans import scan
from connectors.values import table
from integration.data.carriers import scan_meanings
from integration.domain.commerce import TrackingEvent

SHIPMENT_STATUS = "shipment_status"
FEED = "trackship"


def states(value: Any) -> Mapping[int, tuple[TrackingEvent, ...]]:
    """By the place of the entry; what TrackShip could not find out, or without a time, says nothing."""
    return {place: (state,) for place, entry in _entries(value) if (state := _state(entry)) is not None}


def _entries(value: Any) -> Iterator[tuple[int, Any]]:
    """PHP writes a list from which one was taken out as an object with the places as names."""
    if isinstance(value, list):
        yield from enumerate(value)
    elif isinstance(value, Mapping):
        yield from ((int(place), entry) for place, entry in value.items() if str(place).isdecimal())


def _state(entry: Any) -> TrackingEvent | None:
    told = table(entry)
    meaning = scan_meanings(FEED).get(str(told.get("status")))
    if meaning is None or meaning.status is None:
        return None
    try:
        at = told.get("last_event_time") or told.get("status_date")
        return scan(at, (told.get("status"),), scan_meanings(FEED), f"TrackShip: {told.get('status')}", "")
    except ValueError:
        return None

"""A parcel's way as DHL tells it. Its times are the clock's where the parcel was, and do not say so."""

from collections.abc import Mapping, Sequence

from connectors.readable import read_all
from connectors.scans import scan
from connectors.values import objects, table, text
from integration.domain.commerce import Raw, TrackingEvent
from integration.domain.tracking import Meaning, merge


def ways_of(told: Raw, number: str, meanings: Mapping[str, Meaning]) -> tuple[TrackingEvent, ...]:
    """Every scan of this number: a search may also answer with the shipment of somebody else.

    The newest state is told beside the scans, and sometimes without one.
    """
    entries = [
        entry
        for shipment in objects(told.get("shipments"))
        if number in _names(shipment)
        for entry in _entries(shipment)
    ]
    return merge(read_all(entries, lambda entry: _scan(entry, meanings), lambda _: number))


def _entries(shipment: Raw) -> Sequence[Raw]:
    events, newest = objects(shipment.get("events")), table(shipment.get("status"))
    codes = {entry.get("statusCode") for entry in events}
    return events if newest.get("statusCode") in codes else [*events, newest]


def _names(shipment: Raw) -> set[str]:
    """A shipment of several pieces is found by each of their numbers."""
    details: Raw = table(shipment.get("details"))
    pieces = details.get("pieceIds")
    return {text(shipment.get("id")), *map(text, pieces if isinstance(pieces, list) else [])}


def _scan(told: Raw, meanings: Mapping[str, Meaning]) -> TrackingEvent:
    """By `statusCode`: `status` beside it is text, and may say the opposite."""
    address: Raw = table(table(told.get("location")).get("address"))
    words = text(told.get("description")) or text(told.get("status"))
    place, country = address.get("addressLocality"), address.get("countryCode")
    return scan(told.get("timestamp"), (told.get("statusCode"),), meanings, words, place, country)

"""A parcel's way as 17TRACK tells it, in an answer and in a delivery alike."""

from collections.abc import Mapping
from typing import Any

from connectors.readable import read_all
from connectors.scans import scan
from connectors.values import objects, table, text
from integration.domain.commerce import Raw, TrackingEvent
from integration.domain.tracking import Meaning, merge


def number_of(told: Raw) -> str:
    return text(told.get("number"))


def way_of(told: Raw, meanings: Mapping[str, Meaning]) -> tuple[TrackingEvent, ...]:
    """Every scan, by all carriers that had the parcel; what cannot be read of it is left out and named in the log."""
    info = table(told.get("track_info"))
    latest, state = table(info.get("latest_event")), table(info.get("latest_status"))
    entries = [
        event
        for provider in objects(table(info.get("tracking")).get("providers"))
        for event in objects(provider.get("events"))
    ]
    if latest and _at(latest) not in map(_at, entries):
        entries.append(dict(latest))
    states = {_at(latest): state}
    return merge(
        read_all(entries, lambda event: _scan(event, states.get(_at(event), {}), meanings), lambda _: number_of(told))
    )


def _scan(event: Raw, status: Raw, meanings: Mapping[str, Meaning]) -> TrackingEvent:
    """A scan may have a state of its own, fine or coarse; the newest one also has the parcel's."""
    codes = (event.get("sub_status"), event.get("stage"), status.get("sub_status"), status.get("status"))
    address: Raw = table(event.get("address"))
    place = event.get("location") or address.get("city")
    return scan(_at(event), codes, meanings, event.get("description"), place, address.get("country"))


def _at(event: Raw) -> Any:
    return event.get("time_utc") or event.get("time_iso")

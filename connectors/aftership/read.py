"""A parcel's way as AfterShip tells it, in an answer and in a delivery alike."""

from collections.abc import Mapping

from connectors.readable import read_all
from connectors.scans import scan
from connectors.values import objects, text
from integration.domain.commerce import Raw, TrackingEvent
from integration.domain.tracking import Meaning, merge


def number_of(told: Raw) -> str:
    return text(told.get("tracking_number"))


def way_of(told: Raw, meanings: Mapping[str, Meaning]) -> tuple[TrackingEvent, ...]:
    """Every checkpoint; what cannot be read of it is left out and named in the log."""
    checkpoints = objects(told.get("checkpoints"))
    return merge(read_all(checkpoints, lambda each: _scan(each, meanings), lambda _: number_of(told)))


def _scan(told: Raw, meanings: Mapping[str, Meaning]) -> TrackingEvent:
    codes = (told.get("subtag"), told.get("tag"))
    place = told.get("location") or told.get("city")
    at = told.get("checkpoint_time") or told.get("created_at")
    return scan(at, codes, meanings, told.get("message"), place, told.get("country_iso3"))

"""Scans as vendors who follow parcels write them: a code, a time that may lack its zone, words and a place."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from babel.core import get_global

from connectors.values import moment, text
from integration.domain.commerce import Address, TrackingEvent, TrackingStatus
from integration.domain.tracking import Meaning
from integration.domain.zones import zone_of

_NOTHING_KNOWN = Meaning(None, None)


def scan(
    at: Any, codes: tuple[Any, ...], meanings: Mapping[str, Meaning], words: Any, place: Any, country: Any = ""
) -> TrackingEvent:
    """By the first of `codes`, the finest first, that means something. Raises ValueError for a scan without a time.

    A time without a zone is the clock's of the country in which the parcel was scanned.
    """
    when = _moment(at, text(country))
    if when is None:
        raise ValueError(f"a scan at {at!r}")
    meaning = next((meanings[code] for code in map(text, codes) if code in meanings), _NOTHING_KNOWN)
    return TrackingEvent(when, meaning.status or TrackingStatus.UNKNOWN, text(words), text(place), meaning.reason)


def _moment(value: Any, country: str) -> datetime | None:
    found = moment(value)
    if found is None or not country or datetime.fromisoformat(value).tzinfo is not None:
        return found
    there = zone_of(Address(country=_two_letters(country)), "UTC")
    return found.replace(tzinfo=there).astimezone(UTC)


def _two_letters(country: str) -> str:
    """ISO 3166 alpha-2 of alpha-3, as CLDR has them."""
    named = country.upper()
    return next(iter(get_global("territory_aliases").get(named, [])), named)

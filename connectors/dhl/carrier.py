"""Parcels that DHL carries: one number a call, and few calls a day."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from connectors.access import Access
from connectors.dhl.client import Client
from connectors.dhl.read import ways_of
from integration.domain.commerce import Tracking, TrackingEvent

NOBODYS = "00340434161094015902"
"""A number of DHL's own documentation, to try a key with."""


class DhlCarrier:
    def __init__(self, access: Access) -> None:
        self._client, self._meanings = Client(access), access.meanings

    def track(self, parcels: Sequence[Tracking]) -> Mapping[str, Sequence[TrackingEvent]]:
        return dict(self._asked(parcels))

    def register(self, parcels: Sequence[Tracking]) -> Mapping[str, str]:
        """DHL follows what it carries."""
        return {}

    def tracking_url(self, tracking_number: str) -> str:
        return f"https://www.dhl.com/en/home/tracking.html?tracking-id={quote(tracking_number, safe='')}"

    def _asked(self, parcels: Sequence[Tracking]) -> Iterator[tuple[str, Sequence[TrackingEvent]]]:
        for parcel in parcels:
            yield parcel.number, ways_of(self._client.shipments(parcel.number), parcel.number, self._meanings)


class DhlAccount:
    """The one call that a try costs is one of the day's."""

    def __init__(self, access: Access) -> None:
        self._client = Client(access)

    def check(self) -> None:
        self._client.shipments(NOBODYS)

"""Parcels that AfterShip follows."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import quote

from connectors.access import Access
from connectors.aftership.client import Client, Refused
from connectors.aftership.read import number_of, way_of
from connectors.values import objects
from integration.domain.commerce import Tracking, TrackingEvent
from integration.domain.tracking import merge

ALREADY = 4003
WRONG_CARRIER = frozenset({4008, 4010, 4012})
KEPT = timedelta(days=119)
"""AfterShip keeps a parcel for 120 days, and lists only those of the last 30 unless it is told otherwise."""


class AfterShipCarrier:
    """A number may be followed with two carriers at once; their scans are one parcel's."""

    def __init__(self, access: Access) -> None:
        self._client, self._meanings, self._clock = Client(access), access.meanings, access.clock

    def track(self, parcels: Sequence[Tracking]) -> Mapping[str, Sequence[TrackingEvent]]:
        data = self._client.get(
            "/trackings",
            tracking_numbers=",".join(parcel.number for parcel in parcels),
            created_at_min=(self._clock() - KEPT).isoformat(timespec="seconds"),
            limit="200",
        )
        found: dict[str, Sequence[TrackingEvent]] = {}
        for one in objects(data.get("trackings")):
            number = number_of(one)
            found[number] = merge([*found.get(number, ()), *way_of(one, self._meanings)])
        return found

    def register(self, parcels: Sequence[Tracking]) -> Mapping[str, str]:
        refused = ((parcel.number, self._refusal(parcel)) for parcel in parcels)
        return {number: why for number, why in refused if why}

    def tracking_url(self, tracking_number: str) -> str:
        return f"https://track.aftership.com/{quote(tracking_number, safe='')}"

    def _refusal(self, parcel: Tracking) -> str:
        """Why it is not followed; "" if it is. A carrier that it does not believe in, it may find out itself."""
        try:
            self._follow(parcel.number, {"slug": parcel.carrier} if parcel.carrier else {})
        except Refused as problem:
            if problem.code == ALREADY:
                return ""
            if parcel.carrier and problem.code in WRONG_CARRIER:
                return self._refusal(Tracking(parcel.number))
            return str(problem)
        return ""

    def _follow(self, number: str, more: Mapping[str, str]) -> None:
        self._client.post("/trackings", {"tracking_number": number, **more})


class AfterShipAccount:
    def __init__(self, access: Access) -> None:
        self._client = Client(access)

    def check(self) -> None:
        self._client.get("/trackings", limit="1")

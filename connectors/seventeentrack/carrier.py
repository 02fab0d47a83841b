"""Parcels that 17TRACK follows."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from connectors.access import Access
from connectors.seventeentrack.client import USED_UP, Client, UsedUp
from connectors.seventeentrack.read import number_of, way_of
from connectors.values import objects, table, text, whole
from integration.domain.commerce import Tracking, TrackingEvent

ALREADY, NO_NEWS_YET = -18019901, -18019909


class SeventeenTrackCarrier:
    """Reading costs nothing; each number that is registered is one of those that the account has bought."""

    def __init__(self, access: Access) -> None:
        self._client, self._meanings = Client(access), access.meanings

    def track(self, parcels: Sequence[Tracking]) -> Mapping[str, Sequence[TrackingEvent]]:
        data = self._client.ask("gettrackinfo", _named(parcels))
        found: dict[str, Sequence[TrackingEvent]] = {
            number_of(one): () for one, code, _ in _refused(data) if code == NO_NEWS_YET
        }
        return found | {number_of(one): way_of(one, self._meanings) for one in objects(data.get("accepted"))}

    def register(self, parcels: Sequence[Tracking]) -> Mapping[str, str]:
        """17TRACK finds out itself who carries each. Raises UsedUp once it takes no more of them."""
        refused = [one for one in _refused(self._client.ask("register", _named(parcels))) if one[1] != ALREADY]
        for _, code, words in refused:
            if code in USED_UP:
                raise UsedUp(f"17TRACK registers no more parcels: {words}", 3600.0)
        return {number_of(told): words for told, _, words in refused}

    def tracking_url(self, tracking_number: str) -> str:
        return f"https://t.17track.net/en#nums={quote(tracking_number, safe='')}"


class SeventeenTrackAccount:
    def __init__(self, access: Access) -> None:
        self._client = Client(access)

    def check(self) -> None:
        self._client.ask("getquota", {})


def _named(parcels: Sequence[Tracking]) -> list[Mapping[str, str]]:
    return [{"number": parcel.number} for parcel in parcels]


def _refused(data: Mapping[str, object]) -> list[tuple[Mapping[str, object], int, str]]:
    errors = ((one, table(one.get("error"))) for one in objects(data.get("rejected")))
    return [(one, whole(error.get("code")), text(error.get("message"))) for one, error in errors]

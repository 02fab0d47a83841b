"""What a connector is built with: one shop's address, its opened credentials, and the door out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors.http import Http
from integration.domain.commerce import TrackingStatus
from integration.domain.tracking import Meaning
from integration.ports import Credentials, Pace

MERCHANT_ID = "merchant_id"
"""Under this name `config` keeps the vendor's own lasting name of the shop."""


def forget(_name: str, _value: str) -> None:
    """For uses that leave nothing behind."""


@dataclass(frozen=True, slots=True)
class Access:
    """One shop's access to one vendor, made for one use and never shared. `clock` gives aware UTC.

    `learn` keeps in `config`, for the next time, what was found out about this very shop. `app` is what this
    installation is known by at the vendor, for all shops. Of a shop that is connected, `keys` renews the credentials,
    and `pace` says how fast it may be asked. `statuses` says what the vendor's words for a parcel's state mean, and
    `meanings` what the codes of its scans do, with the reason.
    """

    url: str
    credentials: Mapping[str, str] = field(repr=False)
    config: Mapping[str, Any] = field(repr=False)
    http: Http
    clock: Callable[[], datetime]
    learn: Callable[[str, str], None] = forget
    app: Mapping[str, str] = field(default_factory=dict, repr=False)
    keys: Credentials | None = None
    pace: Pace | None = None
    statuses: Mapping[str, TrackingStatus] = field(default_factory=dict, repr=False)
    meanings: Mapping[str, Meaning] = field(default_factory=dict, repr=False)

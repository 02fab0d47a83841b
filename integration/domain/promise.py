"""What a customer was promised on the day of the order: the store's own dates, else the merchant's times, else ours."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from integration.domain.calendars import WEEKDAYS, add_business_days, next_business_day
from integration.domain.commerce import Order, OrderLine
from integration.domain.places import EU
from integration.domain.zones import zone, zone_of

Days = tuple[int, int]

_PICKUP = frozenset({"local_pickup", "pickup_location", "local pickup", "store pickup", "in-store pickup", "pickup"})

# Own assumptions, on the patient side of what carriers publish for parcels without express service.
_ASSUMED_HANDLING: Days = (1, 3)
_ASSUMED_DOMESTIC: Days = (2, 7)
_ASSUMED_EU: Days = (4, 10)
_ASSUMED_WORLD: Days = (7, 21)


class Basis(StrEnum):
    STATED = "stated"
    SETTINGS = "settings"
    DERIVED = "derived"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PromiseSettings:
    """How fast the merchant says the shop is. Ranges are business days; `transit` is by destination country.

    `services` is by the name of the shipping method, and in it by destination, "" being all others: what it has goes
    before what `transit` has. `carrier_days` are the weekdays on which parcels move and are delivered. `handling` None
    means that the merchant has said nothing: a promise can then only be derived. `cutoff_hour` is the shop's local
    hour from which an order counts for the next day. `pickup_methods` are shipping method names under which the
    customer fetches the goods.
    """

    country: str = ""
    timezone: str = "UTC"
    handling: Days | None = None
    cutoff_hour: int = 24
    working_days: frozenset[int] = WEEKDAYS
    transit: Mapping[str, Days] = field(default_factory=dict)
    default_transit: Days | None = None
    services: Mapping[str, Mapping[str, Days]] = field(default_factory=dict)
    carrier_days: frozenset[int] = WEEKDAYS
    pickup_methods: frozenset[str] = frozenset()

    def transit_to(self, place: str, service: str = "") -> Days | None:
        """What the merchant says of this service to this country; None where nothing was said."""
        named = self.services.get(service.strip().casefold(), {})
        return named.get(place) or named.get("") or self.transit.get(place) or self.default_transit


@dataclass(frozen=True, slots=True)
class Promise:
    """The promised days as moments: `promised_from` begins one, `promised_by` ends one, in the customer's zone.

    Both are None when nothing was promised. `shown` is what the customer saw, ready for JSON.
    """

    promised_from: datetime | None
    promised_by: datetime | None
    basis: Basis
    shown: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shown_hash(self) -> str:
        """SHA-256 of `shown` in one fixed spelling, so that a later change of the record shows."""
        text = json.dumps(self.shown, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def read_promise_settings(settings: Mapping[str, Any], *, country: str = "", timezone: str = "UTC") -> PromiseSettings:
    """The settings from a shop's own, under "promise": handling_days, cutoff_hour, working_days, transit, ...

    Raises ValueError naming the entry that cannot be read.
    """
    given = _table("promise", settings.get("promise") or {})
    transit = _table("transit", given.get("transit") or {})
    handling = given.get("handling_days")
    default = given.get("default_transit")
    return PromiseSettings(
        country=str(given.get("country") or country),
        timezone=timezone,
        handling=None if handling is None else _days("handling_days", handling),
        cutoff_hour=_whole("cutoff_hour", given.get("cutoff_hour", 24), 24),
        working_days=_weekdays("working_days", given.get("working_days", sorted(WEEKDAYS))),
        carrier_days=_weekdays("carrier_days", given.get("carrier_days", sorted(WEEKDAYS))),
        services=_by_method(given.get("services") or ()),
        transit={place.upper(): _days(f"transit {place}", days) for place, days in transit.items()},
        default_transit=None if default is None else _days("default_transit", default),
        pickup_methods=frozenset(str(name).casefold() for name in given.get("pickup_methods", ())),
    )


def is_pickup(order: Order, settings: PromiseSettings) -> bool:
    """Whether the customer fetches the goods from the shop. A parcel shop or locker is a delivery, not a pickup."""
    return order.shipping_method.strip().casefold() in _PICKUP | settings.pickup_methods


def promise_for(order: Order, settings: PromiseSettings, now: datetime) -> Promise:
    """The promise of an order first seen at `now`: stated by the store, by the merchant's settings, or derived.

    Digital goods and pickups promise no delivery, and goods that can be sent from a day that nobody has named, no day.
    """
    if not order.requires_shipping or is_pickup(order, settings):
        return Promise(None, None, Basis.NONE, {"method": order.shipping_method})
    if order.promised_by is not None:
        stated = order.promised_by.astimezone(UTC)
        begins = order.promised_from.astimezone(UTC) if order.promised_from else None
        return Promise(begins, stated, Basis.STATED, {**_order_shown(order), "stated": stated.isoformat()})
    if any(line.preordered and line.available_on is None for line in _to_ship(order)):
        return Promise(None, None, Basis.NONE, _order_shown(order))
    return _computed(order, settings, now)


def _to_ship(order: Order) -> list[OrderLine]:
    return [line for line in order.lines if line.requires_shipping]


def _computed(order: Order, settings: PromiseSettings, now: datetime) -> Promise:
    place = order.ship_to.country.upper()
    said = settings.transit_to(place, order.shipping_method)
    basis = Basis.SETTINGS if said and (settings.handling or order.ships_by) else Basis.DERIVED
    handling = settings.handling or _ASSUMED_HANDLING
    transit = said or _assumed_transit(settings.country.upper(), place)
    region = order.ship_to.region if place else ""
    first, last = (
        add_business_days(sent, move, place or settings.country, settings.carrier_days, region)
        for sent, move in zip(_sent(order, settings, handling, now), transit, strict=True)
    )
    there = zone_of(order.ship_to, settings.timezone)
    shown = {**_order_shown(order), "handling_days": list(handling), "transit_days": list(transit)}
    if order.ships_by is not None:
        shown["ships_by"] = order.ships_by.astimezone(UTC).isoformat()
    return Promise(_begin(first, there), _end(last, there), basis, shown)


def _sent(order: Order, settings: PromiseSettings, handling: Days, now: datetime) -> tuple[date, date]:
    """The first and the last day on which it may leave; the last by the store's own date, where it has one."""
    start = _first_day(order, settings, now)
    soonest, latest = (add_business_days(start, days, settings.country, settings.working_days) for days in handling)
    if order.ships_by is None:
        return soonest, latest
    last = max(start, order.ships_by.astimezone(zone(settings.timezone)).date())
    return min(soonest, last), last


def _first_day(order: Order, settings: PromiseSettings, now: datetime) -> date:
    """The working day that the order counts for, or on which the last of it can be sent.

    A store whose clock runs ahead does not order from tomorrow.
    """
    local = min(order.paid_at or order.placed_at, now).astimezone(zone(settings.timezone))
    day = local.date() + timedelta(days=1 if local.hour >= settings.cutoff_hour else 0)
    waits = [line.available_on for line in _to_ship(order) if line.available_on is not None]
    return next_business_day(max([day, *waits]), settings.country, settings.working_days)


def _assumed_transit(origin: str, place: str) -> Days:
    if not origin or not place or origin == place:
        return _ASSUMED_DOMESTIC if origin == place else _ASSUMED_WORLD
    return _ASSUMED_EU if {origin, place} <= EU else _ASSUMED_WORLD


def _order_shown(order: Order) -> dict[str, Any]:
    return {
        "method": order.shipping_method,
        "total": format(order.total.amount, "f"),
        "fees": format(order.total.amount - sum(line.total.amount for line in order.lines), "f"),
        "currency": order.total.currency,
        "lines": [
            {"title": line.title, "quantity": line.quantity, "total": format(line.total.amount, "f"), **_from(line)}
            for line in order.lines
        ],
    }


def _from(line: OrderLine) -> dict[str, Any]:
    """What a line was said to be bought ahead of."""
    if not line.preordered:
        return {}
    return {"preordered": True, "available_on": line.available_on.isoformat() if line.available_on else None}


def _begin(day: date, there: tzinfo) -> datetime:
    return datetime.combine(day, time.min, there).astimezone(UTC)


def _end(day: date, there: tzinfo) -> datetime:
    return datetime.combine(day, time(23, 59, 59), there).astimezone(UTC)


def _table(name: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{name}: a table of settings is wanted, not {value!r}")
    return value


def _whole(name: str, value: Any, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError(f"{name}: a whole number from 0 to {most} is wanted, not {value!r}")
    return value


def _days(name: str, value: Any) -> Days:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise ValueError(f"{name}: two numbers of business days are wanted, fewest and most, not {value!r}")
    least, most = (_whole(name, days, 365) for days in value)
    if least > most:
        raise ValueError(f"{name}: fewest and most are the wrong way round: {least}, {most}")
    return least, most


def _weekdays(name: str, value: Any) -> frozenset[int]:
    if not isinstance(value, (list, tuple)) or not value:
        raise ValueError(f"{name}: at least one weekday is wanted")
    return frozenset(_whole(name, day, 6) for day in value)


def _by_method(value: Any) -> Mapping[str, Mapping[str, Days]]:
    """From entries such as {"service": "Express", "place": "DE", "days": [1, 2]}; a place left out is all others."""
    found: dict[str, dict[str, Days]] = {}
    for entry in value:
        row = _table("services", entry)
        name = str(row.get("service", "")).strip()
        days = _days(f"services {name}", row.get("days"))
        found.setdefault(name.casefold(), {})[str(row.get("place", "")).strip().upper()] = days
    return found

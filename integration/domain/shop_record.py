"""A shop's settings as JSON: one form for a line that is audited and for what the store keeps."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from integration.domain.commerce import ShippingRate
from integration.domain.merchant import Merchant
from integration.domain.places import CONTINENTS, WORLD
from integration.domain.shop import ShopSettings, Zone

_CONTINENT = "continent:"
_ELSEWHERE = "*"


def platform_settings(merchant: Merchant, rates: Sequence[ShippingRate]) -> ShopSettings:
    """What a storefront says of the shop and its shipping."""
    return ShopSettings(
        name=merchant.name,
        url=merchant.url,
        email=merchant.email,
        country=merchant.country,
        currency=merchant.currency,
        prices_include_tax=merchant.prices_include_tax,
        zones=zones_of(rates),
    )


def zones_of(rates: Iterable[ShippingRate]) -> tuple[Zone, ...]:
    """Each way of sending to the same countries as a zone. A way that is free from a total frees the others there."""
    ways: dict[tuple[str, ...], list[ShippingRate]] = defaultdict(list)
    for rate in rates:
        if not rate.pickup:
            ways[_countries(rate.countries)].append(rate)
    return tuple(zone for countries, there in ways.items() for zone in _zones(countries, there))


def _zones(countries: tuple[str, ...], ways: Sequence[ShippingRate]) -> Iterable[Zone]:
    freeing = [way for way in ways if way.free_from is not None and way.price is not None and way.price.amount == 0]
    least = min((way.free_from.amount for way in freeing if way.free_from), default=None)
    for way in [way for way in ways if way not in freeing] or freeing[:1]:
        rate = None if way in freeing or way.price is None else way.price.amount
        yield Zone(countries, rate, way.free_from.amount if way.free_from else least, way.name)


def _countries(places: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for place in places:
        if place.startswith(_CONTINENT):
            found |= dict.fromkeys(sorted(CONTINENTS.get(place.removeprefix(_CONTINENT), ())))
        else:
            found[WORLD if place == _ELSEWHERE else place] = None
    return tuple(found)


def written(settings: ShopSettings) -> dict[str, Any]:
    """The settings as JSON; `read_settings` reads it back."""
    return {
        "name": settings.name,
        "url": settings.url,
        "currency": settings.currency,
        "prices_include_tax": settings.prices_include_tax,
        "zones": [
            {
                "name": zone.name,
                "countries": list(zone.countries),
                "rate": _text(zone.rate),
                "free_from": _text(zone.free_from),
            }
            for zone in settings.zones
        ],
        "contact": {"email": settings.email, "phone": settings.phone},
        "base_country": settings.country,
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")


def read_settings(row: object) -> ShopSettings:
    """Settings from JSON; any key may lack or be null. Raises ValueError naming the path that cannot be read."""
    table = _table(row, "settings")
    contact = _table(table.get("contact"), "settings.contact")
    included = table.get("prices_include_tax")
    if not (included is None or isinstance(included, bool)):
        raise ValueError("settings.prices_include_tax is neither true nor false")
    zones = table.get("zones") or []
    if not isinstance(zones, list):
        raise ValueError("settings.zones is no list")
    return ShopSettings(
        name=_word(table, "name", "settings"),
        url=_word(table, "url", "settings"),
        email=_word(contact, "email", "settings.contact"),
        phone=_word(contact, "phone", "settings.contact"),
        country=_word(table, "base_country", "settings").upper(),
        currency=_word(table, "currency", "settings").upper(),
        prices_include_tax=included,
        zones=tuple(_zone(zone, f"settings.zones[{place}]") for place, zone in enumerate(zones)),
    )


def _zone(row: object, path: str) -> Zone:
    table = _table(row, path)
    countries = table.get("countries") or []
    if not isinstance(countries, list) or not all(isinstance(country, str) for country in countries):
        raise ValueError(f"{path}.countries is no list of country codes")
    rate, free_from = (_amount(table.get(key), f"{path}.{key}") for key in ("rate", "free_from"))
    return Zone(tuple(map(_place, countries)), rate, free_from, _word(table, "name", path))


def _place(code: str) -> str:
    return WORLD if code.strip().lower() in (WORLD, _ELSEWHERE) else code.strip().upper()


def _amount(value: object, path: str) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{path} is no amount") from None
    if isinstance(value, bool) or not amount.is_finite() or amount < 0:
        raise ValueError(f"{path} is no amount")
    return amount


def _word(table: Mapping[str, Any], key: str, path: str) -> str:
    value = table.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{path}.{key} is no text")
    return value.strip()


def _table(value: object, path: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ValueError(f"{path} is no object")
    return value

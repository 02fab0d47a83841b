"""A platform's settings as a person reads them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from admin_ui.locale import locale
from admin_ui.words import tell
from integration.domain.shop import ShopSettings, Zone

_ZONE = re.compile(r"zones\[(\d{1,4})\]\.(\w+)")
_MOST_COUNTRIES = 8


@dataclass(frozen=True, slots=True)
class Setting:
    """`facts` are names and values; `place` of them is the one that disagrees."""

    facts: tuple[tuple[str, str], ...]
    place: int = 0


def setting_of(path: str, settings: ShopSettings) -> Setting:
    """The setting at a path of `ShopSettings`; without a value where it is not set so any more."""
    if found := _ZONE.fullmatch(path):
        number = int(found[1])
        zone = settings.zones[number] if number < len(settings.zones) else Zone(())
        if found[2] == "countries":
            return Setting(((tell("Zones"), "; ".join(_countries(each.countries) for each in settings.zones)),))
        return _zone(zone, found[2], settings.currency)
    named = {
        "currency": (tell("Currency"), settings.currency),
        "prices_include_tax": (tell("Prices"), _tax(settings.prices_include_tax)),
        "contact.email": (tell("E-mail address"), settings.email),
        "contact.phone": (tell("Telephone"), settings.phone),
    }
    return Setting((named.get(path, (path, "")),))


def _zone(zone: Zone, name: str, currency: str) -> Setting:
    facts = (
        (zone.name or tell("Zone"), _countries(zone.countries)),
        (tell("Price"), _money(zone.rate, currency)),
        (tell("Free from"), _money(zone.free_from, currency)),
    )
    return Setting(facts, 1 if name == "rate" else 2)


def _countries(codes: tuple[str, ...]) -> str:
    names = locale().territories
    said = [tell("the world") if code == "world" else names.get(code, code) for code in codes]
    if len(said) <= _MOST_COUNTRIES:
        return ", ".join(said)
    shown, more = ", ".join(said[:_MOST_COUNTRIES]), len(said) - _MOST_COUNTRIES
    return tell("%(countries)s and %(n)s more", countries=shown, n=more)


def _money(amount: Decimal | None, currency: str) -> str:
    return tell("not set") if amount is None else f"{amount:f} {currency}".strip()


def _tax(included: bool | None) -> str:
    if included is None:
        return tell("not set")
    return tell("include tax") if included else tell("do not include tax")

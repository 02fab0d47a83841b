"""The platform's settings as statements, so that texts are compared with them as with each other."""

from collections.abc import Iterator

from integration.domain.audit.finding import Fact
from integration.domain.consistency.contact import is_general, of_address, tail_of
from integration.domain.consistency.statement import Scope, Statement
from integration.domain.places import WORLD, countries_of
from integration.domain.shop import ShopSettings, Zone


def statements(settings: ShopSettings) -> Iterator[Statement]:
    if settings.currency:
        yield Statement("price.currency", "", "currency", Fact(unit=settings.currency), word=settings.currency)
    if settings.prices_include_tax is not None:
        word = "included" if settings.prices_include_tax else "excluded"
        yield Statement("price.tax", "", "prices_include_tax", word=word)
    if settings.email and is_general(settings.email):
        for scope in dict.fromkeys((Scope(), of_address(settings.email))):
            yield Statement("contact.channel:email", "", "contact.email", scope=scope, word=settings.email.lower())
    if settings.phone:
        yield Statement("contact.channel:phone", "", "contact.phone", word=tail_of(settings.phone))
    for place, zone in enumerate(settings.zones):
        yield from _zone(zone, f"zones[{place}]", settings)


def _zone(zone: Zone, path: str, settings: ShopSettings) -> Iterator[Statement]:
    places = _served(zone, settings.zones)
    if not places:
        return
    scope = Scope(places)
    if zone.rate is not None:
        fact = Fact(zone.rate, unit=settings.currency or None, places=places)
        yield Statement("fee.shipping_cost:rate", "", f"{path}.rate", fact, scope)
    if zone.free_from is not None:
        fact = Fact(zone.free_from, unit=settings.currency or None, places=places)
        yield Statement("fee.shipping_cost:threshold", "", f"{path}.free_from", fact, scope)
    yield Statement("shipping.destinations", "", f"{path}.countries", Fact(places=places), scope, word="there")


def _served(zone: Zone, zones: tuple[Zone, ...]) -> tuple[str, ...]:
    """The countries to which the zone applies: a platform takes the zone that names the country, then the wider one."""
    if not {"EU", WORLD} & set(zone.countries):
        return zone.countries
    named = {country for each in zones if each is not zone for country in each.countries} - {"EU", WORLD}
    if WORLD in zone.countries:
        return zone.countries
    return tuple(sorted(countries_of(zone.countries) - (named - set(zone.countries))))

"""Price, tax, shipping price, duties, contact, disputes: what to say of them."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from integration.domain.shop import Zone
from integration.domain.terms import Terms
from integration.domain.wording.said import ASK, Detail, Said, detail, email_of, phone_of
from integration.domain.wording.values import Currency, Hours, Money, Names, Places, Value


def _currency(terms: Terms) -> str:
    fact = terms.agreed("price.currency")
    return terms.settings.currency or (fact.unit if fact and fact.unit else "")


def currency(terms: Terms) -> Sequence[Said]:
    code = _currency(terms)
    return (Said("said", {"currency": Currency(code)}),) if code else ASK


def tax(terms: Terms) -> Sequence[Said]:
    included = terms.settings.prices_include_tax
    if included is None and (fact := terms.agreed("price.tax")) is not None:
        included = not fact.negated
    return ASK if included is None else (Said("included" if included else "excluded"),)


def shipping_cost(terms: Terms) -> Sequence[Said]:
    currency = _currency(terms)
    zones = terms.settings.zones or tuple(_said_zones(terms, currency))
    ways: dict[tuple[str, ...], list[Zone]] = {}
    for zone in zones:
        ways.setdefault(zone.countries, []).append(zone)
    found = (_priced(there, currency, several=len(ways) > 1) for there in ways.values())
    return tuple(said for said in found if said is not None) or ASK


def _priced(ways: Sequence[Zone], currency: str, *, several: bool) -> Said | None:
    """Where there are several ways to the same countries, from the cheapest to the dearest."""
    rates = sorted(zone.rate for zone in ways if zone.rate is not None)
    if len(set(rates)) < 2:
        return _zone(ways[0], currency, several)
    if not currency or len(rates) < len(ways):
        return None
    slots: dict[str, Value] = {"low": Money(rates[0], currency), "high": Money(rates[-1], currency)}
    if several and ways[0].countries:
        return Said("zone_range", {"places": Places(ways[0].countries), **slots})
    return Said("range", slots)


def _said_zones(terms: Terms, currency: str) -> Iterator[Zone]:
    """What the pages say of shipping prices, where no condition is tied to them and they agree."""
    plain = [fact for fact in terms.known("fee.shipping_cost") if fact.condition is None and fact.value is not None]
    if any(fact.value and fact.unit != currency for fact in plain):
        return
    by_place: dict[tuple[str, ...], set[Decimal]] = {}
    for fact in plain:
        if fact.value is not None:
            by_place.setdefault(fact.places, set()).add(fact.value)
    for places, rates in by_place.items():
        if len(rates) == 1 and (places or len(by_place) == 1):
            yield Zone(places, rates.pop())


def _zone(zone: Zone, currency: str, several: bool) -> Said | None:
    """A price of its own for one zone; without a known price there is only the sum that frees of it."""
    slots: dict[str, Value] = {"places": Places(zone.countries)} if several and zone.countries else {}
    where = "zone_" if slots else ""
    if zone.rate == 0:
        return Said(f"{where}free", slots)
    if not currency:
        return None
    if zone.rate is not None:
        slots["rate"] = Money(zone.rate, currency)
    if zone.free_from is not None:
        slots["free_from"] = Money(zone.free_from, currency)
    case = {(True, False): "rate", (True, True): "rate_free_from", (False, True): "free_from"}.get(
        (zone.rate is not None, zone.free_from is not None)
    )
    return Said(f"{where}{case}", slots) if case else None


def duties(terms: Terms) -> Sequence[Said]:
    fact = terms.agreed("fee.duties")
    return (Said(fact.payer),) if fact is not None and fact.payer in ("shop", "customer") else ASK


def channel(terms: Terms) -> Sequence[Said]:
    slots = _reached(terms)
    return (Said("_".join(slots), slots),) if slots else ASK


def _reached(terms: Terms) -> Mapping[str, Value]:
    found: dict[str, Names | None] = {"email": email_of(terms), "phone": phone_of(terms)}
    return {name: value for name, value in found.items() if value is not None}


def hours(terms: Terms) -> Sequence[Said]:
    if terms.opening is not None:
        return (Said("open", {"hours": Hours(terms.opening)}),)
    return ASK


def dispute(terms: Terms) -> Sequence[Said]:
    email = email_of(terms)
    if email is None:
        return ASK
    if bodies := terms.named("dispute.process"):
        return (Said("email_body", {"email": email, "body": Names(bodies)}),)
    return (Said("email", {"email": email}),)


DETAILS: Mapping[str, Detail] = {
    "price.currency": detail(currency, "said currency"),
    "price.tax": detail(tax, "included", "excluded"),
    "fee.shipping_cost": detail(
        shipping_cost, "free", "rate rate", "rate_free_from rate free_from", "free_from free_from",
        "zone_free places", "zone_rate places rate", "zone_rate_free_from places rate free_from",
        "zone_free_from places free_from",
        "range low high", "zone_range places low high",
    ),
    "fee.duties": detail(duties, "shop", "customer"),
    "contact.channel": detail(channel, "email email", "phone phone", "email_phone email phone"),
    "contact.hours": detail(hours, "open hours"),
    "dispute.process": detail(dispute, "email email", "email_body email body"),
}  # fmt: skip

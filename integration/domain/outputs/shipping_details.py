"""Shipping price, place and time as schema.org OfferShippingDetails, one for each zone whose price is known."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from integration.domain.audit.finding import Fact
from integration.domain.outputs.structured import CONTEXT, Structured, countries, money
from integration.domain.places import WORLD, countries_of, covers
from integration.domain.shop import Zone
from integration.domain.terms import Terms

_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EVERY = 1000


def shipping_details(terms: Terms) -> Structured:
    """Every zone that says price, countries and both times. A sum that frees of the price is left to the page."""
    lacking: dict[str, None] = {}
    if not terms.settings.currency:
        lacking["price.currency"] = None
    if not terms.settings.zones:
        lacking |= {"fee.shipping_cost": None, "shipping.destinations": None}
    handling = _time(terms, terms.agreed("shipping.handling_time"), lacking, "shipping.handling_time")
    found = [_detail(zone, terms, handling, lacking) for zone in terms.settings.zones]
    objects = [] if not terms.settings.currency else [each for each in found if each is not None]
    return Structured(tuple(objects), tuple(lacking))


def _detail(
    zone: Zone, terms: Terms, handling: dict[str, Any] | None, lacking: dict[str, None]
) -> dict[str, Any] | None:
    where = countries(zone.countries)
    transit = _time(terms, _transit(terms, zone.countries), lacking, "shipping.delivery_time")
    if not where:
        lacking["shipping.destinations"] = None
    if zone.rate is None:
        lacking["fee.shipping_cost"] = None
    if not where or zone.rate is None or handling is None or transit is None:
        return None
    regions = [{"@type": "DefinedRegion", "addressCountry": country} for country in where]
    return {
        "@context": CONTEXT,
        "@type": "OfferShippingDetails",
        "shippingRate": money(zone.rate, terms.settings.currency),
        "shippingDestination": regions[0] if len(regions) == 1 else regions,
        "deliveryTime": {
            "@type": "ShippingDeliveryTime",
            "handlingTime": handling,
            "transitTime": transit,
            **_working_days(terms),
        },
    }


def _transit(terms: Terms, places: Sequence[str]) -> Fact | None:
    """The time from dispatch for all the places: of destinations that cover them the narrowest, else that of others."""
    facts = [fact for fact in terms.known("shipping.delivery_time") if fact.places and fact.condition is None]
    there = [fact for fact in facts if all(covers(fact.places, place) for place in places)]
    sizes = [len(countries_of(fact.places)) if WORLD not in fact.places else _EVERY for fact in there]
    narrowest = [fact for fact, size in zip(there, sizes, strict=True) if size == min(sizes)]
    fact = narrowest[0] if len(narrowest) == 1 else terms.elsewhere("shipping.delivery_time")
    return None if fact is None or fact.counted_from == "order" else fact


def _time(terms: Terms, fact: Fact | None, lacking: dict[str, None], code: str) -> dict[str, Any] | None:
    """Days as a range from the least to the most; business days only where the shop's working days are known."""
    days = None if fact is None else _range(fact)
    if fact is None or days is None:
        lacking[code] = None
        return None
    if fact.unit == "business_day" and not terms.working_days:
        lacking["shipping.working_days"] = None
        return None
    low, high = days
    least = {} if low is None else {"minValue": low}
    return {"@type": "QuantitativeValue", **least, "maxValue": high, "unitCode": "DAY"}


def _range(fact: Fact) -> tuple[int | None, int] | None:
    """Whole days, of hours as many as begin; the least is left out where only a limit is given."""
    most = fact.maximum if fact.maximum is not None else fact.value
    if most is None or fact.negated or fact.unit not in ("day", "business_day", "hour"):
        return None
    low, high = (None if each is None else _in_days(each, fact.unit) for each in (fact.minimum, most))
    return None if high is None else (low, high)


def _in_days(amount: Decimal, unit: str) -> int:
    days = amount / 24 if unit == "hour" else amount
    return int(days.to_integral_value(rounding="ROUND_CEILING"))


def _working_days(terms: Terms) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if terms.working_days:
        days = [f"{CONTEXT}/{_WEEK[day - 1]}" for day in sorted(terms.working_days)]
        found["businessDays"] = {"@type": "OpeningHoursSpecification", "dayOfWeek": days}
    if terms.cutoff is not None:
        found["cutoffTime"] = terms.cutoff.isoformat()
    return found

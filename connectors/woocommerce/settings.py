"""A store's settings and shipping zones, read as facts about the shop."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from connectors.values import amount, name, table, text
from integration.domain.commerce import Money, Raw, ShippingRate
from integration.domain.merchant import Merchant

SITE_FIELDS = "name,url,home,timezone_string,gmt_offset"
EVERYWHERE_ELSE = "*"
"""The country of a rate for wherever no other zone reaches."""


def merchant(general: Mapping[str, Any], tax: Mapping[str, Any], site: Any) -> Merchant:
    """`general` and `tax` are settings by id, `site` is what /wp-json/ says of itself. WordPress tells no language."""
    about = table(site)
    return Merchant(
        name=name(about.get("name")),
        email="",
        url=text(about.get("home")) or text(about.get("url")),
        currency=text(general.get("woocommerce_currency")),
        country=text(general.get("woocommerce_default_country")).partition(":")[0],
        timezone=_timezone(about),
        language="",
        prices_include_tax=_prices_include_tax(general, tax),
    )


def _prices_include_tax(general: Mapping[str, Any], tax: Mapping[str, Any]) -> bool | None:
    """As buyers see them: how prices are typed in is another setting. None for a store that calculates no tax."""
    if general.get("woocommerce_calc_taxes") == "no":
        return None
    shown = {"incl": True, "excl": False}.get(text(tax.get("woocommerce_tax_display_shop")))
    typed = {"yes": True, "no": False}.get(text(tax.get("woocommerce_prices_include_tax")))
    return typed if shown is None else shown


def rates(zone: Raw, places: Sequence[Raw], methods: Iterable[Raw], currency: str) -> Sequence[ShippingRate]:
    """What each method that is switched on costs; a cost that is a formula is a price nobody can state: None."""
    countries = _countries(places) or (EVERYWHERE_ELSE,)
    enabled = [method for method in methods if method.get("enabled") is True]
    return [_rate(method, countries, currency) for method in enabled]


def _rate(method: Raw, countries: tuple[str, ...], currency: str) -> ShippingRate:
    title = name(method.get("title")) or name(method.get("method_title"))
    values = {key: table(entry).get("value") for key, entry in table(method.get("settings")).items()}
    cost = amount(values.get("cost"))
    if method.get("method_id") == "free_shipping":
        least = amount(values.get("min_amount")) if values.get("requires") in ("min_amount", "either", "both") else None
        return ShippingRate(title, countries, Money(Decimal(0), currency), Money(least, currency) if least else None)
    pickup = method.get("method_id") in ("local_pickup", "pickup_location")
    if pickup:
        cost = cost or Decimal(0)
    return ShippingRate(title, countries, None if cost is None else Money(cost, currency), pickup=pickup)


def _countries(places: Sequence[Raw]) -> tuple[str, ...]:
    """Country codes; a state counts for its country, a continent stands as "continent:EU", a postcode for nothing."""
    found: dict[str, None] = {}
    for place in places:
        code, kind = text(place.get("code")), text(place.get("type"))
        if kind in ("country", "state"):
            found[code.partition(":")[0]] = None
        elif kind == "continent":
            found[f"continent:{code}"] = None
    return tuple(found)


def _timezone(site: Mapping[str, Any]) -> str:
    """An IANA name; for a site set to "UTC+9" the fixed zone, whose sign IANA writes the other way round."""
    named = text(site.get("timezone_string"))
    hours = amount(site.get("gmt_offset"))
    if named or not hours or hours != int(hours) or abs(timedelta(hours=int(hours))) > timedelta(hours=14):
        return named or "UTC"
    return f"Etc/GMT{-int(hours):+d}"

"""What a page tells search engines in JSON-LD, as facts under the audit's codes, each with its place in the source.

Types and properties are those of schema.org: https://schema.org/Offer, https://schema.org/MerchantReturnPolicy,
https://schema.org/OfferShippingDetails, https://schema.org/WarrantyPromise.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from integration.domain.audit.finding import Fact

_WRAPPING = re.compile(r"^\s*(?:<!--|/\*.{0,20}\*/|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*;?\s*$")
_UNITS = {"DAY": ("day", 1), "D": ("day", 1), "WEE": ("day", 7), "MON": ("month", 1), "ANN": ("month", 12),
          "HUR": ("hour", 1)}  # fmt: skip
_FEES = {
    "FreeReturn": "shop",
    "ReturnFeesCustomerResponsibility": "customer",
    "ReturnShippingFees": "customer",
    "OriginalShippingFees": "customer",
    "RestockingFees": "customer",
}
_DEEPEST = 12
_MOST = 200  # a catalogue in one script is no page of a product; each fact costs a search in the source
_LONGEST_QUOTE = 240

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact that structured data gives; `quote` is the stretch of the page's source that gives it."""

    code: str
    fact: Fact
    quote: str


def stated_in(html: str) -> tuple[Stated, ...]:
    """Every fact of trade in the page's JSON-LD; a script that is not JSON says nothing, as to a search engine."""
    if "ld+json" not in html:
        return ()
    found: dict[Stated, None] = {}
    for script in LexborHTMLParser(html).css('script[type*="ld+json"]'):
        source = _WRAPPING.sub("", script.text(strip=False))
        try:
            tree = json.loads(source, strict=False, parse_float=str, parse_int=str)
        except (ValueError, RecursionError):
            continue
        said = (stated for node in _nodes(tree) for stated in _read(node, source))
        found.update(dict.fromkeys(islice(said, _MOST)))
    return tuple(found)


def _nodes(tree: object, depth: int = 0) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(tree, Mapping):
        yield tree
        for value in tree.values():
            yield from _nodes(value, depth + 1)
    elif isinstance(tree, list):
        for value in tree:
            yield from _nodes(value, depth + 1)


def _read(node: Node, source: str) -> Iterator[Stated]:
    kinds = {_name(kind) for kind in _list(node.get("@type"))}
    if kinds & {"Offer", "AggregateOffer", "PriceSpecification", "UnitPriceSpecification"}:
        yield from _offer(node, source)
    if "MerchantReturnPolicy" in kinds:
        yield from _return_policy(node, source)
    if "OfferShippingDetails" in kinds:
        yield from _shipping(node, source)
    if "WarrantyPromise" in kinds:
        yield from _span("product.warranty", node, "durationOfWarranty", source, Fact())


def _offer(node: Node, source: str) -> Iterator[Stated]:
    currency = _text(node.get("priceCurrency")).upper() or None
    for key in ("price", "lowPrice", "highPrice"):
        if (price := _decimal(node.get(key))) is not None:
            yield Stated("product.price", Fact(price, unit=currency), _quote(source, key, node[key]))
    taxed = node.get("valueAddedTaxIncluded")
    if isinstance(taxed, bool):
        yield Stated("price.tax", Fact(negated=not taxed), _quote(source, "valueAddedTaxIncluded", taxed))


def _return_policy(node: Node, source: str) -> Iterator[Stated]:
    places = _countries(node.get("applicableCountry"))
    days = _decimal(node.get("merchantReturnDays"))
    category = _name(node.get("returnPolicyCategory"))
    if category == "MerchantReturnNotPermitted":
        fact = Fact(places=places, negated=True)
        yield Stated("return.window", fact, _quote(source, "returnPolicyCategory", node["returnPolicyCategory"]))
    elif days is not None:
        fact = Fact(days, unit="day", counted_from="delivery", places=places)
        yield Stated("return.window", fact, _quote(source, "merchantReturnDays", node["merchantReturnDays"]))
    payer = _FEES.get(_name(node.get("returnFees")))
    fee, unit = _money(node.get("returnShippingFeesAmount"))
    if payer is not None:
        fact = Fact(fee, unit=unit, payer=payer, places=places)
        yield Stated("fee.return_shipping", fact, _quote(source, "returnFees", node["returnFees"]))
    yield from _restocking(node, source, places)


def _restocking(node: Node, source: str, places: tuple[str, ...]) -> Iterator[Stated]:
    """A number is a percentage, a MonetaryAmount a sum."""
    said = node.get("restockingFee")
    fee, unit = _money(said)
    if fee is None:
        fee, unit = _decimal(said), "percent"
    if fee is not None:
        fact = Fact(fee, unit=unit, payer="customer", places=places) if fee else Fact(negated=True, places=places)
        yield Stated("fee.restocking", fact, _quote(source, "restockingFee", said))


def _shipping(node: Node, source: str) -> Iterator[Stated]:
    regions = _list(node.get("shippingDestination"))
    places = tuple(code for region in regions for code in _countries(_get(region, "addressCountry")))
    if places:
        refused = node.get("doesNotShip") is True
        quote = _quote(source, "addressCountry", _get(regions[0], "addressCountry"))
        yield Stated("shipping.destinations", Fact(places=places, negated=refused), quote)
    rate, unit = _money(node.get("shippingRate"))
    if rate is not None:
        fact = Fact(rate, unit=unit, payer="customer" if rate else "shop", places=places)
        yield Stated("fee.shipping_cost", fact, _quote(source, "shippingRate", node["shippingRate"]))
    times = node.get("deliveryTime")
    if isinstance(times, Mapping):
        yield from _span("shipping.handling_time", times, "handlingTime", source, Fact(counted_from="order"))
        transit = Fact(counted_from="dispatch", places=places)
        yield from _span("shipping.delivery_time", times, "transitTime", source, transit)


def _span(code: str, node: Node, key: str, source: str, fact: Fact) -> Iterator[Stated]:
    """A QuantitativeValue with a value or a range, in the units that trade uses (UN/CEFACT codes)."""
    said = node.get(key)
    unit, times = _UNITS.get(_text(_get(said, "unitCode")).upper() or "DAY", ("", 0))
    low, high, value = (_decimal(_get(said, name)) for name in ("minValue", "maxValue", "value"))
    if not unit or (low is None and high is None and value is None):
        return
    if low is not None and high is not None and low < high:
        span = Fact(None, low * times, high * times, unit, fact.counted_from, fact.payer, fact.places)
    else:
        single = next(one for one in (value, high, low) if one is not None)
        span = Fact(single * times, None, None, unit, fact.counted_from, fact.payer, fact.places)
    yield Stated(code, span, _quote(source, key, said))


def _money(said: object) -> tuple[Decimal | None, str | None]:
    value = _decimal(_get(said, "value"))
    if value is None:
        value = _decimal(_get(said, "maxValue"))
    return value, _text(_get(said, "currency")).upper() or None


def _countries(said: object) -> tuple[str, ...]:
    codes = (_text(one if isinstance(one, str) else _get(one, "name")).upper() for one in _list(said))
    return tuple(code for code in codes if len(code) == 2)


def _quote(source: str, key: str, value: object) -> str:
    """The key and its value as they stand in the source, cut where they are long."""
    after = re.escape(str(value).lower() if isinstance(value, bool) else value) if isinstance(value, str | bool) else ""
    found = re.search(rf'"{key}"\s*:\s*"?{after}"?', source)
    if found is None:
        return ""
    end = found.end() if after else _closing(source, found.end())
    return source[found.start() : min(end, found.start() + _LONGEST_QUOTE)]


def _closing(source: str, at: int) -> int:
    """Where the object or list that begins at or just after `at` ends."""
    depth = 0
    for place in range(at, min(len(source), at + _LONGEST_QUOTE)):
        depth += (source[place] in "{[") - (source[place] in "}]")
        if depth <= 0 and source[place] in "}]":
            return place + 1
    return at + _LONGEST_QUOTE


def _get(node: object, key: str) -> object:
    return node.get(key) if isinstance(node, Mapping) else None


def _list(said: object) -> list[Any]:
    return said if isinstance(said, list) else [] if said is None else [said]


def _text(said: object) -> str:
    return said.strip() if isinstance(said, str) else ""


def _name(said: object) -> str:
    """`https://schema.org/FreeReturn` as FreeReturn."""
    return _text(said if not isinstance(said, Mapping) else said.get("@id")).rsplit("/", 1)[-1]


def _decimal(said: object) -> Decimal | None:
    try:
        value = Decimal(_text(said).replace(",", ".")) if _text(said) else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() and value >= 0 else None

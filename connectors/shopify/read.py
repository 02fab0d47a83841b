"""Shopify's JSON as products, pages and the shop's settings. Pure; ids lose their gid:// so that webhooks' fit."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from connectors.values import amount, kept, markup, moment, objects, table, text
from integration.domain.commerce import (
    Money,
    Offer,
    Policy,
    PolicyKind,
    Product,
    Raw,
    ShippingRate,
)
from integration.domain.merchant import Merchant
from integration.domain.pages import kind_named

POLICIES: Mapping[str, PolicyKind] = {
    "REFUND_POLICY": PolicyKind.REFUND,
    "SHIPPING_POLICY": PolicyKind.SHIPPING,
    "PRIVACY_POLICY": PolicyKind.PRIVACY,
    "TERMS_OF_SERVICE": PolicyKind.TERMS,
    "TERMS_OF_SALE": PolicyKind.TERMS,
    "LEGAL_NOTICE": PolicyKind.CONTACT,
    "CONTACT_INFORMATION": PolicyKind.CONTACT,
}
PAGE = "page-"
"""Pages and policies share one list here; a page's id is told apart by this beginning."""
EVERYWHERE_ELSE = "*"


def number(gid: Any) -> str:
    """The number at the end of gid://shopify/Product/123; "" for nothing."""
    return text(gid).rpartition("/")[2].partition("?")[0]


def nodes(connection: Any) -> list[Mapping[str, Any]]:
    return objects(table(connection).get("nodes"))


def cursor(connection: Any) -> str | None:
    page = table(table(connection).get("pageInfo"))
    return text(page.get("endCursor")) or None if page.get("hasNextPage") is True else None


def money(value: Any) -> Money | None:
    """Of a MoneyV2, or of a bag of money in the shop's currency."""
    found = table(value)
    found = table(found.get("shopMoney")) or found
    exact = amount(found.get("amount"))
    return None if exact is None else Money(exact, text(found.get("currencyCode")))


def merchant(data: Mapping[str, Any]) -> Merchant:
    shop = table(data.get("shop"))
    address = table(shop.get("shopAddress"))
    locales = objects(data.get("shopLocales"))
    primary = next((text(one.get("locale")) for one in locales if one.get("primary") is True), "")
    return Merchant(
        name=text(shop.get("name")),
        email=text(shop.get("contactEmail")),
        url=text(table(shop.get("primaryDomain")).get("url")),
        currency=text(shop.get("currencyCode")),
        country=text(address.get("countryCodeV2")),
        timezone=text(shop.get("ianaTimezone")) or "UTC",
        language=primary,
        prices_include_tax=shop.get("taxesIncluded") if isinstance(shop.get("taxesIncluded"), bool) else None,
        id=number(shop.get("id")),
    )


def product(node: Raw, currency: str, variants: Iterable[Raw] = ()) -> Product:
    """`variants` are those that did not fit into the node. Raises ValueError for what is no product."""
    product_id = number(node.get("id"))
    if not product_id:
        raise ValueError("this is no product: it has no id")
    return Product(
        id=product_id,
        title=text(node.get("title")),
        html=markup(node.get("descriptionHtml")),
        url=text(node.get("onlineStoreUrl")),
        offers=tuple(_offer(one, currency) for one in [*nodes(node.get("variants")), *variants]),
        published=node.get("status") == "ACTIVE" and bool(text(node.get("onlineStoreUrl"))),
        updated_at=moment(node.get("updatedAt")),
        raw=kept(node),
    )


def _offer(node: Raw, currency: str) -> Offer:
    price, before = amount(node.get("price")), amount(node.get("compareAtPrice"))
    return Offer(
        id=number(node.get("id")),
        title=text(node.get("title")),
        sku=text(node.get("sku")),
        price=None if price is None else Money(price, currency),
        compare_at=None if before is None else Money(before, currency),
        requires_shipping=table(node.get("inventoryItem")).get("requiresShipping") is not False,
    )


def policy(node: Raw) -> Policy:
    return Policy(
        id=text(node.get("type")),
        kind=POLICIES.get(text(node.get("type")), PolicyKind.OTHER),
        title=text(node.get("title")),
        html=markup(node.get("body")),
        url=text(node.get("url")),
        updated_at=moment(node.get("updatedAt")),
        raw=kept(node),
    )


def page(node: Raw, shop_url: str) -> Policy | None:
    """A page of the online store; None for one that is not about how the shop trades."""
    title, handle = text(node.get("title")), text(node.get("handle"))
    kind = kind_named(f"{title} {handle.replace('-', ' ')}")
    if kind is None or not number(node.get("id")):
        return None
    return Policy(
        id=PAGE + number(node.get("id")),
        kind=kind,
        title=title,
        html=markup(node.get("body")),
        url=f"{shop_url.rstrip('/')}/pages/{handle}" if shop_url and handle else "",
        published=node.get("isPublished") is True,
        updated_at=moment(node.get("updatedAt")),
        raw=kept(node),
    )


def shipping_rates(profile: Raw) -> list[ShippingRate]:
    groups = objects(profile.get("profileLocationGroups"))
    zones = [zone for group in groups for zone in nodes(group.get("locationGroupZones"))]
    return [rate for zone in zones for rate in _zone(zone)]


def _zone(zone: Raw) -> list[ShippingRate]:
    codes = [table(one.get("code")) for one in objects(table(zone.get("zone")).get("countries"))]
    countries = tuple(
        EVERYWHERE_ELSE if code.get("restOfWorld") is True else text(code.get("countryCode")) for code in codes
    )
    methods = [method for method in nodes(zone.get("methodDefinitions")) if method.get("active") is True]
    return [_rate(method, countries) for method in methods]


def _rate(method: Raw, countries: Sequence[str]) -> ShippingRate:
    """A carrier works its price out at checkout: None. A rate of nothing from a total on is free from there."""
    price = money(table(method.get("rateProvider")).get("price"))
    least = next(filter(None, map(_least_total, objects(method.get("methodConditions")))), None)
    free = price is not None and price.amount == Decimal(0)
    return ShippingRate(text(method.get("name")), tuple(countries), price, least if free else None)


def _least_total(condition: Raw) -> Money | None:
    if condition.get("field") != "TOTAL_PRICE" or condition.get("operator") != "GREATER_THAN_OR_EQUAL_TO":
        return None
    return money(condition.get("conditionCriteria"))

"""The demo shop's own words and goods, read from the files in shop/."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from integration.domain.commerce import Money, Offer, Policy, PolicyKind, Product, ShippingRate
from integration.domain.merchant import Merchant

SHOP = Path(__file__).parent / "shop"
LANGUAGES = ("en", "fr", "pt", "zh")
PAGES = {
    "returns": PolicyKind.REFUND,
    "shipping": PolicyKind.SHIPPING,
    "terms": PolicyKind.TERMS,
    "faq": PolicyKind.FAQ,
    "contact": PolicyKind.CONTACT,
}


@cache
def table(name: str) -> Mapping[str, Any]:
    """One of the shop's TOML files."""
    return tomllib.loads((SHOP / f"{name}.toml").read_text(encoding="utf-8"))


def money(amount: str | Decimal) -> Money:
    return Money(Decimal(amount), table("shop")["currency"])


def merchant() -> Merchant:
    fields = ("name", "email", "url", "currency", "country", "timezone", "language", "prices_include_tax")
    return Merchant(**{name: table("shop")[name] for name in fields})


def shipping_rates() -> list[ShippingRate]:
    return [
        ShippingRate(
            rate["name"],
            tuple(rate["countries"]),
            money(rate["price"]),
            money(rate["free_from"]) if "free_from" in rate else None,
        )
        for rate in table("shop")["shipping_rates"]
    ]


def policies(updated_at: datetime) -> Iterator[Policy]:
    """Every page in every language."""
    url = table("shop")["url"]
    for language in LANGUAGES:
        for page, kind in PAGES.items():
            html = (SHOP / language / f"{page}.html").read_text(encoding="utf-8")
            yield Policy(page, kind, title_in(html), html, language, f"{url}/{language}/{page}", updated_at=updated_at)


def products(updated_at: datetime) -> Iterator[Product]:
    """Every product in every language that its text was written in."""
    for product_id, entry in table("products").items():
        for language in LANGUAGES:
            words = table(f"{language}/products").get(product_id)
            if words is not None:
                yield _product(product_id, entry, words, language, updated_at)


def title(product_id: str) -> str:
    """In the first language that its text was written in."""
    written = (table(f"{language}/products").get(product_id) for language in LANGUAGES)
    return next((str(words["title"]) for words in written if words), product_id)


def offers() -> Mapping[str, tuple[str, Offer]]:
    """Product id and offer by SKU."""
    return {
        offer.sku: (product_id, offer) for product_id, entry in table("products").items() for offer in _offers(entry)
    }


def _product(
    product_id: str, entry: Mapping[str, Any], words: Mapping[str, str], language: str, updated_at: datetime
) -> Product:
    return Product(
        id=product_id,
        title=words["title"],
        html=words["html"].strip(),
        language=language,
        url=f"{table('shop')['url']}/{language}/products/{product_id}",
        offers=_offers(entry),
        updated_at=updated_at,
    )


def _offers(entry: Mapping[str, Any]) -> tuple[Offer, ...]:
    return tuple(
        Offer(
            id=offer["sku"],
            title=offer["title"],
            sku=offer["sku"],
            price=money(offer["price"]) if "price" in offer else None,
            requires_shipping=not entry.get("digital", False),
        )
        for offer in entry["offers"]
    )


def title_in(html: str) -> str:
    return unescape(html.partition("<h1>")[2].partition("</h1>")[0])

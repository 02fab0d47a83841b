"""What can be bought of a product, as its row keeps it."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from integration.domain.commerce import Money, Offer
from integration.store.tables import ProductRow


def offers(row: ProductRow) -> tuple[Offer, ...]:
    """What can be bought of the product, as it was saved."""
    return tuple(
        Offer(
            str(kept["id"]), kept["title"], kept["sku"], _money(kept, "price"), _money(kept, "compare_at"),
            kept["requires_shipping"],
        )
        for kept in row.offers
    )  # fmt: skip


def _money(kept: Mapping[str, Any], name: str) -> Money | None:
    return Money(Decimal(kept[name]), kept["currency"]) if kept[name] is not None else None


def lowest_price(offers: Sequence[Offer]) -> Money | None:
    """The price a product page leads with; None when no offer states one."""
    stated = [offer.price for offer in offers if offer.price is not None]
    return min(stated, key=lambda price: price.amount, default=None)


def prices_beside(row: ProductRow) -> str:
    """What is shown beside the text, as far as it is read; "" where nothing is."""
    shown = [(kept["price"], kept["compare_at"], kept["currency"]) for kept in row.offers]
    return json.dumps(shown) if any(price is not None for price, _, _ in shown) else ""


def as_kept(offer: Offer) -> dict[str, object]:
    return {
        "id": offer.id,
        "title": offer.title,
        "sku": offer.sku,
        "price": str(offer.price.amount) if offer.price else None,
        "compare_at": str(offer.compare_at.amount) if offer.compare_at else None,
        "currency": offer.price.currency if offer.price else "",
        "requires_shipping": offer.requires_shipping,
    }

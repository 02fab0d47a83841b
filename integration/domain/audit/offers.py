"""The prices that a shop shows beside a product's text: they count as said, and what is wrong with them is said."""

from collections.abc import Sequence
from dataclasses import replace

from integration.domain.audit.finding import Fact, Finding, Reading
from integration.domain.commerce import Offer

PRICE = "product.price"
SHOWN_BY_THE_SHOP = "shop"
COSTS_NOTHING = "a variant costs nothing"
NO_REDUCTION = "reduced from a price that is not higher"


def with_offers(reading: Reading, offers: Sequence[Offer]) -> Reading:
    """The reading with the price as its buyers see it. A finding from offers has no quote: no text says it.

    A price of zero is one that nobody filled in; what cannot be bought without asking leaves the text to answer.
    """
    found = reading.findings.get(PRICE)
    if found is None or not offers:
        return reading
    shown = _shown(found, offers)
    return reading if shown is found else replace(reading, findings={**reading.findings, PRICE: shown})


def _shown(found: Finding, offers: Sequence[Offer]) -> Finding:
    if any(offer.price is not None and offer.price.amount == 0 and offer.requires_shipping for offer in offers):
        return Finding(PRICE, "placeholder", rule=COSTS_NOTHING)
    if any(is_no_reduction(offer) for offer in offers):
        return Finding(PRICE, "vague", rule=NO_REDUCTION)
    if found.state == "present" or any(offer.price is None for offer in offers):
        return found
    return Finding(PRICE, "present", facts=_prices(offers), rule=SHOWN_BY_THE_SHOP)


def is_no_reduction(offer: Offer) -> bool:
    """A sale that is none: struck out beside the price stands one that is no higher."""
    if offer.price is None or offer.compare_at is None or offer.compare_at.amount == 0:
        return False
    return offer.compare_at.currency == offer.price.currency and offer.compare_at.amount < offer.price.amount


def _prices(offers: Sequence[Offer]) -> tuple[Fact, ...]:
    """One fact a currency: a price, or the span from the cheapest variant to the dearest."""
    by_currency: dict[str, list[Offer]] = {}
    for offer in offers:
        if offer.price is not None:
            by_currency.setdefault(offer.price.currency, []).append(offer)
    return tuple(_span(currency, priced) for currency, priced in by_currency.items())


def _span(currency: str, offers: Sequence[Offer]) -> Fact:
    amounts = [offer.price.amount for offer in offers if offer.price is not None]
    low, high = min(amounts), max(amounts)
    return Fact(low, unit=currency or None) if low == high else Fact(None, low, high, currency or None)

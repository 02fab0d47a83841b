"""Prices beside a product's text: what a shop shows counts, and what is wrong with it is said."""

from decimal import Decimal

import pytest

from integration.domain.audit import audit
from integration.domain.audit.finding import Fact, Finding
from integration.domain.audit.offers import COSTS_NOTHING, NO_REDUCTION, PRICE, SHOWN_BY_THE_SHOP, with_offers
from integration.domain.commerce import Money, Offer
from integration.domain.document import read_text
from integration.languages import lexicons


def offer(price: str | None, compare_at: str | None = None, currency: str = "EUR", ships: bool = True) -> Offer:
    one, other = (Money(Decimal(amount), currency) if amount else None for amount in (price, compare_at))
    return Offer("1", price=one, compare_at=other, requires_shipping=ships)


def finding(text: str, *offers: Offer) -> Finding:
    return with_offers(audit(read_text(text, id="1", kind="product"), lexicons()), offers).findings[PRICE]


MUG = "A mug of stoneware, 350 ml."


def test_what_the_shop_shows_beside_the_text_is_said():
    shown = finding(MUG, offer("24.00"))
    assert (shown.state, shown.rule, shown.quote) == ("present", SHOWN_BY_THE_SHOP, "")
    assert shown.facts == (Fact(Decimal("24.00"), unit="EUR"),)


def test_variants_make_a_span_in_each_currency():
    shown = finding(MUG, offer("24.00"), offer("31.50"), offer("27"), offer("20", currency="GBP"))
    assert shown.facts == (
        Fact(None, Decimal("24.00"), Decimal("31.50"), "EUR"),
        Fact(Decimal(20), unit="GBP"),
    )


def test_the_text_speaks_for_itself():
    said = finding("The mug costs €24.", offer("24.00"))
    assert said.quote == "The mug costs €24."


@pytest.mark.parametrize("offers", [(), (offer(None),), (offer("24"), offer(None))])
def test_a_variant_without_a_price_leaves_it_missing(offers: tuple[Offer, ...]):
    assert finding(MUG, *offers).state == "missing"
    assert finding("Price on request.", *offers).state == "vague"


@pytest.mark.parametrize("text", [MUG, "The mug costs €24."])
def test_a_price_of_zero_is_one_that_nobody_filled_in(text: str):
    assert (finding(text, offer("24"), offer("0")).state, finding(text, offer("0")).rule) == (
        "placeholder",
        COSTS_NOTHING,
    )


def test_a_download_may_be_free():
    assert finding(MUG, offer("0", ships=False)).state == "present"


def test_a_sale_that_is_none():
    assert (finding(MUG, offer("24", "19")).state, finding(MUG, offer("24", "19")).rule) == ("vague", NO_REDUCTION)
    assert finding(MUG, offer("24", "29")).state == "present"
    assert finding(MUG, offer("24", "24")).state == "present", "a sale that ended leaves both prices the same"
    assert finding(MUG, offer("24", "0")).state == "present"

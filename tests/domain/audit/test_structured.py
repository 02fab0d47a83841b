"""JSON-LD on a shop's pages, as search engines read it."""

import json
from decimal import Decimal

import pytest

from integration.domain.audit.finding import Fact
from integration.domain.audit.structured import Stated, stated_in

POLICY = {
    "@type": "MerchantReturnPolicy",
    "applicableCountry": ["FR", "BE"],
    "returnPolicyCategory": "https://schema.org/MerchantReturnFiniteReturnWindow",
    "merchantReturnDays": 14,
    "returnFees": "https://schema.org/ReturnShippingFees",
    "returnShippingFeesAmount": {"@type": "MonetaryAmount", "value": "4.90", "currency": "EUR"},
    "restockingFee": 10,
}
DETAILS = {
    "@type": "OfferShippingDetails",
    "shippingRate": {"@type": "MonetaryAmount", "value": 5.9, "currency": "EUR"},
    "shippingDestination": [{"@type": "DefinedRegion", "addressCountry": "FR"}],
    "deliveryTime": {
        "@type": "ShippingDeliveryTime",
        "handlingTime": {"@type": "QuantitativeValue", "minValue": 0, "maxValue": 1, "unitCode": "DAY"},
        "transitTime": {"@type": "QuantitativeValue", "minValue": 2, "maxValue": 2, "unitCode": "DAY"},
    },
}
PRODUCT = {
    "@context": "https://schema.org/",
    "@graph": [
        {
            "@type": ["Product"],
            "name": "Tasse",
            "offers": {
                "@type": "Offer",
                "price": "24.90",
                "priceCurrency": "EUR",
                "hasMerchantReturnPolicy": POLICY,
                "shippingDetails": DETAILS,
            },
        }
    ],
}


def page(script: str) -> str:
    return f'<html><head><script type="application/ld+json">{script}</script></head><body><p>Tasse</p></body></html>'


def test_offer_return_policy_and_shipping_as_facts():
    html = page(json.dumps(PRODUCT, indent=1))
    facts = [(stated.code, stated.fact) for stated in stated_in(html)]
    france, both = ("FR",), ("FR", "BE")
    assert facts == [
        ("product.price", Fact(Decimal("24.90"), unit="EUR")),
        ("return.window", Fact(Decimal(14), unit="day", counted_from="delivery", places=both)),
        ("fee.return_shipping", Fact(Decimal("4.90"), unit="EUR", payer="customer", places=both)),
        ("fee.restocking", Fact(Decimal(10), unit="percent", payer="customer", places=both)),
        ("shipping.destinations", Fact(places=france)),
        ("fee.shipping_cost", Fact(Decimal("5.9"), unit="EUR", payer="customer", places=france)),
        ("shipping.handling_time", Fact(minimum=Decimal(0), maximum=Decimal(1), unit="day", counted_from="order")),
        ("shipping.delivery_time", Fact(Decimal(2), unit="day", counted_from="dispatch", places=france)),
    ]


def test_each_quote_stands_in_the_source():
    html = page(json.dumps(PRODUCT, indent=2))
    for stated in stated_in(html):
        assert stated.quote
        assert stated.quote in html
        assert len(stated.quote) <= 240
    assert '"price": "24.90"' in {stated.quote for stated in stated_in(html)}


def test_no_returns_and_free_returns():
    no = {"@type": "MerchantReturnPolicy", "returnPolicyCategory": "MerchantReturnNotPermitted"}
    assert [(one.code, one.fact.negated) for one in stated_in(page(json.dumps(no)))] == [("return.window", True)]
    free = {"@type": "MerchantReturnPolicy", "merchantReturnDays": "30", "returnFees": "http://schema.org/FreeReturn"}
    assert [one.fact.payer for one in stated_in(page(json.dumps(free)))] == [None, "shop"]


def test_price_without_tax_and_warranty():
    offer = {"@type": "Offer", "priceSpecification": {
        "@type": "UnitPriceSpecification", "price": 100, "priceCurrency": "usd", "valueAddedTaxIncluded": False},
        "warranty": {"@type": "WarrantyPromise", "durationOfWarranty": {"value": 2, "unitCode": "ANN"}}}  # fmt: skip
    assert [(one.code, one.fact) for one in stated_in(page(json.dumps(offer)))] == [
        ("product.price", Fact(Decimal(100), unit="USD")),
        ("price.tax", Fact(negated=True)),
        ("product.warranty", Fact(Decimal(24), unit="month")),
    ]


@pytest.mark.parametrize(
    "script",
    [
        "<!-- {} -->",
        '{"@type": "Offer", "price": "24.90",}',
        '{"@type": "Offer", "price": "ask us"}',
        '{"@type": "Offer", "price": "NaN"}',
        '{"@type": "Offer", "price": -3}',
        '{"@type": "OfferShippingDetails", "deliveryTime": {"transitTime": "soon"}}',
        "[" * 5000,
        "",
        '"just a string"',
    ],
)
def test_what_is_broken_says_nothing(script: str):
    assert stated_in(page(script)) == ()


def test_wrapped_in_cdata_and_with_a_line_break_in_a_string():
    script = '//<![CDATA[\n{"@type": "Offer", "description": "two\nlines", "price": 12, "priceCurrency": "EUR"}\n//]]>'
    assert stated_in(page(script)) == (Stated("product.price", Fact(Decimal(12), unit="EUR"), '"price": 12'),)

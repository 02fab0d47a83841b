"""Structured data is compared with what the page and the shop's other pages say."""

import json

import pytest

from integration.domain.consistency.record import read_shop, result
from integration.languages import lexicons, scopes

POLICY = (
    "<h1>Returns</h1><p>You can return anything within 30 days of delivery. Return postage is paid by the customer.</p>"
)


def contradicted(product: str, data: object) -> list[dict[str, object]]:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    documents = [
        {"id": "returns", "kind": "policy", "language": "en", "html": POLICY},
        {"id": "mug", "kind": "product", "language": "en", "html": script + product},
    ]
    return result(read_shop({"id": "s", "documents": documents}), lexicons(), scopes())["contradictions"]


def offer(price: str, days: int = 30) -> dict[str, object]:
    back = {
        "@type": "MerchantReturnPolicy",
        "merchantReturnDays": days,
        "returnFees": "ReturnFeesCustomerResponsibility",
    }
    return {"@type": "Offer", "price": price, "priceCurrency": "EUR", "hasMerchantReturnPolicy": back}


MUG = "<p>A mug of stoneware. Price: \u20ac24.00.</p>"


def test_data_that_agrees_is_no_contradiction():
    assert contradicted(MUG, offer("24.0")) == []


def test_another_price():
    [found] = contradicted(MUG, offer("19.50"))
    assert found["code"] == "product.price"
    assert {side["document"] for side in found["sides"]} == {"mug"}
    assert '"price": "19.50"' in [side["quote"] for side in found["sides"]]


def test_another_time_to_return():
    [found] = contradicted(MUG, offer("24.00", days=14))
    assert found["code"] == "return.window"
    assert {(side["document"], side["quote"]) for side in found["sides"]} == {
        ("mug", '"merchantReturnDays": 14'),
        ("returns", "You can return anything within 30 days of delivery."),
    }


@pytest.mark.parametrize(
    "words",
    [
        "<p>A mug. Was \u20ac24.00, now \u20ac19.50.</p>",
        "<p>A mug. Add a saucer for \u20ac6.</p>",
        "<p>A mug. Free delivery over \u20ac60.</p>",
        "<p>A mug. Price: \u00a321.00.</p>",
        "<p>A mug of stoneware.</p>",
    ],
)
def test_sums_that_are_not_the_price(words: str):
    assert contradicted(words, offer("19.50")) == []


def test_the_variants_of_a_product():
    assert contradicted(MUG, [offer("24.00"), offer("31.00")]) == []

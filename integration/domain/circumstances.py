"""What a shop's own texts tell of the circumstances that rules depend on."""

from collections.abc import Collection, Iterable

_PAYMENTS = "checkout.payment_methods"
_BY_WORD = {
    "visa": "visa_payments",
    "stripe": "stripe_payments",
    "shop pay": "shopify_payments",
    "shopify payments": "shopify_payments",
}
_BY_CODE = {
    "guarantee.commercial": "own_guarantee",
    "product.lowest_price_30d": "reduced_prices",
    "price.unit_price": "measured_goods",
    "product.responsible_person": "maker_outside_eu",
}


def circumstances_told(said: Iterable[tuple[str, Collection[str]]]) -> frozenset[str]:
    """From what is stated, each a code with the words that proved it: Visa among the ways to pay, a guarantee."""
    found: set[str] = set()
    for code, words in said:
        if code == _PAYMENTS:
            found |= {_BY_WORD[word.lower()] for word in words if word.lower() in _BY_WORD}
        elif code in _BY_CODE:
            found.add(_BY_CODE[code])
    return frozenset(found)

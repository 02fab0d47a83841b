"""What to say on a product's page."""

from collections.abc import Callable, Mapping, Sequence

from integration.domain.terms import Terms
from integration.domain.wording.returning import return_shipping, window_of
from integration.domain.wording.said import ASK, Detail, Said, detail, time_of
from integration.domain.wording.sending import delivery_time
from integration.domain.wording.trade import tax
from integration.domain.wording.values import Money, Names


def price(terms: Terms) -> Sequence[Said]:
    fact = terms.agreed("product.price")
    if fact is None or not fact.value or fact.unit is None:
        return ASK
    return (Said("said", {"price": Money(fact.value, fact.unit)}),)


def named(code: str) -> Callable[[Terms], Sequence[Said]]:
    """Only the merchant knows what the thing is; a platform's attributes may have it."""

    def decide(terms: Terms) -> Sequence[Said]:
        names = terms.named(code)
        return (Said("said", {"names": Names(names)}),) if names else ASK

    return decide


def delivery(terms: Terms) -> Sequence[Said]:
    return delivery_time(terms)


def returns(terms: Terms) -> Sequence[Said]:
    fact = terms.agreed("return.window")
    if fact is not None and fact.negated:
        return (Said("refused"),)
    time = window_of(terms)
    if time is None:
        return ASK
    cost = return_shipping(terms)[0].case
    return (Said({"shop": "free", "ask": "plain"}.get(cost, "paid"), {"time": time}),)


def warranty(terms: Terms) -> Sequence[Said]:
    time = time_of(terms.agreed("product.warranty"), "month")
    if time is not None:
        return (Said("time", {"time": time}),)
    return (Said("legal"),) if terms.chosen("product.warranty") else ASK


_NAMED = ("product.material", "product.dimensions", "product.features", "product.care_or_usage")

DETAILS: Mapping[str, Detail] = {
    "product.price": detail(price, "said price"),
    "product.tax_or_fees": detail(tax, "included", "excluded"),
    **{code: detail(named(code), "said names") for code in _NAMED},
    "product.delivery": detail(delivery, "dispatch time", "order time", "plain time", "zone places time", "rest time"),
    "product.returns": detail(returns, "plain time", "free time", "paid time", "refused"),
    "product.warranty": detail(warranty, "time time", "legal"),
}  # fmt: skip

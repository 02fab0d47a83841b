"""Whom a gap reaches: the destinations of orders for which no page says what buyers there need to know.

The order is by what it costs: first what brought most complaints, then what most orders went to (docs/contracts.md).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from integration.domain.audit.finding import Fact
from integration.domain.places import covers

BY_DESTINATION = ("shipping.destinations", "fee.shipping_cost", "shipping.delivery_time")


@dataclass(frozen=True, slots=True)
class Sent:
    """An order that was sent to a country (ISO 3166); `complained`: it was disputed, or its buyer wanted out of it."""

    country: str
    complained: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """`orders` of the last `of` went to a country, `complaints` of them brought one; no page says the detail for it,
    or, `denied`, one says that nothing is sent there.
    """

    code: str
    country: str
    orders: int
    complaints: int
    of: int
    denied: bool = False


def unsaid_destinations(said: Mapping[str, Sequence[Fact]], sent: Sequence[Sent]) -> list[Reach]:
    """`said` are the facts of all pages by detail; of a detail that none of them states nothing is told here: it is
    missing for everybody.
    """
    orders = Counter(one.country for one in sent)
    complaints = Counter(one.country for one in sent if one.complained)
    found = [
        Reach(code, country, orders[country], complaints[country], len(sent), denied)
        for code in BY_DESTINATION
        if (facts := said.get(code))
        for country in orders
        if (denied := _denied(code, facts, country)) or not _said(facts, country)
    ]
    return sorted(found, key=lambda one: (-one.complaints, -one.orders, one.country, BY_DESTINATION.index(one.code)))


def _said(facts: Iterable[Fact], country: str) -> bool:
    return any(not fact.negated and (not fact.places or covers(fact.places, country)) for fact in facts)


def _denied(code: str, facts: Sequence[Fact], country: str) -> bool:
    """A country that is named as one nothing is sent to, and as no other."""
    if code != "shipping.destinations":
        return False
    no = any(fact.negated and fact.condition is None and country in fact.places for fact in facts)
    return no and not any(not fact.negated and country in fact.places for fact in facts)

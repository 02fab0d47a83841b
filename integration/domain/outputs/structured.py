"""Terms as schema.org has them, for shopping results: JSON-LD objects with nothing in them that is not known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from integration.domain.places import CONTINENTS, WORLD, countries_of
from integration.domain.terms import Terms

CONTEXT = "https://schema.org"
_TERRITORIES = frozenset().union(*CONTINENTS.values())
_MOST_COUNTRIES = 50  # as many as Google reads of one policy


@dataclass(frozen=True, slots=True)
class Structured:
    """JSON-LD objects, and the details that must be known before they can say all they need to."""

    objects: tuple[Mapping[str, Any], ...] = ()
    lacking: tuple[str, ...] = ()


def money(amount: Decimal, currency: str) -> dict[str, Any]:
    return {"@type": "MonetaryAmount", "value": format(amount, "f"), "currency": currency}


def countries(places: Iterable[str]) -> tuple[str, ...]:
    """ISO 3166 codes in order; none when the world is meant, for nobody lists it."""
    found = countries_of(places)
    if WORLD in found or len(found) > _MOST_COUNTRIES:
        return ()
    return tuple(sorted(found & _TERRITORIES))


def destinations(terms: Terms) -> tuple[str, ...]:
    """The countries that the shop is known to send to."""
    facts = [fact for fact in terms.known("shipping.destinations") if not fact.negated and fact.condition is None]
    return tuple(dict.fromkeys(place for fact in facts for place in fact.places))

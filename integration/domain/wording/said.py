"""What is decided of a clause before any language writes it."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from integration.domain.audit.finding import Fact
from integration.domain.terms import Terms
from integration.domain.wording.values import Names, Time, Value


class Said(NamedTuple):
    """One sentence: which of the language's cases, and what stands in its slots."""

    case: str
    slots: Mapping[str, Value] = {}


class Detail(NamedTuple):
    """The cases a language must have words for, each with its slots, and the choice between them."""

    cases: Mapping[str, frozenset[str]]
    decide: Callable[[Terms], Sequence[Said]]


ASK = (Said("ask"),)


def detail(decide: Callable[[Terms], Sequence[Said]], *cases: str) -> Detail:
    """`cases` as "name slot slot"; every detail can also be asked for."""
    named = {case.split()[0]: frozenset(case.split()[1:]) for case in (*cases, "ask")}
    return Detail(named, decide)


def time_of(fact: Fact | None, *units: str) -> Time | None:
    """A time that can be promised: an end of it is known, in one of the units."""
    if fact is None or fact.negated or fact.unit not in (units or ("day", "business_day", "hour", "month")):
        return None
    return Time(fact) if fact.value is not None or fact.maximum is not None else None


def email_of(terms: Terms) -> Names | None:
    address = terms.settings.email or next((name for name in terms.named("contact.channel") if "@" in name), "")
    return Names((address,)) if address else None


def phone_of(terms: Terms) -> Names | None:
    number = terms.settings.phone or next((name for name in terms.named("contact.channel") if "@" not in name), "")
    return Names((number,)) if number else None

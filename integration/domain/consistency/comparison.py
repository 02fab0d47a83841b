"""The rule that finds a contradiction: of one thing, nothing that one source says fits anything the other says."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from integration.domain.consistency.agreement import agree
from integration.domain.consistency.statement import Scope, Statement
from integration.domain.places import WORLD, countries_of

_MOST_VALUES = 8
_MOST_STATEMENTS = 80
_BY_DESTINATION = frozenset({
    "fee.shipping_cost:rate", "fee.shipping_cost:threshold", "shipping.delivery_time", "return.window",
    "return.window:withdrawal",
    "fee.return_shipping", "fee.return_shipping:sum", "product.warranty",
    "shipping.tracking", "shipping.method:carrier", "checkout.payment_methods", "order.minimum",
})  # fmt: skip

Pair = tuple[Statement, Statement]


def disagreements(said: Sequence[Statement], home: str) -> Iterator[Pair]:
    """Pairs of statements on one topic, from two sources, that cannot both be true."""
    sources: dict[str, list[Statement]] = defaultdict(list)
    for statement in said:
        sources[statement.source].append(statement)
    for one, other in combinations((narrowed(distinct(each), home) for each in sources.values()), 2):
        for first, second in _between(list(one), list(other), home):
            yield one[first], other[second]


def distinct(said: Iterable[Statement]) -> list[Statement]:
    """The statements of one source, each value once for each scope; who says many things of one thing says none."""
    by_scope: dict[Scope, dict[str, Statement]] = defaultdict(dict)
    for each in said:
        by_scope[each.scope].setdefault(f"{each.says} {each.limit}", each)
    clear = [each for values in by_scope.values() if len(values) <= _MOST_VALUES for each in values.values()]
    return clear[:_MOST_STATEMENTS]


def narrowed(said: Sequence[Statement], home: str) -> Mapping[Statement, Statement]:
    """The statements of one source, by what they come to: who names France and the Union means the rest of it.

    The Union is abroad: a shop that speaks of it does not mean its own country.
    """
    named = {home, *(place for each in said for place in each.scope.places)} - {"EU", WORLD}
    found: dict[Statement, Statement] = {}
    for each in said:
        places = each.scope.places
        if "EU" in places and WORLD not in places:
            places = tuple(sorted(countries_of(places) - (named - set(places))))
        found[replace(each, scope=Scope(places, each.scope.exception))] = each
    return found


def _between(one: Sequence[Statement], other: Sequence[Statement], home: str) -> Iterator[Pair]:
    """Of what a source says twice, one may be an exception that we cannot read: then one that fits is enough."""
    for first in one:
        for second in other:
            if not comparable(first, second, home) or agree(first, second):
                continue
            firsts = [each for each in one if _alike(each, first) and _alike(each, second)]
            seconds = [each for each in other if _alike(each, first) and _alike(each, second)]
            fitting = ((here, there) for here in firsts for there in seconds if agree(here, there))
            if all(_said_beside(first, second, here, there) for here, there in fitting):
                yield first, second


def _said_beside(first: Statement, second: Statement, here: Statement, there: Statement) -> bool:
    """Whether two that agree stand each beside one of the two that do not: "5-8 days, large ones 4-6 weeks", twice."""
    beside = (here.source, here.quote) == (first.source, first.quote) and here.says != first.says
    beside = beside and (there.source, there.quote) == (second.source, second.quote) and there.says != second.says
    return beside and here.says == there.says


def comparable(one: Statement, other: Statement, home: str) -> bool:
    """Whether both speak of the same: a rule with a rule, sale goods with sale goods, France with France.

    A price or a time that names no destination is for the shop's own country.
    """
    if one.topic not in _BY_DESTINATION:
        return _alike(one, other)
    if one.scope.exception != other.scope.exception:
        return False
    here, there = (_countries(each, home) for each in (one, other))
    return not here or not there or meet(here, there)


def _alike(one: Statement, other: Statement) -> bool:
    """As `comparable`, but what names no place may be meant for any."""
    if one.scope.exception != other.scope.exception:
        return False
    here, there = countries_of(one.scope.places), countries_of(other.scope.places)
    return not here or not there or meet(here, there)


def _countries(said: Statement, home: str) -> frozenset[str]:
    return countries_of(said.scope.places or ((home,) if home else ()))


def meet(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether a destination is in both; the world without a list is every country but those that are named."""
    if WORLD in one and WORLD in other:
        return True
    if WORLD in one or WORLD in other:
        return False
    return bool(one & other)


def grouped(pairs: Iterable[Pair]) -> list[list[Statement]]:
    """Pairs that share a statement are one contradiction with several sides."""
    groups: list[set[Statement]] = []
    for pair in pairs:
        joined = set(pair)
        apart = []
        for group in groups:
            if group & joined:
                joined |= group
            else:
                apart.append(group)
        groups = [*apart, joined]
    return [sorted(group, key=lambda said: (said.source, said.start)) for group in groups]


def by_topic(said: Iterable[Statement]) -> Mapping[str, list[Statement]]:
    topics: dict[str, list[Statement]] = defaultdict(list)
    for statement in said:
        topics[statement.topic].append(statement)
    return topics

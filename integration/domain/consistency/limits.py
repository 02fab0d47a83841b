"""Where two statements differ and both hold, or where it takes more than two values to see that they do not."""

from collections.abc import Iterable, Iterator, Sequence

from integration.domain.consistency.agreement import days
from integration.domain.consistency.comparison import Pair, distinct
from integration.domain.consistency.statement import Statement

_RATE, _THRESHOLD = "fee.shipping_cost:rate", "fee.shipping_cost:threshold"
_OF_RETURNS = frozenset({"return.refund_time", "fee.return_shipping"})
_LAW = frozenset({"by_law"})


def below_the_law(windows: Sequence[Statement]) -> Iterator[Pair]:
    """A shop may give more time than its right of withdrawal, never less."""
    sources = {each.source for each in windows}
    windows = [each for source in sources for each in distinct(one for one in windows if one.source == source)]
    rights = [each for each in windows if each.scope.exception == _LAW]
    granted = [each for each in windows if not each.scope.exception]
    for right in rights:
        for other in dict.fromkeys(each.source for each in granted if each.source != right.source):
            given = [each for each in granted if each.source == other]
            if all(_most(each) < _most(right) for each in given):
                yield right, given[0]


def beyond_the_law(windows: Sequence[Statement], others: Iterable[Statement]) -> Iterator[Pair]:
    """More time than the right of withdrawal, given in answers alone: the page on returns knows of the right only."""
    rights = [each for each in windows if each.scope.exception == _LAW]
    granted = [each for each in windows if not each.scope.exception]
    if not all(each.repeats for each in granted):
        return
    on_returns = {each.source for each in others if each.topic in _OF_RETURNS and not each.repeats}
    for right in rights:
        own = {each.source for each in granted}
        if right.source in on_returns - own and not right.repeats:
            yield from ((right, each) for each in granted if _most(each) > _most(right))


def refused(nothing: Sequence[Statement], windows: Sequence[Statement]) -> Iterator[Pair]:
    """Nothing is taken back, and here is a time to bring it."""
    for never in nothing:
        for window in windows:
            if not window.scope.exception and window.source != never.source:
                yield never, window


def _most(said: Statement) -> float:
    span = days(said.fact)
    return float(span.most) if span else 0.0


def without_covered_by_price(said: Iterable[Statement]) -> list[Statement]:
    """Without "free shipping" where a sum from which it is free is named beside it, or is below the product's price."""
    everything = list(said)
    thresholds = [each for each in everything if each.topic == _THRESHOLD]
    return [each for each in everything if not (_is_free(each) and _covered(each, thresholds))]


def _is_free(said: Statement) -> bool:
    return said.topic == _RATE and said.fact.value == 0 and bool(said.source)


def _covered(free: Statement, thresholds: Sequence[Statement]) -> bool:
    if free.worth is None:
        return any(each.source == free.source for each in thresholds)
    sums = [each.fact.value for each in thresholds if each.fact.value is not None]
    return bool(sums) and (free.worth == 0 or min(sums) <= free.worth)

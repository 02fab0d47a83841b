"""Many orders late at once for one cause: a hub, the shop's own dispatch, a carrier's way to a country, or a product.

What is said of an order today is, on average over all that may be heard in between, what was said of it a week ago. So
the late orders that a group of orders now foresees are set against those that it foresaw then, and a bound (Chernoff's,
which holds for such sums too) tells how rarely chance alone adds as many. The weekday, the holidays and what each way
usually takes are inside what was said then: a Monday is no incident.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

RARELY = 1 / 365
"""How often a shop whose orders are late by chance alone would see an incident: one morning in a year, at most."""

LEAST = 5.0
"""Late orders below which a person is quicker to read the letters one by one."""

TIMES, SHARE = 1.6, 1 / 3
"""Late orders against those foreseen, and against all of the group: the orders of one way are always a little late
together, which the bound does not know."""

NEARLY_ALL = 0.8

FLOWING, FEW = 1.4, 3.0
"""An incident is over once no more are late than so many times those foreseen, or hardly any is."""


class CauseKind(StrEnum):
    """From the narrowest to the widest, as far as that can be said of a kind."""

    HUB = "hub"
    PRODUCT = "product"
    DISPATCH = "dispatch"
    CARRIER = "carrier"


KINDS = list(CauseKind)


class Cause(NamedTuple):
    """`name` is the hub's, the carrier's or the product's (its id), "" for the shop's own dispatch.

    `country` (ISO 3166) is where a carrier's parcels go; "" for all of them.
    """

    kind: CauseKind
    name: str = ""
    country: str = ""


class Watched(NamedTuple):
    """An order with what was said of it a week ago, or on its first morning since, and what is said or known now."""

    order_id: int
    before: float
    now: float
    causes: frozenset[Cause]
    last_at: str = ""
    """The hub of its newest scan."""


class Group(NamedTuple):
    """Late orders of a cause: `foreseen` a week ago, `late` by what is known now, among `orders`.

    `standing` are the orders of a hub's group that were seen there last.
    """

    cause: Cause
    orders: int
    foreseen: float
    late: float
    standing: int = 0

    @property
    def excess(self) -> float:
        return self.late - self.foreseen

    @property
    def surprise(self) -> float:
        """How unlikely chance alone is, as the negative logarithm of a bound; 0 for what it explains."""
        if self.late <= self.foreseen:
            return 0.0
        foreseen = max(self.foreseen, 1e-9)
        return self.late * math.log(self.late / foreseen) - self.late + foreseen

    @property
    def goes_on(self) -> bool:
        """Whether an incident that was recognised is still there."""
        return self.late >= FEW and self.late > FLOWING * self.foreseen


def recognise(watched: Sequence[Watched]) -> list[Group]:
    """The causes that make too many orders late, the surest first; an order is laid at one cause only.

    With a hub that stands still its whole carrier looks late, too: the smallest group that holds nearly all of what
    surprises most is named.
    """
    found: list[Group] = []
    tried = sum(group.orders >= LEAST for group in groups(watched).values())
    left = list(watched)
    while suspects := list(_suspects(groups(left).values(), tried)):
        found.append(_narrowest(suspects))
        left = [one for one in left if found[-1].cause not in one.causes]
    return found


def groups(watched: Iterable[Watched]) -> Mapping[Cause, Group]:
    """Every cause that an order can be laid at, with the orders that it touches."""
    sums: dict[Cause, list[float]] = {}
    for one in watched:
        for cause in one.causes:
            kept = sums.setdefault(cause, [0, 0.0, 0.0, 0])
            kept[0] += 1
            kept[1] += one.before
            kept[2] += one.now
            kept[3] += cause.kind is CauseKind.HUB and cause.name == one.last_at
    return {cause: Group(cause, int(n), before, now, int(there)) for cause, (n, before, now, there) in sums.items()}


def _narrowest(suspects: Sequence[Group]) -> Group:
    most = max(suspects, key=lambda group: group.surprise)
    holding = [group for group in suspects if group.excess >= NEARLY_ALL * most.excess]
    return min(holding, key=_width)


def _width(group: Group) -> tuple[object, ...]:
    """Of hubs that the same parcels came through, the one where more of them stand is the narrower."""
    cause = group.cause
    return group.orders, KINDS.index(cause.kind), not cause.country, -group.standing, cause


def _suspects(found: Iterable[Group], tried: int) -> Iterator[Group]:
    """What chance does not explain, however many groups were looked at."""
    enough = math.log(max(tried, 1) / RARELY)
    for group in found:
        many = group.late >= max(LEAST, TIMES * group.foreseen, SHARE * group.orders)
        if many and group.surprise >= enough:
            yield group

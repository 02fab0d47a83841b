"""How right warnings were, against what happened: the one place of a replay that looks at how orders ended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import NamedTuple

from integration.domain.delay.policy import MAIN_LOOK


class End(NamedTuple):
    """An order that was delivered, and by when it was promised."""

    id: str
    promised: date
    delivered: date

    @property
    def is_late(self) -> bool:
        return self.delivered > self.promised


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts over delivered orders. `in_time`: late orders warned MAIN_LOOK days ahead or more; `lead` is in days."""

    delivered: int
    late: int
    warned: int
    right: int
    in_time: int
    lead: float | None


def scored(ends: Iterable[End], warned: Mapping[str, date]) -> Outcome:
    """`warned` has the day of each order's first warning."""
    known = {end.id: end for end in ends}
    told = [known[name] for name in warned if name in known]
    right = [end for end in told if end.is_late]
    leads = [(end.promised - warned[end.id]).days for end in right]
    return Outcome(
        delivered=len(known),
        late=sum(end.is_late for end in known.values()),
        warned=len(told),
        right=len(right),
        in_time=sum(lead >= MAIN_LOOK for lead in leads),
        lead=median(leads) if leads else None,
    )


def simple_rules(ends: Iterable[End]) -> Mapping[str, Outcome]:
    """What rules without a model would have done: warn of all that is not there so many days before the promise."""
    known = list(ends)
    return {name: scored(known, _undelivered(known, days)) for name, days in RULES.items()}


RULES: Mapping[str, int] = {
    "once the promised day has passed": -1,
    "not there on the promised day": 0,
    "not there two days before it": 2,
}


def _undelivered(ends: Iterable[End], days: int) -> Mapping[str, date]:
    looks = ((end, end.promised - timedelta(days=days)) for end in ends)
    return {end.id: day for end, day in looks if end.delivered >= day}

"""A shop's past in figures: whom it would have told of a delay, week by week, beside simpler ways of warning."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from integration.domain.delay import Parcel
from integration.domain.delay.policy import THRESHOLDS, Sensitivity, verdict
from integration.domain.reasons import SendReason
from integration.domain.replay.mornings import Look, looks, past_table
from integration.domain.replay.outcome import End, Outcome, scored, simple_rules

WEEKS = 12
FEWEST = 30
"""Delivered orders; of fewer no figure says anything."""

LONGEST_LEAD = 7
_LEAST = min(limit for limits in THRESHOLDS.values() for limit in (limits.at_main_look, limits.early))
"""Below it nobody is told, whatever the sensitivity, as long as the promised day has not passed; looks end there."""


@dataclass(frozen=True, slots=True)
class Week:
    """Orders promised in the week from `begins`: late ones told in time or not, and those told for nothing."""

    begins: date
    told: int
    missed: int
    spare: int


@dataclass(frozen=True, slots=True)
class Summary:
    """`by_sensitivity` and `simple` say how each way of warning fares; `weeks` and `leads` are of the one chosen.

    `leads` counts late customers by the days between the message and the promised day, LONGEST_LEAD or more as one.
    """

    first: date
    last: date
    by_sensitivity: Mapping[Sensitivity, Outcome]
    simple: Mapping[str, Outcome]
    weeks: Sequence[Week]
    leads: Mapping[int, int]


def summaries(orders: Sequence[Parcel]) -> Mapping[Sensitivity, Summary]:
    """The last WEEKS weeks of delivered orders, by promised day, as each sensitivity would have been chosen.

    All before them is only learnt. Empty with too few.
    """
    ended = [End(one.id, one.promised, one.delivered) for one in orders if one.delivered is not None]
    if len(ended) < FEWEST:
        return {}
    last = max(end.promised for end in ended)
    first = max(last - timedelta(days=last.weekday(), weeks=WEEKS - 1), min(end.promised for end in ended))
    ends = [end for end in ended if end.promised >= first]
    warned = _warned(looks(past_table(orders), min(one.bought for one in orders if one.promised >= first)))
    fared, simple = {each: scored(ends, warned[each]) for each in Sensitivity}, simple_rules(ends)
    return {
        chosen: Summary(first, last, fared, simple, _weeks(ends, warned[chosen]), _leads(ends, warned[chosen]))
        for chosen in Sensitivity
    }


def _warned(seen: Iterable[Look]) -> Mapping[Sensitivity, dict[str, date]]:
    found: dict[Sensitivity, dict[str, date]] = {each: {} for each in Sensitivity}
    for look in seen:
        if look.probability_late < _LEAST:
            continue
        for each, limits in THRESHOLDS.items():
            said = verdict(limits, look.days_to_promise, look.probability_late, seen_before=look.seen_before)
            if isinstance(said, SendReason):
                found[each].setdefault(look.order, look.day)
    return found


def _weeks(ends: Sequence[End], warned: Mapping[str, date]) -> Sequence[Week]:
    counts: Counter[tuple[date, str]] = Counter()
    for end in ends:
        kind = ("told" if end.id in warned else "missed") if end.is_late else ("spare" if end.id in warned else "fine")
        counts[end.promised - timedelta(days=end.promised.weekday()), kind] += 1
    begins = sorted({begin for begin, _ in counts})
    return [Week(day, counts[day, "told"], counts[day, "missed"], counts[day, "spare"]) for day in begins]


def _leads(ends: Sequence[End], warned: Mapping[str, date]) -> Mapping[int, int]:
    told = [end for end in ends if end.is_late and end.id in warned]
    return Counter(min((end.promised - warned[end.id]).days, LONGEST_LEAD) for end in told)

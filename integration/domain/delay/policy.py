"""When a chance of being late is worth a letter.

A false alarm costs one, a late order nobody was told of costs k: warn where the chance is above 1 / (1 + k). The main
look is two days before the promise; before it only what is nearly certain is told, and after it only what has become
much likelier since, so that a chance that wavers about the limit writes no letter by its wavering.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from integration.domain.reasons import HoldReason, SendReason

MAIN_LOOK = 2
"""Days before the promised day."""

WAVERING = 0.15
"""How far the chance must have risen over the limit a day after the main look passed it by."""

ON_THE_DAY = 0.5


class Sensitivity(StrEnum):
    CAUTIOUS = "cautious"
    NORMAL = "normal"
    EAGER = "eager"
    EARLY = "early"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """On the chance of being late: at the main look, and on any day before it.

    Without `afterwards` nothing is told between the main look and the end of the promised day.
    """

    at_main_look: float
    early: float
    afterwards: bool = True


def _worth(cost: float, early: float) -> Thresholds:
    return Thresholds(1 / (1 + cost), early)


THRESHOLDS: Mapping[Sensitivity, Thresholds] = {
    Sensitivity.CAUTIOUS: _worth(1.0, 0.9),
    Sensitivity.NORMAL: _worth(1.8, 0.85),
    Sensitivity.EAGER: _worth(5.0, 0.8),
    Sensitivity.EARLY: Thresholds(0.55, 0.55, afterwards=False),
}
"""How many needless warnings one delay without a warning is worth is a guess about the merchant, no measurement.

"early" asks something else: to be told days ahead, and therefore less surely.
"""


def verdict(limits: Thresholds, days_to_promise: int, chance: float, *, seen_before: bool) -> SendReason | HoldReason:
    """Whether the chance is worth a letter this morning, and why. `seen_before`: there was a morning to look on."""
    if days_to_promise < 0:
        return SendReason.OVERDUE
    if days_to_promise > MAIN_LOOK:
        return SendReason.NEARLY_CERTAIN if chance >= limits.early else HoldReason.TOO_EARLY
    if days_to_promise < MAIN_LOOK and seen_before and not limits.afterwards:
        return HoldReason.LOOK_PASSED
    if chance < _limit(limits, days_to_promise, seen_before):
        return HoldReason.LIKELY_ON_TIME
    return SendReason.ON_THE_DAY if days_to_promise == 0 else SendReason.MAIN_LOOK


def _limit(limits: Thresholds, days_to_promise: int, seen_before: bool) -> float:
    if days_to_promise == 0:
        return max(limits.at_main_look, ON_THE_DAY)
    if days_to_promise < MAIN_LOOK and seen_before:
        return limits.at_main_look + WAVERING
    return limits.at_main_look

"""When a chance of being late is worth a letter.

A false alarm costs one, a late order nobody was told of costs k: warn where the chance is above 1 / (1 + k). The main
look is two days before the promise; only a setting that says so warns earlier, and only when it is fairly sure.
"""

from collections.abc import Mapping
from dataclasses import dataclass

MAIN_LOOK = 2


@dataclass(frozen=True, slots=True)
class Setting:
    """Thresholds on the chance of being late: at the main look, and (`early`) on any day before it."""

    at_main_look: float
    early: float | None = None


SETTINGS: Mapping[str, Setting] = {
    "cautious": Setting(0.50),
    "normal": Setting(0.35),
    "eager": Setting(0.20),
    "early": Setting(0.60, early=0.52),
}


def decide(setting: Setting, days_to_promise: int, probability_late: float) -> tuple[bool, str]:
    """Whether to warn this morning, and why or why not, in words."""
    if days_to_promise > MAIN_LOOK:
        if setting.early is not None and probability_late >= setting.early:
            return True, f"early: the chance of being late reaches {setting.early:.0%}"
        return False, "the promised day is not near yet"
    if days_to_promise < MAIN_LOOK:
        return False, "the main look was two days before the promised day"
    if probability_late >= setting.at_main_look:
        return True, f"two days before the promised day the chance of being late reaches {setting.at_main_look:.0%}"
    return False, f"the chance of being late is below {setting.at_main_look:.0%}"

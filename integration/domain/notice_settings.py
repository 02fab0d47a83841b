"""How readily a shop warns its customers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from integration.domain.promise import PromiseSettings


class Sensitivity(StrEnum):
    CAUTIOUS = "cautious"
    NORMAL = "normal"
    EAGER = "eager"


MISS_COSTS: Mapping[Sensitivity, int] = {Sensitivity.CAUTIOUS: 1, Sensitivity.NORMAL: 2, Sensitivity.EAGER: 5}
"""How many needless warnings one delay without a warning is worth: a guess about the merchant, not a measurement."""

LONGEST_UNDO = 3600

_EARLY: Mapping[Sensitivity, float] = {Sensitivity.CAUTIOUS: 0.9, Sensitivity.NORMAL: 0.8, Sensitivity.EAGER: 0.7}


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """`apologise`: also write when an order has arrived late. `undo`: how long a message that goes by itself waits."""

    promise: PromiseSettings = field(default_factory=PromiseSettings)
    sensitivity: Sensitivity = Sensitivity.NORMAL
    apologise: bool = False
    undo: timedelta = timedelta(minutes=1)

    @property
    def threshold(self) -> float:
        """The chance of being late from which the main look warns."""
        return 1 / (1 + MISS_COSTS[self.sensitivity])

    @property
    def early_threshold(self) -> float:
        """The chance from which a warning goes out before the main look."""
        return _EARLY[self.sensitivity]


def read_notice_settings(settings: Mapping[str, Any], promise: PromiseSettings) -> NoticeSettings:
    """From a shop's own settings, under "notices": sensitivity, apologise, undo_seconds.

    Raises ValueError naming what is wrong.
    """
    given = settings.get("notices") or {}
    if not isinstance(given, Mapping):
        raise ValueError(f"notices: a table of settings is wanted, not {given!r}")
    sensitivity, apologise = given.get("sensitivity", Sensitivity.NORMAL), given.get("apologise", False)
    undo = given.get("undo_seconds", 60)
    if sensitivity not in list(Sensitivity):
        raise ValueError(f"sensitivity is {sensitivity!r}; it takes {', '.join(Sensitivity)}")
    if not isinstance(apologise, bool):
        raise ValueError(f"apologise is {apologise!r}; it takes true or false")
    if isinstance(undo, bool) or not isinstance(undo, int) or not 0 <= undo <= LONGEST_UNDO:
        raise ValueError(f"undo_seconds is {undo!r}; it takes a whole number of seconds, at most {LONGEST_UNDO}")
    return NoticeSettings(promise, Sensitivity(sensitivity), apologise, timedelta(seconds=undo))

"""How readily a shop warns its customers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from integration.domain.delay.policy import THRESHOLDS, Sensitivity, Thresholds
from integration.domain.promise import PromiseSettings

LONGEST_UNDO = 3600


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """`apologise`: also write when an order has arrived late. `pickup_letter`: tell who has a parcel to fetch.
    `undo`: how long a message that goes by itself waits."""

    promise: PromiseSettings = field(default_factory=PromiseSettings)
    sensitivity: Sensitivity = Sensitivity.NORMAL
    apologise: bool = False
    pickup_letter: bool = True
    undo: timedelta = timedelta(minutes=1)

    @property
    def limits(self) -> Thresholds:
        return THRESHOLDS[self.sensitivity]

    @property
    def threshold(self) -> float:
        """The chance of being late from which the main look warns."""
        return self.limits.at_main_look

    @property
    def early_threshold(self) -> float:
        """The chance from which a warning goes out before the main look."""
        return self.limits.early


def read_notice_settings(settings: Mapping[str, Any], promise: PromiseSettings) -> NoticeSettings:
    """From a shop's own settings, under "notices": sensitivity, apologise, pickup_letter, undo_seconds.

    Raises ValueError naming what is wrong.
    """
    given = settings.get("notices") or {}
    if not isinstance(given, Mapping):
        raise ValueError(f"notices: a table of settings is wanted, not {given!r}")
    sensitivity, apologise = given.get("sensitivity", Sensitivity.NORMAL), given.get("apologise", False)
    undo = given.get("undo_seconds", 60)
    if sensitivity not in list(Sensitivity):
        raise ValueError(f"sensitivity is {sensitivity!r}; it takes {', '.join(Sensitivity)}")
    pickup_letter = given.get("pickup_letter", True)
    for name, value in (("apologise", apologise), ("pickup_letter", pickup_letter)):
        if not isinstance(value, bool):
            raise ValueError(f"{name} is {value!r}; it takes true or false")
    if isinstance(undo, bool) or not isinstance(undo, int) or not 0 <= undo <= LONGEST_UNDO:
        raise ValueError(f"undo_seconds is {undo!r}; it takes a whole number of seconds, at most {LONGEST_UNDO}")
    return NoticeSettings(promise, Sensitivity(sensitivity), apologise, pickup_letter, timedelta(seconds=undo))

"""Sets a stated chance right by how often it was true: a straight line through the log-odds, learnt as it goes.

The line bends with the days to the promise: a chance stated far ahead errs otherwise than one stated just before.
"""

from collections import deque
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from integration.domain.replay.hazards import Chances
from integration.domain.replay.orders import Days

MEMORY_DAYS = 45
FEWEST = 200
STEPS = 5
TRUST = 8.0
"""How many outcomes the line "as stated" is worth."""

NEAR_DAYS = 3.0
_AS_STATED = np.array([0.0, 1.0, 0.0])


class Outcomes(NamedTuple):
    """Chances stated so many days before the promise, whether they came true, and what each outcome is worth."""

    stated: Chances
    to_promise: Days
    came_true: NDArray[np.bool_]
    weights: Chances


class Calibration:
    """Learns from chances whose outcome is known by now; until there are enough, a chance stays as it was stated."""

    def __init__(self) -> None:
        self._days: deque[list[Outcomes]] = deque(maxlen=MEMORY_DAYS)
        self._line = _AS_STATED

    def learn(self, outcomes: list[Outcomes]) -> None:
        """One day's outcomes; draws the line anew."""
        self._days.append(outcomes)
        known = [each for day in self._days for each in day]
        if sum(len(each.stated) for each in known) < FEWEST:
            return
        design = np.concatenate([_design(each.stated, each.to_promise) for each in known])
        came_true = np.concatenate([each.came_true for each in known])
        weights = np.concatenate([each.weights for each in known])
        line = self._line
        for _ in range(STEPS):
            said = _chance(design @ line)
            slope = design.T @ (weights * (said - came_true)) + TRUST * (line - _AS_STATED)
            curve = design.T @ (design * (weights * said * (1 - said))[:, None]) + TRUST * np.eye(3)
            line = line - np.linalg.solve(curve, slope)
        self._line = np.array([line[0], max(line[1], 0.1), line[2]])

    def corrected(self, stated: Chances, to_promise: Days) -> Chances:
        return _chance(_design(stated, to_promise) @ self._line)


def _design(stated: Chances, to_promise: Days) -> Chances:
    inside = np.clip(stated, 0.002, 0.998)
    return np.stack([np.ones(len(stated)), np.log(inside / (1 - inside)), np.exp(-to_promise / NEAR_DAYS)], axis=1)


def _chance(odds: Chances) -> Chances:
    return np.asarray(1 / (1 + np.exp(-odds)))

"""Sets a stated chance right by how often it was true: a straight line through the log-odds, learnt as it goes.

The line bends with the days to the promise: a chance stated far ahead errs otherwise than one stated just before.
Each day's outcomes move it a step (Newton's, on the logistic loss) from where the days before left it.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from integration.domain.delay.hazards import Chances
from integration.domain.delay.workdays import Days

FADING = 0.985
"""What an outcome is worth a day later: half after seven weeks."""

TRUST = 4.0
"""How many outcomes the line "as stated" is worth."""

STEPS = 3
NEAR_DAYS = 3.0
FARTHEST = 700.0
"""Log-odds beyond which a double overflows; a chance is 0 or 1 in all its digits long before."""

_AS_STATED = np.array([0.0, 1.0, 0.0])


class Outcomes(NamedTuple):
    """Chances stated so many days before the promise, whether they came true, and what each outcome is worth."""

    stated: Chances
    to_promise: Days
    came_true: NDArray[np.bool_]
    weights: Chances


class Calibration:
    """Learns from chances whose outcome is known by now; with few, a chance stays nearly as it was stated."""

    def __init__(self) -> None:
        self.line = _AS_STATED
        self.sureness = np.zeros((3, 3))

    def learn(self, outcomes: Outcomes) -> None:
        """One day's outcomes."""
        self.sureness = self.sureness * FADING
        if not len(outcomes.stated):
            return
        design, before = _design(outcomes.stated, outcomes.to_promise), self.line
        line, curve = before, self.sureness
        for _ in range(STEPS):
            said = _chance(design @ line)
            slope = design.T @ (outcomes.weights * (said - outcomes.came_true))
            slope += self.sureness @ (line - before) + TRUST * (line - _AS_STATED)
            curve = self.sureness + design.T @ (design * (outcomes.weights * said * (1 - said))[:, None])
            line = line - np.linalg.solve(curve + TRUST * np.eye(3), slope)
        self.line = np.array([line[0], max(line[1], 0.1), line[2]])
        self.sureness = curve

    def corrected(self, stated: Chances, to_promise: Days) -> Chances:
        return _chance(_design(stated, to_promise) @ self.line)


def _design(stated: Chances, to_promise: Days) -> Chances:
    inside = np.clip(stated, 0.002, 0.998)
    return np.stack([np.ones(len(stated)), np.log(inside / (1 - inside)), np.exp(-to_promise / NEAR_DAYS)], axis=1)


def _chance(odds: Chances) -> Chances:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -FARTHEST, FARTHEST))))

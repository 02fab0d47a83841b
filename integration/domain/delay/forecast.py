"""From chances by age to the days ahead: which share of parcels like this one is still not there at each day's end."""

import numpy as np
from numpy.typing import NDArray

from integration.domain.delay.hazards import Chances
from integration.domain.delay.workdays import Days

HORIZON = 60
MOST = 0.97
"""No day is certain."""


def waiting(arrival: Chances, ages: Days, elapsed: Days, speed: Chances) -> Chances:
    """Parcels under way: the share not arrived after each of the next HORIZON days.

    `arrival` is each parcel's chance by age, `ages` its age today; `elapsed` the working days until each day ahead and
    `speed` a factor for each parcel and day.
    """
    ahead = np.minimum(ages[:, None] + elapsed, arrival.shape[1] - 1)
    chances = np.clip(np.take_along_axis(arrival, ahead, axis=1) * speed, 0.0, MOST)
    return np.asarray(np.cumprod(1.0 - chances, axis=1), dtype=np.float64)


def waiting_to_leave(leaving: Chances, arrival: Chances, elapsed: Days, speed: Chances) -> Chances:
    """Orders not handed over yet: they leave on one of the days ahead, and then are under way like any other.

    `leaving` is the chance of each day ahead to be the one, given that none before was.
    """
    here = np.ones(len(arrival))
    on_the_way = np.zeros(arrival.shape)
    left = np.zeros((len(arrival), HORIZON))
    for day in range(HORIZON):
        gone = here * leaving[:, day]
        if day and elapsed[day] > elapsed[day - 1]:
            on_the_way[:, -1] += on_the_way[:, -2]
            on_the_way[:, 1:-1] = on_the_way[:, :-2]
            on_the_way[:, 0] = 0.0
        on_the_way[:, 0] += gone
        on_the_way *= 1.0 - np.minimum(arrival * speed[:, day, None], MOST)
        here = here - gone
        left[:, day] = here + on_the_way.sum(axis=1)
    return left


def day_by_which(left: Chances, share: float | Chances) -> Days:
    """In how many days (0 is today) this share has arrived; HORIZON when that is beyond it."""
    arrived: NDArray[np.bool_] = 1.0 - left >= share
    return np.where(arrived.any(axis=1), arrived.argmax(axis=1), HORIZON)

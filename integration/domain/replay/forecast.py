"""From chances by age to the days ahead: which share of parcels like this one is still not there at each day's end."""

import numpy as np
from numpy.typing import NDArray

from integration.domain.replay.hazards import Chances
from integration.domain.replay.orders import Days

HORIZON = 60


def waiting(arrival: Chances, ages: Days, pace: Chances) -> Chances:
    """Parcels under way: the share not arrived after each of the next HORIZON days.

    `arrival` is each parcel's chance by age, `ages` its age today, `pace` a factor for each parcel and day ahead.
    """
    ahead = np.minimum(ages[:, None] + np.arange(HORIZON), arrival.shape[1] - 1)
    chances = np.clip(np.take_along_axis(arrival, ahead, axis=1) * pace, 0.0, 0.97)
    return np.asarray(np.cumprod(1.0 - chances, axis=1), dtype=np.float64)


def waiting_to_leave(leaving: Chances, ages: Days, arrival: Chances, pace: Chances) -> Chances:
    """Orders not handed over yet: they leave on one of the days ahead, and then are under way like any other."""
    count = len(ages)
    here, under_way = np.ones(count), np.zeros((count, HORIZON))
    left = np.zeros((count, HORIZON))
    ahead = np.minimum(ages[:, None] + np.arange(HORIZON), leaving.shape[1] - 1)
    chances = np.take_along_axis(leaving, ahead, axis=1)
    for day in range(HORIZON):
        gone = here * chances[:, day]
        under_way = np.concatenate([gone[:, None], under_way[:, :-1]], axis=1)
        under_way *= 1.0 - np.clip(arrival[:, :HORIZON] * pace[:, day, None], 0.0, 0.97)
        here = here - gone
        left[:, day] = here + under_way.sum(axis=1)
    return left


def day_by_which(left: Chances, share: float) -> Days:
    """In how many days (0 is today) this share has arrived; HORIZON when that is beyond it."""
    arrived: NDArray[np.bool_] = 1.0 - left >= share
    return np.where(arrived.any(axis=1), arrived.argmax(axis=1), HORIZON)

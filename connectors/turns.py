"""Waiting in line for one's turn at a vendor that says how often it may be asked."""

import time
from collections.abc import Callable

from integration.ports import Pace, Temporary
from integration.ports.sentences import Sentence

LONGEST_WAIT = 10.0
_ENOUGH = Sentence("as much as may be asked is asked for now")


def take_turn(pace: Pace | None, sleep: Callable[[float], None] = time.sleep, cost: float = 1.0) -> None:
    """Returns when it is ours. Raises Temporary where that takes longer than a worker should stand about."""
    wait = pace.acquire(cost, LONGEST_WAIT) if pace is not None else 0.0
    if wait > LONGEST_WAIT:
        raise Temporary(_ENOUGH(), wait)
    if wait > 0:
        sleep(wait)

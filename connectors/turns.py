"""Waiting in line for one's turn at a vendor that is asked so often, or by so many at a time, and no more."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from integration.ports import Lanes, Pace, Temporary
from integration.ports.sentences import Sentence

LONGEST_WAIT = 10.0
LOOK_AGAIN = 0.05
_ENOUGH = Sentence("as much as may be asked is asked for now")


class Crowded(Temporary):
    """Nothing was asked: there was no room for it."""


def take_turn(pace: Pace | None, sleep: Callable[[float], None] = time.sleep, cost: float = 1.0) -> None:
    """Returns when it is ours. Raises Crowded where that takes longer than a worker should stand about."""
    wait = pace.acquire(cost, LONGEST_WAIT) if pace is not None else 0.0
    if wait > LONGEST_WAIT:
        raise Crowded(_ENOUGH(), wait)
    if wait > 0:
        sleep(wait)


@contextmanager
def lane(lanes: Lanes | None, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """A lane for as long as the call takes. Raises Crowded where none gets free while a worker should stand about."""
    if lanes is None:
        yield
        return
    ends = time.monotonic() + LONGEST_WAIT
    while not (own := lanes.enter()):
        if time.monotonic() > ends:
            raise Crowded(_ENOUGH(), LONGEST_WAIT)
        sleep(LOOK_AGAIN)
    try:
        yield
    finally:
        lanes.leave(own)

"""The scheduler: one process that rings the regular acts. What it rings looks in rows for what is due."""

import time
from collections.abc import Mapping

from redis.exceptions import RedisError

from jobs.context import Context
from jobs.queue import StopRequested, Timetable
from jobs.silence import silence

SECONDS_BETWEEN: Mapping[str, int] = {
    "sweep": 10,
    "reconcile": 60,
    "retain": 3600,
    "morning": 900,
    "decide_incidents": 900,
}
"""All ring at once at the start, so what is overdue (a laptop was asleep) runs then. `retain` and
`morning` keep to once a day themselves, with a lease."""


def schedule(context: Context, seconds_between: Mapping[str, int] = SECONDS_BETWEEN) -> None:
    """Rings until SIGTERM or SIGINT. A Redis that is away is waited for."""
    try:
        while True:
            try:
                Timetable(context, seconds_between).run()
            except RedisError as problem:
                silence.heard(problem)
                time.sleep(1)
            else:
                return
    except StopRequested:
        return

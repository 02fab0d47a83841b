"""The one door to the queue: ring a name and an id; a worker runs the act that the name stands for.

Redis is only the bell. What is to be done stands in rows, so a bell that is lost is rung again by `reconcile`.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.cron import CronJob, CronScheduler
from rq.exceptions import StopRequested
from rq.utils import now

from jobs.silence import silence

if TYPE_CHECKING:
    from jobs.context import Context

__all__ = ["ACTS", "HEAVY", "THREADED", "StopRequested", "Timetable", "ring", "ring_many", "run", "serve", "waiting"]

ACTS: Mapping[str, str] = {
    "ingest": "jobs.ingest:ingest",
    "audit": "jobs.audit:audit_waiting",
    "compare": "jobs.compare:compare_shop",
    "read_again": "jobs.second_reading:read_again",
    "decide": "jobs.delays:decide_orders",
    "estimate": "jobs.estimating:estimate_shop",
    "replay": "jobs.replaying:replay_shop",
    "deliver": "jobs.deliver:deliver",
    "sync": "jobs.sync:sync_connection",
    "subscribe": "jobs.subscribe:subscribe",
    "watch": "jobs.watch:watch",
    "take_stock": "jobs.stock:take_stock",
    "track": "jobs.tracking:track_connection",
    "publish": "jobs.publish:resume",
    "write_back": "jobs.write_back:write_back",
    "sweep": "jobs.reconcile:sweep",
    "reconcile": "jobs.reconcile:reconcile",
    "retain": "jobs.retention:retain",
    "morning": "jobs.morning:morning",
    "watch_incidents": "jobs.incidents:watch_incidents",
    "decide_incidents": "jobs.incidents:decide_unasked",
}
TOGETHER: Mapping[str, int] = {"decide": 50}
"""Acts that work on several rows for little more than on one: how many of them a bell rings for at most."""

THREADED = ("deliver", "ingest", "api")
HEAVY = "heavy"
QUEUES: Mapping[str, str] = {
    "compare": HEAVY,
    "deliver": "deliver",
    "sync": "api",
    "subscribe": "api",
    "watch": "api",
    "take_stock": "api",
    "track": "api",
    "publish": "api",
    "write_back": "api",
    "read_again": "api",
    "audit": HEAVY,
    "estimate": HEAVY,
    "replay": HEAVY,
    "retain": HEAVY,
    "morning": "api",
    "watch_incidents": HEAVY,
}
TIMEOUTS: Mapping[str, int] = {"api": 900, HEAVY: 3600}
BELL_LIFE = 3600
"""Seconds. A bell older than that is dropped: reconcile has rung again since."""


def queue_of(name: str) -> str:
    return QUEUES.get(name, "ingest")


def open_queue(redis: Redis, name: str) -> Queue:
    """JSON and not pickle: who can write to Redis must not be able to run code here."""
    return Queue(name, connection=redis, serializer="json")


def ring(context: Context, name: str, row_id: int) -> None:
    """Asks a worker to run `name` on a row. Never raises: with Redis down the row waits for `reconcile`."""
    ring_many(context, name, [row_id])


def ring_many(context: Context, name: str, ids: Iterable[int]) -> bool:
    """As `ring`, in one trip to Redis, a bell for every row or for as many as TOGETHER says. Whether they were rung."""
    if name not in ACTS:
        raise KeyError(f"no act is called {name!r}; there are {', '.join(ACTS)}")
    if context.redis is None:
        return False
    try:
        rows, size = list(ids), TOGETHER.get(name, 1)
        bells = [_bell(name, rows[place : place + size]) for place in range(0, len(rows), size)]
        open_queue(context.redis, queue_of(name)).enqueue_many(bells)
    except RedisError as problem:
        silence.heard(problem)
        return False
    silence.over()
    return True


def _bell(name: str, row_ids: Sequence[int]) -> Any:
    return Queue.prepare_data(
        run,
        args=(name, *row_ids),
        timeout=TIMEOUTS.get(queue_of(name), 120),
        result_ttl=0,
        ttl=BELL_LIFE,
        failure_ttl=BELL_LIFE,
        description=f"{name} {', '.join(map(str, row_ids))}",
    )


def waiting(context: Context, name: str) -> int:
    """How many bells hang in the queue of `name`; RedisError when nobody can tell."""
    return 0 if context.redis is None else int(open_queue(context.redis, queue_of(name)).count)


_serving: list[Context] = []


def serve(context: Context) -> None:
    """Names the Context with which this process runs its jobs."""
    _serving[:] = [context]


def run(name: str, *row_ids: int) -> None:
    """What a worker calls for every bell."""
    if not _serving:
        raise RuntimeError("this process runs no jobs: jobs.queue.serve(context) was not called")
    module, function = ACTS[name].split(":")
    act = getattr(import_module(module), function)
    for each in [row_ids] if name in TOGETHER else row_ids:
        act(_serving[0], each)


class Timetable(CronScheduler):
    """RQ's cron for acts that look for work themselves. It rings through `ring_many`, where RQ's own would pickle."""

    def __init__(self, context: Context, seconds_between: Mapping[str, int]) -> None:
        if context.redis is None:
            raise ValueError("a timetable needs Redis")
        super().__init__(context.redis, logging_level=logging.WARNING)
        self._context = context
        for name, seconds in seconds_between.items():
            self.register(run, queue_of(name), args=(name, 0), interval=seconds, name=name)

    def run(self) -> None:
        """Rings until SIGTERM or SIGINT. Raises RedisError."""
        self.start()  # type: ignore[no-untyped-call]

    def enqueue_jobs(self) -> list[CronJob]:
        """What could not be rung stays due."""
        due = [job for job in self.get_jobs() if job.should_run()]
        rung = [job for job in due if ring_many(self._context, job.name, [0])]
        for job in rung:
            job.set_enqueue_time(now())
        return rung

    def calculate_sleep_interval(self) -> float:
        """At least a moment: with Redis away nothing that is due can be rung."""
        return max(0.2, float(super().calculate_sleep_interval()))

    def register_death(self, pipeline: Any = None) -> None:
        with contextlib.suppress(RedisError):
            super().register_death(pipeline)

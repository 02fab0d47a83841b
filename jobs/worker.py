"""A worker process: many threads for work that waits on others, one forked child for work that computes."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any, TypeAlias

from redis import Redis
from redis.exceptions import RedisError
from rq import SimpleWorker, Worker
from rq.exceptions import StopRequested
from rq.timeouts import TimerDeathPenalty
from rq.utils import now
from rq.worker import DequeueStrategy

from jobs.queue import HEAVY, THREADED, serve
from jobs.silence import silence

if TYPE_CHECKING:
    from jobs.context import Context

log = logging.getLogger(__name__)

BLOCK_SECONDS = 2
HEARTBEAT_SECONDS = 15.0
WORKER_LIFE = 120
REDIS_PAUSE = 1.0
STOP_SECONDS = 60.0

Opened: TypeAlias = "Callable[[], Context]"


def work(
    context_factory: Opened, threads: int = 16, queues: Sequence[str] = (*THREADED, HEAVY), burst: bool = False
) -> None:
    """Runs jobs until SIGTERM or SIGINT, which let those under way end; a second one ends them.

    `queues` that hold "heavy" get a forked child for it, so that what computes for minutes, and may take memory it
    never gives back, does not hold up the threads. With `burst` it returns when nothing is left.
    """
    stop = threading.Event()
    threaded = [name for name in queues if name != HEAVY]
    with _signals(stop):
        child = _Child(context_factory, burst) if HEAVY in queues else None
        context = context_factory()
        serve(context)
        names = [f"worker-{number}" for number in range(threads if threaded else 0)]
        running = [threading.Thread(target=_work, args=(context, threaded, stop, burst), name=name) for name in names]
        for thread in running:
            thread.start()
        while any(thread.is_alive() for thread in running) or (child and child.busy(stop)):
            stop.wait(0.2) if not stop.is_set() else time.sleep(0.05)
    context.engine.dispose()


def _work(context: Context, queues: Sequence[str], stop: threading.Event, burst: bool) -> None:
    """One thread's working life: a worker that Redis failed is replaced by the next."""
    redis = context.redis
    assert redis is not None  # noqa: S101 the roof starts no worker without one; tells mypy
    _patiently(lambda: _ThreadWorker(queues, redis, stop), stop, burst)


def _patiently(make: Callable[[], Any], stop: threading.Event, burst: bool) -> None:
    while not stop.is_set():
        try:
            make().work(burst=burst, logging_level="WARNING", dequeue_strategy=DequeueStrategy.ROUND_ROBIN)
        except RedisError as problem:
            silence.heard(problem)
        if burst:
            return
        stop.wait(REDIS_PAUSE)


@contextlib.contextmanager
def _signals(stop: threading.Event) -> Iterator[None]:
    """SIGTERM and SIGINT set `stop`; outside the main thread, which alone may say so, the caller's rule stays."""

    def ask(_number: int, _frame: object) -> None:
        if stop.is_set():
            os._exit(1)  # asked twice: leases and reconcile take over what was under way
        stop.set()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, action in before.items():
            signal.signal(number, action)


class _ThreadWorker(SimpleWorker):
    """RQ's worker in a thread of ours: no signals, no command channel, and half the trips to Redis for a job."""

    death_penalty_class = TimerDeathPenalty
    log_result_lifespan = False
    max_connection_wait_time = 5.0

    def __init__(self, queues: Sequence[str], redis: Redis, stop: threading.Event) -> None:
        self._stop = stop
        self._beat_at = self._looked_at = -HEARTBEAT_SECONDS
        super().__init__(
            list(queues), connection=redis, serializer="json", worker_ttl=WORKER_LIFE, log_job_description=False
        )

    @property
    def dequeue_timeout(self) -> int:
        return BLOCK_SECONDS

    @property
    def should_run_maintenance_tasks(self) -> bool:
        """RQ asks this before every pop: the place to stop without dropping a bell already taken."""
        if self._stop.is_set():
            raise StopRequested
        return bool(super().should_run_maintenance_tasks)

    def register_birth(self) -> None:
        super().register_birth()  # type: ignore[no-untyped-call]
        silence.over()

    def _install_signal_handlers(self) -> None:
        """Only a process' main thread may."""

    def subscribe(self) -> None:
        """It would cost a thread and a connection for commands that nobody sends."""

    def unsubscribe(self) -> None:
        """Nothing was subscribed."""

    def procline(self, message: str) -> None:
        """One process, many workers: its name stays."""

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """Every HEARTBEAT_SECONDS in one trip, where RQ makes three for each job with three commands each."""
        if pipeline is not None or time.monotonic() - self._beat_at < HEARTBEAT_SECONDS:
            return
        self._beat_at = time.monotonic()
        with self.connection.pipeline(transaction=False) as beat:
            super().heartbeat(timeout, pipeline=beat)
            beat.execute()

    def handle_execution_ended(self, job: Any, queue: Any, heartbeat_ttl: int) -> None:
        job.ended_at = now()

    def set_state(self, state: str, pipeline: Any = None) -> None:
        """Told to Redis only where RQ writes anyway."""
        self._state = state
        if pipeline is not None:
            super().set_state(state, pipeline)

    def check_for_suspension(self, burst: bool) -> None:
        if time.monotonic() - self._looked_at >= 1.0:
            self._looked_at = time.monotonic()
            super().check_for_suspension(burst)


class _ForkWorker(Worker):
    """RQ's worker, one forked process a job. The job opens its own Context: connections do not outlive a fork."""

    log_result_lifespan = False
    max_connection_wait_time = 5.0

    def __init__(self, context_factory: Opened, redis: Redis, stop: threading.Event) -> None:
        self._context_factory = context_factory
        self._stop = stop
        super().__init__(
            [HEAVY], connection=redis, serializer="json", worker_ttl=WORKER_LIFE, log_job_description=False
        )

    def request_stop(self, signum: Any, frame: Any) -> None:
        """What RQ raises here may be lost in its own tidying up; the event is not."""
        self._stop.set()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def subscribe(self) -> None:
        """As above; and what forks had better have one thread."""

    def unsubscribe(self) -> None:
        """Nothing was subscribed."""

    def main_work_horse(self, job: Any, queue: Any) -> None:
        serve(self._context_factory())
        super().main_work_horse(job, queue)


class _Child:
    """The process that works the heavy queue; started again when it dies."""

    def __init__(self, context_factory: Opened, burst: bool) -> None:
        self._arguments = (context_factory, burst, os.getpid())
        self._burst = burst
        self._asked_at: float | None = None
        self._process = self._start()

    def busy(self, stop: threading.Event) -> bool:
        """Whether it is still at work; passes a stop on, and replaces a child that died unasked."""
        if stop.is_set() and self._asked_at is None:
            self._asked_at = time.monotonic()
            self._process.terminate()
        if self._asked_at is not None and time.monotonic() - self._asked_at > STOP_SECONDS:
            self._process.kill()
        if self._process.is_alive():
            return True
        if self._asked_at is not None or self._burst:
            return False
        log.warning("the worker for heavy jobs ended with %s; starting another", self._process.exitcode)
        stop.wait(REDIS_PAUSE)
        self._process = self._start()
        return True

    def _start(self) -> BaseProcess:
        process = get_context("fork").Process(target=_work_heavy, args=self._arguments, name="heavy")
        process.start()
        return process


def _work_heavy(context_factory: Opened, burst: bool, parent: int) -> None:
    stop = threading.Event()
    with _signals(stop):
        redis = context_factory().redis
        assert redis is not None  # noqa: S101 as above
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
        import_module("jobs.audit").warm()
        with contextlib.suppress(StopRequested):  # RQ's own signal handler outlives its worker
            _patiently(lambda: _ForkWorker(context_factory, redis, stop), stop, burst)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)

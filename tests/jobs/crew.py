"""Workers that are processes, and die as such: at a line that they choose themselves, or killed from outside at any."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from random import Random
from typing import Any

DIED = object()
"""What came of an act whose worker is gone."""

KILLED = 9
"""With which a worker ends that dies by itself; whoever raises ends with another."""

SOON = 0.03
"""Seconds within which a worker that is to be killed from outside is."""

Work = Callable[[Any], Any]


@dataclass(slots=True)
class Worker:
    """`act` is the place of what it works at, `until` when it is killed."""

    process: BaseProcess
    line: Connection
    act: int | None = None
    until: float | None = None


@dataclass(slots=True)
class Crew:
    """`size` processes, each of which calls `work` with what it is given, one after another.

    `ready` is called before each fork: nothing that must not be shared may be open then. `killed` counts those that
    were killed from outside in the middle of their work, `gone` all.
    """

    work: Work
    ready: Callable[[], None]
    size: int
    draw: Random
    killed: int = 0
    gone: int = 0
    workers: list[Worker] = field(default_factory=list)

    @contextmanager
    def at_work(self) -> Iterator["Crew"]:
        self.workers = [self._start() for _ in range(self.size)]
        try:
            yield self
        finally:
            for worker in self.workers:
                worker.process.kill()
                worker.process.join()
                worker.line.close()

    def do(self, acts: Sequence[Any], dangerous: float = 0.0) -> list[Any]:
        """What came of each; with this chance, in whose middle a worker is killed, that is DIED."""
        results, left = [DIED] * len(acts), deque(range(len(acts)))
        while left or any(worker.act is not None for worker in self.workers):
            for worker in self.workers:
                if left and worker.act is None:
                    worker.act = left.popleft()
                    worker.until = self._soon(dangerous)
                    worker.line.send(acts[worker.act])
            self._hear(results)
        return results

    def _hear(self, results: list[Any]) -> None:
        busy = [worker for worker in self.workers if worker.act is not None]
        ends = [worker.until - time.monotonic() for worker in busy if worker.until is not None]
        heard = wait([worker.line for worker in busy], max(0.0, min(ends)) if ends else None)
        for worker in busy:
            if worker.line in heard:
                self._answer(worker, results)
            elif worker.until is not None and time.monotonic() >= worker.until:
                self.killed += 1
                worker.process.kill()
                self._replace(worker)

    def _answer(self, worker: Worker, results: list[Any]) -> None:
        try:
            results[worker.act or 0] = worker.line.recv()
            worker.act = None
        except EOFError:
            self._replace(worker)

    def _replace(self, worker: Worker) -> None:
        self.gone += 1
        worker.process.join()
        assert worker.process.exitcode in (KILLED, -KILLED), "a worker ended by itself: see what it raised"
        worker.line.close()
        self.workers[self.workers.index(worker)] = self._start()

    def _start(self) -> Worker:
        self.ready()
        ours, theirs = get_context("fork").Pipe()
        process = get_context("fork").Process(target=_obey, args=(theirs, self.work), daemon=True)
        process.start()
        theirs.close()
        return Worker(process, ours)

    def _soon(self, dangerous: float) -> float | None:
        return time.monotonic() + self.draw.uniform(0, SOON) if self.draw.random() < dangerous else None


def _obey(line: Connection, work: Work) -> None:
    while True:
        line.send(work(line.recv()))

"""One writer thread a process: rows that arrive together share one commit, and each request waits for its own."""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from integration.store.inbox import record
from integration.store.session import write
from integration.webhooks.drain import Drain

log = logging.getLogger(__name__)

Row = Mapping[str, Any]
Waiting = tuple[Row, "Future[None]"]


class Busy(Exception):
    """More deliveries wait to be written than we hold in memory."""


class GroupCommit:
    """Writes inbox rows. `committed` is called with the ids that are new, after the commit, and must not block."""

    def __init__(self, engine: Engine, committed: Callable[[Sequence[int]], None]) -> None:
        self._engine = engine
        self._committed = committed
        self._drain: Drain[Waiting] = Drain("group-commit", self._commit, capacity=1000, group=100)

    def write(self, row: Row, timeout: float) -> None:
        """Returns once `row` is on disk. Raises Busy, TimeoutError (it may yet be written) or what the store says."""
        done: Future[None] = Future()
        if not self._drain.put((row, done)):
            raise Busy
        done.result(timeout)

    def close(self) -> None:
        """Writes what waits."""
        self._drain.close()

    def _commit(self, group: list[Waiting]) -> None:
        try:
            ids = self._insert([row for row, _ in group])
        except Exception as problem:
            if len(group) > 1:  # one row that cannot be stored must not take the others with it
                for alone in group:
                    self._commit([alone])
                return
            if not isinstance(problem, SQLAlchemyError):
                log.exception("a delivery could not be stored")
            else:
                log.warning("a delivery could not be stored: %s", getattr(problem, "orig", problem))
            group[0][1].set_exception(problem)
            return
        for _, done in group:
            done.set_result(None)
        if ids:
            self._committed(ids)

    def _insert(self, rows: Sequence[Row]) -> list[int]:
        with write(self._engine) as session:
            ids = record(session, rows)
            session.commit()
        return ids

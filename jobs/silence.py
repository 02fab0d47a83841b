"""Says once that Redis does not answer, and once that it does again, however many ask it."""

import logging
from threading import Lock

log = logging.getLogger(__name__)


class Silence:
    def __init__(self) -> None:
        self._silent = False
        self._lock = Lock()

    def heard(self, problem: Exception) -> None:
        with self._lock:
            if not self._silent:
                log.warning("Redis does not answer (%s); what is to be done waits in the database", problem)
            self._silent = True

    def over(self) -> None:
        if not self._silent:
            return
        with self._lock:
            if self._silent:
                log.warning("Redis answers again")
            self._silent = False


silence = Silence()
"""One for the process: its threads share the news."""

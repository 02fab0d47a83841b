"""Rings stored deliveries from a thread of its own: Redis is never in the way of an answer."""

import time
from collections.abc import Sequence

from integration.webhooks.drain import Drain
from jobs.context import Context
from jobs.queue import ring_many

HANDS = 16
PAUSE_SECONDS = 0.1


class Bell:
    """Rings the first at once and then at most ten times a second, as often as there are hands to come.

    Whoever comes reads on until nothing waits, so a bell for every delivery would only cost time. What cannot be
    rung is left to `reconcile`, which finds it in the rows.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._drain: Drain[Sequence[int]] = Drain("bell", self._ring, capacity=10_000, group=1000)

    def ring(self, ids: Sequence[int]) -> None:
        """Returns at once."""
        if self._context.redis is not None:
            self._drain.put(ids)

    def close(self) -> None:
        self._drain.close()

    def _ring(self, groups: list[Sequence[int]]) -> None:
        ring_many(self._context, "ingest", [row_id for ids in groups for row_id in ids][:HANDS])
        time.sleep(PAUSE_SECONDS)

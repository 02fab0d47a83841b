"""Rings stored deliveries from a thread of its own: Redis is never in the way of an answer."""

from collections.abc import Sequence

from integration.webhooks.drain import Drain
from jobs.context import Context
from jobs.queue import ring_many


class Bell:
    """Rings in bulk. What it cannot hold or ring is left to `reconcile`, which finds it in the rows."""

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
        ring_many(self._context, "ingest", [row_id for ids in groups for row_id in ids])

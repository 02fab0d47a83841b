"""Work spread over processes when there is enough of it: in order, and with a bounded number of chunks in the air."""

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context
from typing import TypeVar

Item = TypeVar("Item")
Chunk = TypeVar("Chunk")
Answer = TypeVar("Answer")

_ENOUGH = 20
"""Chunks before other processes pay: starting one costs about as much as auditing some hundred documents."""

_SELDOM = 50_000
"""Objects made before the collector looks for rings of them: an audit leaves none, and looking took 6 % of its time."""


def in_chunks(items: Iterable[Item], size_of: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Lists of at most 100 items and about a megabyte."""
    chunk: list[Item] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += size_of(item)
        if len(chunk) >= 100 or size > 1_000_000:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def spread(work: Callable[[Chunk], Answer], chunks: Iterator[Chunk], processes: int | None = None) -> Iterator[Answer]:
    """work(chunk) for each chunk, in their order. `processes` None: as many as there are processors."""
    processes = processes or _cores()
    first = list(islice(chunks, _ENOUGH))
    if len(first) < _ENOUGH or processes < 2:
        yield from map(work, chain(first, chunks))
        return
    with ProcessPoolExecutor(processes, get_context("spawn"), gc.set_threshold, (_SELDOM,)) as pool:
        waiting: deque[Future[Answer]] = deque()
        for chunk in chain(first, chunks):
            waiting.append(pool.submit(work, chunk))
            if len(waiting) > processes * 3:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _cores() -> int:
    """Those this process may use, where the system says so."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

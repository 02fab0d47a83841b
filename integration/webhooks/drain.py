"""A bounded queue and the one thread that empties it in groups."""

import os
from collections.abc import Callable
from queue import Empty, Full, Queue
from threading import Lock, Thread, main_thread
from typing import Generic, TypeVar

Item = TypeVar("Item")

IDLE_SECONDS = 0.5


class Drain(Generic[Item]):
    """Hands what was put in to `act`, up to `group` at a time; `act` must not raise.

    The thread starts with the first item, and again in a forked child, since threads do not live through a fork.
    """

    def __init__(self, name: str, act: Callable[[list[Item]], None], *, capacity: int, group: int) -> None:
        self._name = name
        self._act = act
        self._capacity = capacity
        self._group = group
        self._lock = Lock()
        self._process = 0
        self._waiting: Queue[Item | None] = Queue()
        self._thread: Thread | None = None

    def put(self, item: Item) -> bool:
        """Returns at once; False when there is no room."""
        if self._thread is None or self._process != os.getpid():
            self._start()
        try:
            self._waiting.put_nowait(item)
        except Full:
            return False
        return True

    def close(self) -> None:
        """Waits until all that was put in is done, and ends the thread."""
        with self._lock:
            thread, self._thread = self._thread, None
            if thread is not None and self._process == os.getpid():
                self._waiting.put(None)
                thread.join()

    def _start(self) -> None:
        with self._lock:
            if self._thread is not None and self._process == os.getpid():
                return
            self._process = os.getpid()
            self._waiting = Queue(self._capacity)
            # No daemon: Python waits for it at the end, and it ends when nothing waits and the main thread is gone.
            self._thread = Thread(target=self._run, args=(self._waiting,), name=self._name)
            self._thread.start()

    def _run(self, waiting: "Queue[Item | None]") -> None:
        while True:
            taken = self._take(waiting)
            items = [item for item in taken if item is not None]
            if items:
                self._act(items)
            if len(items) < len(taken) or (not taken and not main_thread().is_alive()):
                return

    def _take(self, waiting: "Queue[Item | None]") -> list[Item | None]:
        """What waits, up to a group; after IDLE_SECONDS nothing. None, which comes last, asks for the end."""
        items: list[Item | None] = []
        while len(items) < self._group and items[-1:] != [None]:
            try:
                items.append(waiting.get(block=not items, timeout=IDLE_SECONDS))
            except Empty:
                break
        return items

"""A bounded queue and the one thread that empties it in groups."""

import os
from collections.abc import Callable
from queue import Empty, Full, Queue
from threading import Lock, Thread
from typing import Generic, TypeVar

Item = TypeVar("Item")


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
            self._thread = Thread(target=self._run, args=(self._waiting,), name=self._name, daemon=True)
            self._thread.start()

    def _run(self, waiting: "Queue[Item | None]") -> None:
        open_ = True
        while open_:
            items: list[Item] = []
            while len(items) < self._group:
                try:
                    item = waiting.get(block=not items)
                except Empty:
                    break
                if item is None:
                    open_ = False
                    break
                items.append(item)
            if items:
                self._act(items)

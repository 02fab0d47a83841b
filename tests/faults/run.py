"""Lives through the faults with real processes."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from subprocess import Popen

from sqlalchemy import func
from sqlmodel import col, select

from integration.store.session import read
from integration.store.tables import DecisionRow, InboxRow, OrderRow, OutboxRow
from jobs.context import Context
from jobs.queue import ring_many, waiting
from tests.faults.mailbox import Mailbox
from tests.faults.stories import Told
from tests.postbox import headers
from tests.postbox_app import Parts

SENDERS = 8
MOST_BELLS = 60
"""That hang in a queue before more is sent: a machine that falls behind would hear all news before any letter goes."""

VICTIMS = ("worker", "worker again", "worker", "worker again", "scheduler", "web")
RINGS = 4
"""How many orders and how many messages somebody rings for each second, twice each, for no reason."""


@dataclass(slots=True)
class Run:
    """One installation under fault. `kills` counts processes that were killed, `sent` deliveries with their repeats."""

    parts: Parts
    context: Context
    mailbox: Mailbox
    kills: Counter[str] = field(default_factory=Counter)
    sent: int = 0

    def live_through(self, told: Sequence[Told], kill_each: int, settle: float) -> None:
        """Sends every delivery until it is acknowledged, and waits until nothing is left to do."""
        over = threading.Event()
        with self._processes() as processes, ThreadPoolExecutor(SENDERS + 2) as hands:
            try:
                others = [hands.submit(self._ring, over), hands.submit(self._kill, processes, kill_each, over)]
                begun = time.monotonic()
                posts = []
                for each in sorted(told):
                    begun += self._let_them_breathe()
                    time.sleep(max(0.0, begun + each.after - time.monotonic()))
                    posts.append(hands.submit(self._post, each.body, over))
                for post in posts:
                    post.result(600)
            finally:
                over.set()
            for other in others:
                other.result(120)
            self._settle(settle)

    def _let_them_breathe(self) -> float:
        """Waits, so that letters go out while news comes in; for how many seconds."""
        begun = time.monotonic()
        while waiting(self.context, "decide") > MOST_BELLS:
            time.sleep(0.2)
        return time.monotonic() - begun

    @contextmanager
    def _processes(self) -> "Iterator[dict[str, Popen[bytes]]]":
        """Two workers, the scheduler and the web; who is killed is replaced here."""
        running: dict[str, Popen[bytes]] = {}
        try:
            for name in ("worker", "worker again", "scheduler", "web"):
                running[name] = self.parts.start(name.partition(" ")[0])
            yield running
        finally:
            for process in running.values():
                process.terminate()
            for process in running.values():
                process.wait(60)

    def _kill(self, running: "dict[str, Popen[bytes]]", each: int, over: threading.Event) -> None:
        """One after every so many decisions: by the clock, a slow machine's workers would die before they begin."""
        draw, done = random.Random(7), 0
        while not over.wait(0.5):
            with read(self.context.engine) as session:
                decided = session.exec(select(func.count(col(DecisionRow.id)))).one()
            if decided < done + each:
                continue
            done, victim = decided, draw.choice(VICTIMS)
            time.sleep(draw.uniform(0.0, 1.0))
            os.killpg(running[victim].pid, signal.SIGKILL)
            running[victim].wait()
            self.kills[victim.partition(" ")[0]] += 1
            running[victim] = self.parts.start(victim.partition(" ")[0])

    def _ring(self, over: threading.Event) -> None:
        """Jobs come twice, and in any order."""
        draw = random.Random(8)
        while not over.wait(1.0):
            with read(self.context.engine) as session:
                most = [session.exec(select(func.max(table.id))).one() or 0 for table in (OrderRow, OutboxRow)]
            for act, last in zip(("decide", "deliver"), most, strict=True):
                ring_many(self.context, act, [draw.randint(1, last) for _ in range(RINGS) if last] * 2)

    def _post(self, body: bytes, over: threading.Event) -> None:
        while True:
            self.sent += 1
            try:
                line = HTTPConnection("127.0.0.1", self.parts.port, timeout=30)
                line.request("POST", "/webhooks/postbox/wren-and-sons", body, headers(body))
                status = line.getresponse().status
                line.close()
            except (OSError, HTTPException):
                status = 0
            if status == 200:
                return
            assert status in (0, 503), status
            if over.wait(0.3):
                raise AssertionError("a delivery was never acknowledged")

    def _settle(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while left := self._left():
            assert time.monotonic() < deadline, f"still to do: {left}"
            time.sleep(1.0)

    def _left(self) -> dict[str, int]:
        """What is not done: deliveries, letters, and orders about which nothing was decided."""
        decided = select(DecisionRow.id).where(col(DecisionRow.order_id) == col(OrderRow.id)).exists()
        queries = {
            "deliveries": select(func.count()).where(col(InboxRow.state).in_(("waiting", "working"))),
            "letters": select(func.count()).where(col(OutboxRow.state).in_(("waiting", "sending"))),
            "orders": select(func.count(col(OrderRow.id))).where(~decided),
        }
        with read(self.context.engine) as session:
            found = {name: session.exec(query).one() for name, query in queries.items()}
        return {name: count for name, count in found.items() if count}

"""2,000 deliveries while web and worker are killed at random points and Redis is away for a minute."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from subprocess import Popen
from threading import Event

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine, func
from sqlmodel import col, select

from integration.embedded_redis import embedded_redis
from integration.store.session import read
from integration.store.tables import ActivityRow, InboxRow, ShopRow
from integration.store.vault import Vault
from jobs.context import Context, utc_now
from tests.postbox import connect, headers, letter
from tests.postbox_app import Parts, free_port
from tests.servers import short_folder

DELIVERIES = 2000
SENDERS = 8
WITHOUT_REDIS = 60.0
KILLS = 3
SETTLE_SECONDS = 300.0

pytestmark = pytest.mark.soak


@pytest.fixture
def parts(engine: Engine, shop: ShopRow) -> Iterator[Parts]:
    key = Fernet.generate_key().decode()
    connect(Context(engine, Vault([key]), clock=utc_now), shop)
    with short_folder() as folder:
        url = f"unix://{folder}/redis/redis.sock"
        yield Parts(engine.url.render_as_string(hide_password=False), url, key, free_port())


@contextmanager
def started(parts: Parts) -> Iterator[dict[str, "Popen[bytes]"]]:
    processes: dict[str, Popen[bytes]] = {}
    try:
        for part in ("worker", "scheduler", "web"):
            processes[part] = parts.start(part)
        yield processes
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            process.wait(60)


def deliver(port: int, number: int, over: Event) -> int:
    """Sends until it is acknowledged, as our polling would find it again; returns how often it was sent."""
    body = letter(number)
    for tries in range(1, 1000):
        try:
            line = HTTPConnection("127.0.0.1", port, timeout=30)
            line.request("POST", "/webhooks/postbox/wren-and-sons", body, headers(body))
            status = line.getresponse().status
            line.close()
        except (OSError, HTTPException):
            status = 0
        if status == 200:
            return tries
        assert status in (0, 503), status
        if over.wait(0.3):
            break
    raise AssertionError(f"delivery {number} was never acknowledged")


def kill(process: "Popen[bytes]") -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_every_acknowledged_delivery_is_processed_once(parts: Parts, engine: Engine) -> None:
    folder = parts.redis.removeprefix("unix://").removesuffix("/redis/redis.sock")
    over = Event()
    with ExitStack() as stack:
        redis = stack.enter_context(ExitStack())
        redis.enter_context(embedded_redis(Path(folder)))
        processes = stack.enter_context(started(parts))
        senders = stack.enter_context(ThreadPoolExecutor(SENDERS))
        stack.callback(over.set)
        begun = time.monotonic()
        sent: list[Future[int]] = []
        trouble = senders.submit(_trouble, parts, processes, redis, folder, over)
        for number in range(DELIVERIES):
            sent.append(senders.submit(deliver, parts.port, number, over))
            if number == DELIVERIES * 9 // 10:
                trouble.result(600)  # the last tenth comes when all is well again
            time.sleep(1.5 * WITHOUT_REDIS / DELIVERIES if not trouble.done() else 0)
        tries = [future.result(600) for future in sent]
        acknowledged = time.monotonic() - begun
        trouble.result(600)
        _wait_until_read(engine)
        settled = time.monotonic() - begun
    effects = _effects(engine)
    print(
        f"\n{engine.dialect.name}: {DELIVERIES} deliveries sent {sum(tries)} times, acknowledged in "
        f"{acknowledged:.0f} s, processed in {settled:.0f} s; "
        f"claimed more than once: {_claimed_again(engine)}; effects: {len(effects)}, "
        f"twice: {sum(times > 1 for times in effects.values())}"
    )
    assert effects == Counter({str(number): 1 for number in range(DELIVERIES)})


def _trouble(parts: Parts, processes: dict[str, "Popen[bytes]"], redis: ExitStack, folder: str, over: Event) -> None:
    """Kills each of the two KILLS times at random moments; between, Redis goes away for WITHOUT_REDIS seconds."""
    dice = random.Random(7)
    victims = ["web", "worker"] * KILLS
    dice.shuffle(victims)
    for number, victim in enumerate(victims):
        over.wait(dice.uniform(0.5, 4.0))
        kill(processes[victim])
        processes[victim] = parts.start(victim)
        if number == KILLS - 1:
            redis.close()
            over.wait(WITHOUT_REDIS)
            redis.enter_context(embedded_redis(Path(folder)))


def _wait_until_read(engine: Engine) -> None:
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        with read(engine) as session:
            left = session.exec(select(func.count()).where(col(InboxRow.state) != "done")).one()
        if not left:
            return
        assert time.monotonic() < deadline, f"{left} deliveries are still not processed"
        time.sleep(0.5)


def _effects(engine: Engine) -> Counter[str]:
    with read(engine) as session:
        return Counter(session.exec(select(ActivityRow.subject)))


def _claimed_again(engine: Engine) -> int:
    with read(engine) as session:
        return session.exec(select(func.count()).where(col(InboxRow.attempts) > 1)).one()

"""Intake over real HTTP: granian, one process, sixteen threads."""

import http.client
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from subprocess import Popen

import pytest
from cryptography.fernet import Fernet
from redis import Redis
from sqlalchemy import Engine
from sqlmodel import select

from integration.store.session import read
from integration.store.tables import InboxRow, ShopRow
from integration.store.vault import Vault
from integration.webhooks import MAX_BODY
from jobs.context import Context
from tests.clock import Clock
from tests.postbox import connect, headers, letter
from tests.postbox_app import Parts, free_port

PATH = "/webhooks/postbox/wren-and-sons"


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    """One is enough here: what differs between databases is tested without HTTP, in a fraction of the time."""
    return sqlite_engine


@pytest.fixture
def parts(engine: Engine, redis: Redis, redis_url: str, shop: ShopRow, clock: Clock) -> Parts:
    key = Fernet.generate_key().decode()
    connect(Context(engine, Vault([key]), redis, clock), shop)
    return Parts(engine.url.render_as_string(hide_password=False), redis_url, key, free_port())


@pytest.fixture
def web(parts: Parts) -> Iterator["Popen[bytes]"]:
    with parts.running("web") as process:
        yield process


def post(port: int, body: bytes, **more: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("POST", PATH, body, {**headers(body), **more})
        answer = line.getresponse()
        answer.read()
        return answer.status
    finally:
        line.close()


def kept(engine: Engine) -> list[str]:
    with read(engine) as session:
        return sorted((row.body or b"").decode() for row in session.exec(select(InboxRow)))


def test_many_at_once_are_all_kept_and_rung(parts: Parts, web: "Popen[bytes]", engine: Engine, redis: Redis) -> None:
    bodies = [letter(number) for number in range(64)]
    with ThreadPoolExecutor(16) as shops:
        assert set(shops.map(lambda body: post(parts.port, body), bodies)) == {200}
    assert kept(engine) == sorted(body.decode() for body in bodies)
    web.send_signal(signal.SIGTERM)
    web.wait(20)
    assert redis.llen("rq:queue:ingest") > 0


def test_bodies_without_an_announced_length(parts: Parts, web: "Popen[bytes]", engine: Engine) -> None:
    body = letter("in pieces")
    line = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=60)
    line.request("POST", PATH, iter([body[:5], body[5:]]), headers(body), encode_chunked=True)
    assert line.getresponse().status == 200
    line.close()
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\n"
    announced = f"{head}Content-Length: {3 * MAX_BODY}\r\n\r\n".encode()
    chunk = b"%x\r\n" % (1 << 20) + b"x" * (1 << 20) + b"\r\n"
    in_chunks = f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + chunk * 21 + b"0\r\n\r\n"
    for request in (announced, in_chunks):
        with socket.create_connection(("127.0.0.1", parts.port), 60) as raw:
            raw.sendall(request)
            assert raw.recv(65536).split()[1] == b"413"
    assert kept(engine) == [body.decode()]


def test_a_kept_delivery_is_read_by_a_worker(parts: Parts, web: "Popen[bytes]", engine: Engine) -> None:
    with parts.running("worker"):
        assert post(parts.port, letter(1)) == 200
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with read(engine) as session:
                states = [row.state for row in session.exec(select(InboxRow))]
            if states == ["done"]:
                return
            time.sleep(0.05)
    pytest.fail(f"the worker did not read it: {states}")

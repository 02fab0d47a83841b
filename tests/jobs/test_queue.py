"""The door to the queue, and the worker behind it."""

import json
import os
import signal
import threading
import time
import zlib
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from jobs import queue
from jobs.context import Context
from jobs.worker import work

seen: list[tuple[str, int]] = []
sixteen = threading.Barrier(16)


def remember(context: Context, row_id: int) -> None:
    seen.append((threading.current_thread().name, row_id))


def wait_a_little(context: Context, row_id: int) -> None:
    time.sleep(0.1)
    remember(context, row_id)


def meet(context: Context, row_id: int) -> None:
    """Ends once sixteen are at it at the same time."""
    sixteen.wait(60)
    remember(context, row_id)


def fail(context: Context, row_id: int) -> None:
    raise ZeroDivisionError("a bug of ours")


def leave_a_mark(context: Context, row_id: int) -> None:
    Path(os.environ["MARK"]).write_text(str(os.getpid()))


@pytest.fixture(autouse=True)
def acts(monkeypatch: pytest.MonkeyPatch) -> None:
    seen.clear()
    here = {name: f"{__name__}:{name}" for name in ("remember", "wait_a_little", "meet", "fail", "leave_a_mark")}
    monkeypatch.setattr(queue, "ACTS", {**queue.ACTS, **here})
    monkeypatch.setattr(queue, "QUEUES", {**queue.QUEUES, "leave_a_mark": queue.HEAVY})


@pytest.fixture
def plain(redis: Redis, sqlite_engine, vault) -> Context:
    return Context(sqlite_engine, vault, redis)


@pytest.mark.parametrize("name", queue.ACTS)
def test_every_act_exists(name: str) -> None:
    module, function = queue.ACTS[name].split(":")
    assert callable(getattr(import_module(module), function))


def test_a_bell_is_json_with_a_name_and_an_id_only(plain: Context, redis: Redis) -> None:
    queue.ring(plain, "remember", 7)
    [job_id] = redis.lrange("rq:queue:ingest", 0, -1)
    bell = redis.hgetall(f"rq:job:{job_id.decode()}")
    assert json.loads(zlib.decompress(bell[b"data"])) == ["jobs.queue.run", None, ["remember", 7], {}]
    assert (int(bell[b"result_ttl"]), int(bell[b"failure_ttl"])) == (0, queue.BELL_LIFE)
    assert 0 < redis.ttl(f"rq:job:{job_id.decode()}") <= queue.BELL_LIFE


def test_acts_hang_in_queues_by_their_nature(plain: Context) -> None:
    for name in ("ingest", "decide", "sync", "track", "deliver", "audit"):
        queue.ring(plain, name, 1)
    assert [queue.waiting(plain, name) for name in ("ingest", "sync", "deliver", "audit")] == [2, 2, 1, 1]


def test_an_unknown_act_is_a_mistake_of_the_caller(plain: Context) -> None:
    with pytest.raises(KeyError, match="no act is called 'dance'"):
        queue.ring(plain, "dance", 1)


def test_without_redis_ringing_is_quiet_and_says_so_once(plain: Context, caplog: pytest.LogCaptureFixture) -> None:
    away = Context(
        plain.engine, plain.vault, Redis(unix_socket_path="/nowhere/redis.sock", retry=Retry(NoBackoff(), 0))
    )
    assert [queue.ring_many(away, "remember", [1]) for _ in range(5)] == [False] * 5
    assert queue.ring_many(plain, "remember", [1])
    assert [record.message.split(" (")[0] for record in caplog.records] == [
        "Redis does not answer",
        "Redis answers again",
    ]
    assert not queue.ring_many(Context(plain.engine, plain.vault, None), "remember", [1])


def test_threads_work_side_by_side_and_leave_nothing_behind(plain: Context, redis: Redis) -> None:
    queue.ring_many(plain, "meet", range(32))
    work(lambda: plain, threads=16, queues=("ingest", "api"), burst=True)
    assert sorted(number for _, number in seen) == list(range(32))
    assert len({name for name, _ in seen}) == 16
    assert redis.keys("rq:job:*") == redis.keys("rq:execution*") == []


def test_a_job_that_fails_does_not_end_its_worker(plain: Context, redis: Redis) -> None:
    queue.ring(plain, "fail", 1)
    queue.ring(plain, "remember", 2)
    work(lambda: plain, threads=1, queues=("ingest",), burst=True)
    assert [number for _, number in seen] == [2]
    assert redis.zcard("rq:failed:ingest") == 1


def test_heavy_jobs_run_in_a_process_of_their_own(
    plain: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARK", str(tmp_path / "mark"))
    queue.ring(plain, "leave_a_mark", 1)
    work(lambda: plain, threads=2, burst=True)
    assert int((tmp_path / "mark").read_text()) != os.getpid()


def test_a_process_that_serves_nobody_runs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_serving", [])
    with pytest.raises(RuntimeError, match="serve"):
        queue.run("remember", 1)


def test_a_stop_lets_jobs_end_and_is_quick_when_idle(plain: Context, redis: Redis, redis_url: str) -> None:
    def run() -> None:
        own = Context(plain.engine, plain.vault, Redis.from_url(redis_url))
        work(lambda: own, threads=4)

    process = get_context("fork").Process(target=run)
    process.start()
    _until(lambda: redis.scard("rq:workers") == 5)
    queue.ring(plain, "wait_a_little", 1)
    _until(lambda: queue.waiting(plain, "wait_a_little") == 0)
    os.kill(process.pid or 0, signal.SIGTERM)
    process.join(20)
    assert process.exitcode == 0
    assert redis.keys("rq:job:*") == []


def _until(true, seconds: float = 20) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)

"""Jobs of 100 ms, as a call to a vendor takes: sixteen threads in one process against one `rq worker`, in one run.

Both take the same bells from the same Valkey. Prints jobs/s, resident memory and the ratio; exits 1 below the limits.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from redis import Redis
from rq import Queue

from integration.embedded_redis import embedded_redis

ROOT = Path(__file__).parents[1]
THREADS = 16
OURS, RIVAL = 640, 40
ROUNDS = 3
LEAST_RATIO = 15.0
MOST_BARE_MB, MOST_REAL_MB = 80.0, 160.0
DONE = "bench:done"

BARE = """
import os
from types import SimpleNamespace
from redis import Redis
from jobs.worker import work
no_store = SimpleNamespace(dispose=lambda: None)
work(lambda: SimpleNamespace(engine=no_store, redis=Redis.from_url(os.environ["BENCH_REDIS"])), queues=("ingest",))
"""
"""The worker alone: no store, no connector, no act of ours."""


def call_a_vendor() -> None:
    """What RQ runs: the wait, and one command to count it."""
    time.sleep(0.1)
    _redis().incr(DONE)


def _redis() -> Redis:
    global _client
    if _client is None:
        _client = Redis.from_url(os.environ["BENCH_REDIS"])
    return _client


_client: Redis | None = None


def main() -> int:
    ratios, bare = [], []
    with tempfile.TemporaryDirectory(prefix="fr-bench-") as folder, embedded_redis(Path(folder)) as url:
        os.environ["BENCH_REDIS"] = url
        rival = [str(Path(sys.executable).with_name("rq")), "worker", "-q", "-S", "rq.serializers.JSONSerializer"]
        for _ in range(ROUNDS):
            ours, memory = _measure(url, [sys.executable, "-c", BARE], OURS)
            theirs, rival_memory = _measure(url, [*rival, "--url", url, "ingest"], RIVAL)
            ratios.append(ours / theirs)
            bare.append(memory)
            print(f"  {THREADS} threads {ours:6.1f}/s {memory:4.0f} MB", end="    ")
            print(f"rq worker {theirs:5.1f}/s {rival_memory:4.0f} MB")
        real = _real_worker(url, Path(folder))
    ratio = median(ratios)
    print(f"jobs/s, ours to one rq worker: {ratio:.1f} (limit {LEAST_RATIO}); of {THREADS / 0.1:.0f}/s possible")
    print(f"memory: bare {max(bare):.0f} MB (limit {MOST_BARE_MB:.0f}), real {real:.0f} MB (limit {MOST_REAL_MB:.0f})")
    return 0 if ratio >= LEAST_RATIO and max(bare) <= MOST_BARE_MB and real <= MOST_REAL_MB else 1


def _measure(url: str, command: Sequence[str], jobs: int) -> tuple[float, float]:
    """Jobs a second between a tenth and all of them done, and the memory of the worker then."""
    with Redis.from_url(url) as redis:
        redis.flushdb()
        bell = Queue.prepare_data("benchmarks.jobs.call_a_vendor", result_ttl=0, timeout=60)
        Queue("ingest", connection=redis, serializer="json").enqueue_many([bell] * jobs)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            begun = _wait(redis, jobs // 10)
            ended = _wait(redis, jobs)
            return (jobs - jobs // 10) / (ended - begun), _memory(process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _wait(redis: Redis, count: int) -> float:
    deadline = time.monotonic() + 120
    while int(redis.get(DONE) or 0) < count:
        assert time.monotonic() < deadline, "the worker is not working"
        time.sleep(0.002)
    return time.monotonic()


def _real_worker(url: str, folder: Path) -> float:
    """Resident memory of `forthright worker` with every act imported, and of its forked child's own pages."""
    environment = {**os.environ, "FORTHRIGHT_DATA_DIR": str(folder / "data"), "FORTHRIGHT_REDIS_URL": url}
    migrate = [sys.executable, "-m", "integration.cli", "migrate"]
    subprocess.run(migrate, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    process = subprocess.Popen([sys.executable, "-m", "integration.cli", "worker"], env=environment, cwd=ROOT)
    try:
        with Redis.from_url(url) as redis:
            redis.flushdb()
            queue = Queue("ingest", connection=redis, serializer="json")
            for name in ("sweep", "reconcile", "ingest", "decide", "deliver", "sync", "track", "audit"):
                queue.enqueue("jobs.queue.run", name, 0, result_ttl=0, failure_ttl=60)
            deadline = time.monotonic() + 120
            while redis.keys("rq:queue:*") or redis.zcard("rq:wip:ingest"):
                assert time.monotonic() < deadline, "the worker is not working"
                time.sleep(0.1)
        return _memory(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _memory(pid: int) -> float:
    """Resident megabytes of a process."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(told.stdout) / 1024


if __name__ == "__main__":
    sys.exit(main())

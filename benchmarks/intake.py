"""Intake: our webhook endpoint against a naive one and against FastAPI, in one run on one machine.

16 connections, 10 kB bodies, one process each, SQLite with synchronous=FULL. Load comes from `wrk` (Debian: apt-get
install wrk), which leaves the cores to the servers. Prints requests/s, p99 and the ratios; exits 1 below the limits.
"""

import hashlib
import hmac
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from cryptography.fernet import Fernet

from integration.embedded_redis import embedded_redis
from integration.migrations import upgrade
from integration.store.session import open_engine, write
from integration.store.shops import create_shop, save_connection
from integration.store.vault import Vault
from jobs.context import utc_now

ROOT = Path(__file__).parents[1]
SECONDS = 5
ROUNDS = 3
CONNECTIONS = 16
BODY = b'{"id": 1, "note": "' + b"x" * (10_000 - 21) + b'"}'
LIMITS = {"requests/s, ours to naive": 4.0, "p99, naive to ours": 10.0, "requests/s, ours to FastAPI": 1.5}

LUA = """
local id = 0
local seed = os.getenv("BENCH_SEED")
local file = io.open(os.getenv("BENCH_BODY"), "rb")
local body = file:read("*a")
local headers = {{["Content-Type"] = "application/json", ["X-Topic"] = "order.updated"}}
headers["X-Signature"] = "{signature}"
request = function()
  id = id + 1
  headers["X-Id"] = seed .. "-" .. id
  return wrk.format("POST", "{path}", headers, body)
end
done = function(summary, latency, requests)
  io.write(string.format("RESULT %d %f %f %d\\n", summary.requests, summary.duration / 1e6,
    latency:percentile(99) / 1e3, summary.errors.status + summary.errors.connect + summary.errors.timeout))
end
"""


@dataclass(frozen=True)
class Figure:
    requests_per_second: float
    p99_ms: float


def main() -> int:
    if shutil.which("wrk") is None:
        print("needs wrk (Debian: apt-get install wrk)")
        return 2
    figures: dict[str, list[Figure]] = {"ours": [], "naive": [], "fastapi": []}
    with tempfile.TemporaryDirectory(prefix="fr-bench-") as folder:
        for number in range(ROUNDS):
            for name in figures:
                place = Path(folder) / f"{name}-{number}"
                figures[name].append(_measure(name, place))
                shutil.rmtree(place)
                newest = figures[name][-1]
                print(f"  {name:8} {newest.requests_per_second:7.0f}/s   p99 {newest.p99_ms:7.1f} ms")
    return _verdict(figures)


def _verdict(figures: dict[str, list[Figure]]) -> int:
    """The median of the rounds' ratios: the machine is shared, and its speed moves from round to round."""
    rounds = list(zip(figures["ours"], figures["naive"], figures["fastapi"], strict=True))
    ratios = {
        "requests/s, ours to naive": median(o.requests_per_second / n.requests_per_second for o, n, _ in rounds),
        "p99, naive to ours": median(n.p99_ms / o.p99_ms for o, n, _ in rounds),
        "requests/s, ours to FastAPI": median(o.requests_per_second / f.requests_per_second for o, _, f in rounds),
    }
    for name, ratio in ratios.items():
        print(f"{name}: {ratio:.1f} (limit {LIMITS[name]})")
    return 0 if all(ratio >= LIMITS[name] for name, ratio in ratios.items()) else 1


def _measure(name: str, folder: Path) -> Figure:
    key = Fernet.generate_key().decode()
    database = f"sqlite:///{folder}/bench.db"
    _prepare(database, key)
    with embedded_redis(folder) as redis_url, _server(name, database, redis_url, key) as port:
        _wrk(port, folder, "warm", 1)
        return _wrk(port, folder, "real", SECONDS)


def _prepare(database: str, key: str) -> None:
    engine = open_engine(database)
    upgrade(engine)
    with write(engine) as session:
        shop = create_shop(session, "shop", utc_now())
        assert shop.id == 1
        save_connection(session, shop.id, "bench", Vault([key]).seal({}), utc_now())
        session.commit()
    engine.dispose()


@contextmanager
def _server(name: str, database: str, redis_url: str, key: str) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "BENCH_DATABASE": database, "BENCH_REDIS": redis_url, "BENCH_KEY": key}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), environment.get("PYTHONPATH", "")])
    command = [sys.executable, str(ROOT / "benchmarks" / "intake_servers.py"), name, str(port)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        _wait(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not start")


def _wrk(port: int, folder: Path, seed: str, seconds: int) -> Figure:
    (folder / "body").write_bytes(BODY)
    signature = hmac.new(b"benchmark", BODY, hashlib.sha256).hexdigest()
    script = folder / "load.lua"
    script.write_text(LUA.format(signature=signature, path="/webhooks/bench/shop"))
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "-s", str(script)]
    environment = {**os.environ, "BENCH_BODY": str(folder / "body"), "BENCH_SEED": seed}
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}"], env=environment, capture_output=True, text=True, check=True
    )
    found = re.search(r"RESULT (\d+) ([\d.]+) ([\d.]+) (\d+)", done.stdout)
    assert found, done.stdout + done.stderr
    requests, duration, p99, errors = (float(part) for part in found.groups())
    assert not errors, f"{errors:.0f} requests failed: {done.stdout}"
    return Figure(requests / duration, p99)


if __name__ == "__main__":
    sys.exit(main())

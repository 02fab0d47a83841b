"""Forthright's processes for a made-up vendor: `python -m tests.postbox_app web PORT | worker | scheduler`.

What they need comes from the environment: POSTBOX_DATABASE, POSTBOX_REDIS, POSTBOX_KEY.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection, socket
from subprocess import Popen
from time import monotonic, sleep

from flask import Flask

from integration.cli.open_context import open_redis
from integration.store.session import open_engine
from integration.store.vault import Vault
from integration.webhooks import blueprint
from jobs import ingest, queue
from jobs.schedule import schedule
from jobs.worker import work
from tests.postbox import PostboxContext, note

ROOT = Path(__file__).parents[1]


def open_postbox() -> PostboxContext:
    database, redis, key = (os.environ[f"POSTBOX_{name}"] for name in ("DATABASE", "REDIS", "KEY"))
    client = open_redis(redis)
    return PostboxContext(open_engine(database), Vault([key]), client)


def app() -> Flask:
    app = Flask("postbox")
    app.register_blueprint(blueprint(open_postbox()))
    return app


def ingest_noted(context: PostboxContext, row_id: int) -> None:
    ingest.ingest(context, row_id, note)


def serve_app(name: str, port: int) -> None:
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        name,
        factory=True,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=1,
        blocking_threads=16,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
    ).serve()


def main(part: str, *arguments: str) -> None:
    ingest.LEASE_SECONDS = 15.0  # a killed worker holds nothing for longer
    queue.ACTS = {**queue.ACTS, "ingest": "tests.postbox_app:ingest_noted"}
    if part == "web":
        serve_app("tests.postbox_app:app", int(arguments[0]))
    elif part == "worker":
        work(open_postbox, threads=8, queues=("ingest",))
    else:
        schedule(open_postbox(), {"sweep": 2})


@dataclass(frozen=True)
class Parts:
    """The processes of one installation, and where its web answers."""

    database: str
    redis: str
    key: str
    port: int
    module: str = "tests.postbox_app"

    def start(self, part: str) -> "Popen[bytes]":
        """`web`, `worker` or `scheduler`; web is waited for."""
        given = {"POSTBOX_DATABASE": self.database, "POSTBOX_REDIS": self.redis, "POSTBOX_KEY": self.key}
        command = [sys.executable, "-m", self.module, part, *([str(self.port)] if part == "web" else [])]
        process = Popen(command, env={**os.environ, **given}, cwd=ROOT, start_new_session=True)
        if part == "web":
            self._wait(process)
        return process

    def _wait(self, process: "Popen[bytes]") -> None:
        deadline = monotonic() + 30
        while True:
            try:
                create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                assert process.poll() is None, "the web process ended"
                assert monotonic() < deadline, "the web process does not answer"
                sleep(0.05)
            else:
                return

    @contextmanager
    def running(self, part: str) -> "Iterator[Popen[bytes]]":
        process = self.start(part)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main(*sys.argv[1:])

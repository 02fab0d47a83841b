"""The three endpoints that `benchmarks/intake.py` compares. All verify the same HMAC over the raw body and commit one
row to the same table of a SQLite in WAL with synchronous=FULL before they answer.

ours: the webhook blueprint. naive: Flask, one SQLModel object and one RQ enqueue in the request.
fastapi: the same core insert in FastAPI's thread pool, no enqueue.
"""

import hashlib
import hmac
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from redis import Redis
from sqlmodel import Session

from integration.ports import Delivery, Webhooks
from integration.store.inbox import record
from integration.store.session import open_engine, write
from integration.store.tables import ConnectionRow, InboxRow
from integration.store.vault import Vault
from jobs.context import Context

SECRET = b"benchmark"
PATH = "/webhooks/bench/shop"
DATABASE, REDIS, KEY = (os.environ[name] for name in ("BENCH_DATABASE", "BENCH_REDIS", "BENCH_KEY"))


def signature(body: bytes) -> str:
    return hmac.new(SECRET, body, hashlib.sha256).hexdigest()


def row_of(headers: Any, body: bytes) -> dict[str, Any]:
    """What the two rivals store: the same columns as ours."""
    now = datetime.now(UTC)
    kept = {name.lower(): value for name, value in headers.items()}
    return {
        "shop_id": 1,
        "connector": "bench",
        "delivery_id": kept["x-id"],
        "topic": kept["x-topic"],
        "headers": kept,
        "body": body,
        "received_at": now,
    }


@dataclass(frozen=True)
class BenchWebhooks:
    def shop_of(self, delivery: Delivery) -> str:
        return ""

    def verify(self, delivery: Delivery) -> bool:
        return hmac.compare_digest(delivery.headers["x-signature"], signature(delivery.body))

    def is_ping(self, delivery: Delivery) -> bool:
        return False

    def delivery_id(self, delivery: Delivery) -> str:
        return delivery.headers["x-id"]

    def topic(self, delivery: Delivery) -> str:
        return delivery.headers["x-topic"]


class BenchContext(Context):
    def open(self, connection: ConnectionRow, port: type[Any]) -> Any:
        assert port is Webhooks
        return BenchWebhooks()


def ours() -> Any:
    from flask import Flask

    from integration.webhooks import blueprint

    app = Flask("ours")
    app.register_blueprint(blueprint(BenchContext(open_engine(DATABASE), Vault([KEY]), Redis.from_url(REDIS))))
    return app


def naive() -> Any:
    from flask import Flask, Response, request
    from rq import Queue

    app = Flask("naive")
    engine = open_engine(DATABASE)
    queue = Queue("ingest", connection=Redis.from_url(REDIS))

    @app.post(PATH)
    def receive() -> Response:
        body = request.get_data()
        if not hmac.compare_digest(request.headers["X-Signature"], signature(body)):
            return Response(status=401)
        row = row_of(request.headers, body)
        with Session(engine) as session:
            delivery = InboxRow(**row, next_at=row["received_at"])
            session.add(delivery)
            session.commit()
            session.refresh(delivery)
        queue.enqueue("jobs.queue.run", "ingest", delivery.id)
        return Response("stored")

    return app


def fastapi() -> Any:
    from fastapi import FastAPI, Request, Response
    from fastapi.concurrency import run_in_threadpool

    app = FastAPI()
    engine = open_engine(DATABASE)

    def insert(row: dict[str, Any]) -> None:
        with write(engine) as session:
            record(session, [row])
            session.commit()

    async def receive(request: Request) -> Response:
        body = await request.body()
        if not hmac.compare_digest(request.headers["x-signature"], signature(body)):
            return Response(status_code=401)
        await run_in_threadpool(insert, row_of(request.headers, body))
        return Response("stored", media_type="text/plain")

    app.post(PATH)(receive)
    return app


def serve(name: str, port: int) -> None:
    if name == "fastapi":
        import uvicorn

        uvicorn.run(fastapi(), port=port, log_level="warning", access_log=False)
        return
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        f"benchmarks.intake_servers:{name}",
        factory=True,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=1,
        blocking_threads=16,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))

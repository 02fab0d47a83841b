"""Bulk insert: core inserts against SQLModel objects, the same rows of scans, in one run on one machine.

Durable as in production (SQLite with synchronous=FULL, PostgreSQL with its defaults); one transaction a measurement,
the time to make the objects or dicts included. Prints rows/s and the ratio; exits 1 below the limit.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import Engine, insert
from sqlmodel import Session, SQLModel

from integration.migrations import upgrade
from integration.store.session import open_engine, write
from integration.store.tables import TrackingEventRow
from tests.servers import postgres, postgres_folder
from tests.store.rows import fill

ROWS = 10_000
ROUNDS = 3
LIMIT = 3.0
START = datetime(2026, 3, 1, tzinfo=UTC)

Add = Callable[[Session, Sequence[dict[str, Any]]], None]


def objects(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    session.add_all(TrackingEventRow(**row) for row in rows)


def core(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    session.execute(insert(TrackingEventRow), list(rows))


def main() -> int:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        urls = {"SQLite": f"sqlite:///{folder}/bench.db"}
        binaries = postgres_folder(os.environ)
        if binaries is None:
            print("PostgreSQL: not measured, none is installed here")
        else:
            urls["PostgreSQL"] = stack.enter_context(postgres(binaries))
        worst = min(_compare(name, url) for name, url in urls.items())
    print(f"least ratio {worst:.1f}, limit {LIMIT}")
    return 0 if worst >= LIMIT else 1


def _compare(name: str, url: str) -> float:
    engine = open_engine(url)
    upgrade(engine)
    with engine.begin() as connection:
        keys = fill(connection, SQLModel.metadata, "bench")
    rates: dict[str, list[float]] = {"objects": [], "core": []}
    for turn in range(ROUNDS):
        for how, add in (("objects", objects), ("core", core)):
            rates[how].append(_rate(engine, add, _rows(keys, f"{how} {turn}")))
    engine.dispose()
    slow, fast = median(rates["objects"]), median(rates["core"])
    print(f"{name}: objects {slow:,.0f} rows/s, core {fast:,.0f} rows/s, ratio {fast / slow:.1f}")
    return fast / slow


def _rows(keys: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    return [
        {
            "shop_id": keys["shop"],
            "fulfillment_id": keys["fulfillment"],
            "event_key": f"{mark} {number}",
            "at": START + timedelta(seconds=number),
            "status": "in_transit",
            "description": "Arrived at the sorting centre",
            "place": "Leipzig",
            "received_at": START,
        }
        for number in range(ROWS)
    ]


def _rate(engine: Engine, add: Add, rows: Sequence[dict[str, Any]]) -> float:
    started = time.perf_counter()
    with write(engine) as session:
        add(session, rows)
        session.commit()
    return len(rows) / (time.perf_counter() - started)


if __name__ == "__main__":
    sys.exit(main())

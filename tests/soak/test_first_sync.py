"""The first reading of a large store: how long, how much memory, what a kill -9 in the middle costs; and the next one.

The stores are stand-ins in processes of their own, so that the memory is ours alone.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import IO

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine, func
from sqlmodel import select

from integration.store import shops
from integration.store.session import read, write
from integration.store.tables import OrderRow, ProductRow, ShopRow
from integration.store.vault import Vault
from jobs.context import utc_now
from jobs.reconcile import SYNC_EVERY

PRODUCTS = int(os.environ.get("FORTHRIGHT_SOAK_PRODUCTS", "100000"))
ORDERS = int(os.environ.get("FORTHRIGHT_SOAK_ORDERS", "100000"))
MOST_SECONDS = 15 * 60.0
MOST_MEGABYTES = 400
POINTS_A_SECOND = 100
"""What Shopify gives back to the smallest of its plans."""
MOST_OF_THE_LIMIT = 0.01
READS = """
import resource, sys
from datetime import timedelta
from integration.store.session import open_engine
from integration.store.vault import Vault
from jobs.context import Context, utc_now
from jobs.sync import sync_connection

url, key, connection_id, later = sys.argv[1:]
clock = lambda: utc_now() + timedelta(seconds=float(later))
context = Context(open_engine(url), Vault([key]), None, clock, allow_private_hosts=("127.0.0.1",))
sync_connection(context, int(connection_id))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
NIGHT = """
import resource, sys
from integration.store import shops
from integration.store.session import open_engine, read
from integration.store.vault import Vault
from jobs.context import Context, utc_now
from jobs.stock import take_stock

url, key, connection_id = sys.argv[1:]
context = Context(open_engine(url), Vault([key]), None, utc_now, allow_private_hosts=("127.0.0.1",))
turns = 0
while True:
    take_stock(context, int(connection_id))
    turns += 1
    with read(context.engine) as session:
        if shops.connection_by_id(session, int(connection_id)).counted_at is not None:
            break
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, turns)
"""
DAY_SECONDS = 24 * 3600
PLATFORMS = {
    "shopify": ("tests.connectors.shopify.large", {"token": "shpat_lantern", "webhook_secret": "hush"}),
    "woocommerce": ("tests.woocommerce", {"key": "ck_store", "secret": "cs_store"}),
}

pytestmark = pytest.mark.soak


@dataclass(frozen=True)
class Store:
    """A stand-in. `asked` is what was asked of it since the last look, and what that cost by its own reckoning."""

    connector: str
    keys: Mapping[str, str]
    url: str
    to: IO[str]
    told: IO[str]

    def asked(self) -> tuple[int, float]:
        self.to.write("\n")
        self.to.flush()
        calls, cost = json.loads(self.told.readline())
        return int(calls), float(cost)


@pytest.fixture(params=list(PLATFORMS))
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    module, keys = PLATFORMS[request.param]
    command = [sys.executable, "-m", module, str(PRODUCTS), str(ORDERS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield Store(request.param, keys, process.stdout.readline().strip(), process.stdin, process.stdout)
        process.stdin.close()


def cpu_seconds() -> float:
    """Of our own processes that ended: the stand-in goes on."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def count(engine: Engine, table: type) -> int:
    with read(engine) as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_a_large_store_is_read_in_time_and_a_killed_reading_goes_on(
    engine: Engine, shop: ShopRow, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    key = Fernet.generate_key().decode()
    with write(engine) as session:
        sealed = Vault([key]).seal(store.keys)
        row = shops.save_connection(session, shop.id or 0, store.connector, sealed, utc_now(), store.url)
        session.commit()
        connection_id = row.id
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", READS, url, key, str(connection_id)]
    began, computed = time.monotonic(), cpu_seconds()
    with subprocess.Popen([*command, "0"]) as first:
        while count(engine, OrderRow) < ORDERS // 3:
            assert first.poll() is None
            assert time.monotonic() - began < 4 * MOST_SECONDS
            time.sleep(0.2)
        first.kill()
    kept = count(engine, OrderRow)
    # The dead one's lease lapses after five minutes; the second begins when it has, and they count for neither.
    later = timedelta(minutes=6)
    done = subprocess.run([*command, str(later.total_seconds())], capture_output=True, text=True, check=True)
    seconds, computed, megabytes = time.monotonic() - began, cpu_seconds() - computed, int(done.stdout)
    assert (count(engine, ProductRow), count(engine, OrderRow)) == (PRODUCTS, ORDERS)
    whole, _ = store.asked()
    # Each of the two looked over what changed in the last ten minutes again; the third is the usual visit.
    subprocess.run([*command, str((later + SYNC_EVERY).total_seconds())], check=True, stdout=subprocess.DEVNULL)
    calls, cost = store.asked()
    share = cost / (POINTS_A_SECOND * SYNC_EVERY.total_seconds())
    began = time.monotonic()
    night = subprocess.run([sys.executable, "-c", NIGHT, *command[3:]], capture_output=True, text=True, check=True)
    nightly, (night_megabytes, turns) = time.monotonic() - began, map(int, night.stdout.split())
    night_calls, night_cost = store.asked()
    share += night_cost / (POINTS_A_SECOND * DAY_SECONDS)
    with capsys.disabled():
        size = f"{store.connector}, {PRODUCTS:,} products, {ORDERS:,} orders on {engine.dialect.name}"
        print(f"\n{size}: {seconds:.0f} s ({computed:.0f} s computing), {megabytes} MB, {whole:,} calls", end=", ")
        print(f"killed at {kept:,} orders", end="; ")
        print(f"then {calls} calls every {SYNC_EVERY.seconds} s", end=", ")
        print(f"{night_calls:,} a night ({nightly:.0f} s, {turns} turns, {night_megabytes} MB)", end="; ")
        print(f"{share:.2%} of the limit")
    assert (count(engine, ProductRow), count(engine, OrderRow)) == (PRODUCTS, ORDERS)
    assert seconds < MOST_SECONDS
    assert max(megabytes, night_megabytes) < MOST_MEGABYTES
    assert share <= MOST_OF_THE_LIMIT

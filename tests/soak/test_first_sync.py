"""The first reading of a large WooCommerce store: how long, how much memory, and what a kill -9 in the middle costs."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine, func
from sqlmodel import select

from integration.store import shops
from integration.store.session import read, write
from integration.store.tables import OrderLineRow, OrderRow, ProductRow, ShopRow
from integration.store.vault import Vault
from jobs.context import utc_now

PRODUCTS = int(os.environ.get("FORTHRIGHT_SOAK_PRODUCTS", "100000"))
ORDERS = int(os.environ.get("FORTHRIGHT_SOAK_ORDERS", "100000"))
MOST_SECONDS = 15 * 60.0
MOST_MEGABYTES = 400
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

pytestmark = pytest.mark.soak


@pytest.fixture
def store_url() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.woocommerce", str(PRODUCTS), str(ORDERS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as store:
        assert store.stdout is not None
        assert store.stdin is not None
        yield store.stdout.readline().strip()
        store.stdin.close()


def count(engine: Engine, table: type) -> int:
    with read(engine) as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_a_large_store_is_read_in_time_and_a_killed_reading_goes_on(
    engine: Engine, shop: ShopRow, store_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    key = Fernet.generate_key().decode()
    with write(engine) as session:
        sealed = Vault([key]).seal({"key": "ck_store", "secret": "cs_store"})
        row = shops.save_connection(session, shop.id or 0, "woocommerce", sealed, utc_now(), store_url)
        session.commit()
        connection_id = row.id
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", READS, url, key, str(connection_id)]
    began = time.monotonic()
    with subprocess.Popen([*command, "0"]) as first:
        while count(engine, OrderRow) < ORDERS // 3:
            assert first.poll() is None
            assert time.monotonic() - began < MOST_SECONDS
            time.sleep(0.2)
        first.kill()
    kept = count(engine, OrderRow)
    # The dead one's lease lapses after five minutes; the second begins when it has, and they count for neither.
    later = str(timedelta(minutes=6).total_seconds())
    done = subprocess.run([*command, later], capture_output=True, text=True, check=True)
    seconds, megabytes = time.monotonic() - began, int(done.stdout)
    with capsys.disabled():
        size = f"{PRODUCTS:,} products, {ORDERS:,} orders on {engine.dialect.name}"
        print(f"\n{size}: {seconds:.0f} s, {megabytes} MB, killed at {kept:,} orders")
    assert count(engine, ProductRow) == PRODUCTS
    assert count(engine, OrderRow) == count(engine, OrderLineRow) == ORDERS
    assert seconds < MOST_SECONDS
    assert megabytes < MOST_MEGABYTES

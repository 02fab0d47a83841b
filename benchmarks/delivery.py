"""From a store's delivery to the stored, decided state: a real web process and an idle real worker, over HTTP.

A stand-in store places an order and sends its signed webhook; the time runs from the first byte sent until the order
and the decision on it stand in the database. Between lie: verifying, storing, ringing, reading the order again from the
store, saving and deciding. Prints the median and the 95th of a hundred; exits 1 above the limit.
"""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from socket import create_connection, socket
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).parents[1]))

from cryptography.fernet import Fernet
from sqlalchemy import Engine
from sqlmodel import select

from integration.embedded_redis import embedded_redis
from integration.store.session import open_engine, read
from integration.store.tables import DecisionRow, OrderRow
from tests.woocommerce.server import StandIn, standing_in

ROOT = Path(__file__).parents[1]
WARM, ROUNDS = 5, 100
MOST_SECONDS = 2.0
PATIENCE = 60.0
SECRET = secrets.token_urlsafe(32)


def main() -> int:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fr-bench-")))
        url = stack.enter_context(embedded_redis(folder))
        store, port = stack.enter_context(standing_in()), _free_port()
        environment = {
            **os.environ, "FORTHRIGHT_DATA_DIR": str(folder / "data"), "FORTHRIGHT_REDIS_URL": url,
            "FORTHRIGHT_PORT": str(port), "FORTHRIGHT_ALLOW_PRIVATE_HOSTS": "127.0.0.1",
            "FORTHRIGHT_SECRET_KEYS": Fernet.generate_key().decode(), "FORTHRIGHT_DATABASE_URL": _database(folder),
        }  # fmt: skip
        _run(environment, "migrate")
        keys = ["--key", "ck_store", "--secret", "cs_store", "--webhook-secret", SECRET]
        _run(environment, "connect", "woocommerce", "--shop", "lab", "--url", store.url, *keys)
        for part in ("serve", "worker"):
            stack.enter_context(_started(environment, part))
        _wait_for(port)
        store.shop.hooks.app = f"http://127.0.0.1:{port}"
        store.shop.hooks.add("order.created", f"{store.shop.hooks.app}/webhooks/woocommerce/lab", SECRET)
        time.sleep(2)  # WooCommerce tells whole seconds: what is older than the connection would be history
        engine = open_engine(_database(folder))
        times = [_measure(store, engine, number) for number in range(1, WARM + ROUNDS + 1)][WARM:]
        engine.dispose()
    late = quantiles(times, n=20)[-1]
    print(f"delivery to decision: median {median(times):.2f} s, 95th {late:.2f} s (limit {MOST_SECONDS}), of {ROUNDS}")
    return 0 if late < MOST_SECONDS else 1


def _measure(store: StandIn, engine: Engine, number: int) -> float:
    store.shop.place_order(number)
    begun = time.monotonic()
    store.shop.run_cron()
    query = select(DecisionRow.id).join(OrderRow).where(OrderRow.vendor_id == str(number))
    while time.monotonic() - begun < PATIENCE:
        with read(engine) as session:
            if session.exec(query).first() is not None:
                return time.monotonic() - begun
        time.sleep(0.01)
    raise AssertionError(f"order {number} was never decided on")


def _database(folder: Path) -> str:
    return f"sqlite:///{folder}/forthright.db"


def _run(environment: dict[str, str], *command: str) -> None:
    whole = [sys.executable, "-m", "integration.cli", *command]
    subprocess.run(whole, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _started(environment: dict[str, str], part: str) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "integration.cli", part], env=environment, cwd=ROOT)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < deadline, "the web process does not answer"
            time.sleep(0.1)


def _free_port() -> int:
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())

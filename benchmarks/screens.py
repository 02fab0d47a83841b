"""Every screen of a shop with 50,000 products and 100,000 orders: how long the server takes, how much it sends.

`--postgresql` asks PostgreSQL instead of SQLite. Each screen is asked ROUNDS times through the app itself; its least
time is also told as a multiple of what one row by its key takes in the same run. On a machine that does other work too,
the least and the processor's time tell more than the 95th of twenty. What is above a limit is said, and no error.
"""

import gzip
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).parents[1]))

from cryptography.fernet import Fernet
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text

from benchmarks.big_shop import fill
from benchmarks.vitals import CHROMIUM, report, vitals
from integration.app import create_app
from integration.auth import sign_in_link
from integration.migrations import upgrade
from integration.settings import read_settings
from integration.store.session import open_engine, read, write
from integration.store.shops import create_shop
from integration.store.vault import Vault
from jobs.context import Context, utc_now
from jobs.replaying import ask, replay_shop
from tests.admin_ui.every_screen import paths
from tests.admin_ui.full_shop import FullShop, add_person, furnish
from tests.servers import postgres, postgres_folder

ROUNDS = 20
MOST_MS, MOST_KB = 150.0, 100.0
ASKED_OTHERWISE = (
    "/orders/?show=underway", "/orders/?show=unsent", "/orders/?show=arrived", "/orders/?show=all",
    "/orders/?show=all&before=5000", "/orders/?q=B500", "/orders/?q=nobody", "/orders/?q=RR70001",
    "/notices/?show=held", "/notices/?show=sent", "/content/products?q=no.+499", "/content/products?q=nothing",
    "/content/products?sort=sold", "/content/products?before=3000", "/deliveries/?state=failed",
    "/deliveries/?state=done", "/deliveries/?before=200", "/activity/?before=200", "/content/?show=gaps",
)  # fmt: skip
"""The lists further on, and what is looked for in them."""


@dataclass(frozen=True)
class Figure:
    """Milliseconds, and bytes of the page itself."""

    least: float
    half: float
    most: float
    processor: float
    statements: int
    plain: int
    packed: int


def main() -> int:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder}/screens.db"
        if "--postgresql" in sys.argv:
            binaries = postgres_folder(os.environ)
            if binaries is None:
                print("no PostgreSQL is installed here")
                return 2
            url = stack.enter_context(postgres(binaries))
        engine = open_engine(url)
        stack.callback(engine.dispose)
        context, client, full = _shop(engine, folder)
        _report(engine, _figures(engine, client, context, full), client)
        if Path(CHROMIUM).exists():
            link = sign_in_link(context, "owner@wren.example")
            main_screens = ("/", "/content/", f"/content/{full.page}", "/orders/", "/notices/", "/insights/")
            report(vitals(client.application, link, main_screens))
    return 0


def _shop(engine: Engine, folder: Path) -> tuple[Context, FlaskClient, FullShop]:
    upgrade(engine)
    settings = read_settings(
        {"FORTHRIGHT_DATA_DIR": str(folder), "FORTHRIGHT_SECRET_KEYS": Fernet.generate_key().decode()}
    )
    context = Context(engine, Vault(settings.secret_keys), None, utc_now, data_dir=folder)
    with write(engine) as session:
        shop = create_shop(session, "wren-and-sons", utc_now(), title="Wren & Sons", timezone="Europe/Lisbon")
        session.commit()
        session.refresh(shop)
    add_person(context, "owner@wren.example", (shop, "owner"))
    full = furnish(context, shop)
    started = time.perf_counter()
    with write(engine) as session:
        fill(session, shop.id or 0, utc_now())
        session.commit()
    ask(context, shop.id or 0)
    replay_shop(context, shop.id or 0)
    print(f"filled in {time.perf_counter() - started:.0f} s; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    app = create_app(context, settings)
    app.config.update(WTF_CSRF_ENABLED=False, DEVELOPMENT=True)  # with the inbox of the demo shop
    client = app.test_client()
    client.post(sign_in_link(context, "owner@wren.example"))
    return context, client, full


def _figures(engine: Engine, client: FlaskClient, context: Context, full: FullShop) -> dict[str, Figure]:
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    app = client.application
    return {path: _figure(client, path, statements) for path in (*paths(app, full), *ASKED_OTHERWISE)}


def _figure(client: FlaskClient, path: str, statements: list[str]) -> Figure:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status)
    walls, processor = [], []
    for _ in range(ROUNDS):
        statements.clear()
        begun, burnt = time.perf_counter(), time.process_time()
        client.get(path)
        processor.append(1000 * (time.process_time() - burnt))
        walls.append(1000 * (time.perf_counter() - begun))
    plain = len(answer.data)
    packed = plain if answer.headers.get("Content-Encoding") else len(gzip.compress(answer.data, 6))
    return Figure(min(walls), median(walls), quantiles(walls, n=20)[-1], min(processor), len(statements), plain, packed)


def _row_by_key(engine: Engine) -> float:
    """Milliseconds of the least that a database can be asked."""
    times = []
    with read(engine) as session:
        for _ in range(200):
            begun = time.perf_counter()
            session.execute(text('SELECT number FROM "order" WHERE id = 777')).one()
            times.append(1000 * (time.perf_counter() - begun))
    return min(times)


def _static(client: FlaskClient) -> int:
    files, packed = ("tokens.css", "app.css", "icon.svg"), {"Accept-Encoding": "gzip"}
    return sum(len(client.get(f"/static/{name}", headers=packed).data) for name in files)


def _report(engine: Engine, figures: dict[str, Figure], client: FlaskClient) -> None:
    unit, static = _row_by_key(engine), _static(client)
    print(f"load {os.getloadavg()[0]:.1f}; a row by its key {unit:.3f} ms; shared files {static / 1000:.1f} kB")
    heads = ("least", "p50", "p95", "x limit", "CPU ms", "x key", "SQL", "kB", "gz kB")
    print(f"{'screen':42}" + "".join(f"{head:>8}" for head in heads))
    for path, one in sorted(figures.items(), key=lambda each: -each[1].most):
        print(
            f"{path:42}{one.least:8.1f}{one.half:8.1f}{one.most:8.1f}{one.most / MOST_MS:8.2f}{one.processor:8.1f}"
            f"{one.least / unit:8.0f}{one.statements:8}{one.plain / 1000:8.1f}{one.packed / 1000:8.1f}"
        )
    slow = max(one.most for one in figures.values())
    busy = max(one.processor for one in figures.values())
    large = (max(one.packed for one in figures.values()) + static) / 1000
    print(f"slowest p95 {slow:.1f} ms, {slow / MOST_MS:.2f} of the limit; most processor time {busy:.1f} ms")
    print(f"largest first load {large:.1f} kB, {large / MOST_KB:.2f} of the limit")


if __name__ == "__main__":
    sys.exit(main())

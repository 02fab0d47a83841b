"""Real processes under fault: no letter twice, none that should not go, and every order ends somewhere."""

import os
import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from redis import Redis
from sqlalchemy import Engine

from integration.store import shops
from integration.store.session import write
from integration.store.tables import ShopRow
from integration.store.vault import Vault
from jobs.context import Context, utc_now
from tests.faults.mailbox import PATIENCE, Mailbox
from tests.faults.run import Run
from tests.faults.stories import deliveries
from tests.faults.verdict import ends, forbidden
from tests.postbox import connect
from tests.postbox_app import Parts, free_port

ORDERS = int(os.environ.get("FORTHRIGHT_SOAK_LETTERS", "10000"))
WITH_US_FOR = timedelta(days=30)
RULES = {
    "notices": {"undo_seconds": 2},
    "sending": {"quiet_from": 0, "quiet_to": 0, "per_shop": 1_000_000, "share": 100},
}
"""A merchant who lets letters go at any hour, and as many as there are."""

LONGEST_ON_ITS_WAY = timedelta(seconds=5)
"""What reaches us while a letter goes out cannot stop it; what we have known for longer has to."""


pytestmark = pytest.mark.soak
"""It ends processes in the middle of their work and lives by the clock: on a machine with nothing else to do."""


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue("sqlite_engine" if request.param == "sqlite" else "postgresql_engine")
    return found


@pytest.fixture
def run(engine: Engine, shop: ShopRow, redis: Redis, redis_url: str) -> Iterator[Run]:
    key, mailbox = Fernet.generate_key().decode(), Mailbox(seed=3)
    context = Context(engine, Vault([key]), redis, lambda: utc_now() - WITH_US_FOR)
    connect(context, shop)
    with mailbox.open() as server, write(engine) as session:
        sealed = context.vault.seal({"server": server, "sender": "shop@wren.example"})
        config = {"answer_seconds": PATIENCE}
        shops.save_connection(session, shop.id or 0, "smtp", sealed, context.clock(), config=config)
        row = shops.shop(session, shop.id or 0)
        assert row is not None
        row.mode, row.settings = "autopilot", RULES
        session.add(row)
        session.commit()
        database = engine.url.render_as_string(hide_password=False)
        yield Run(Parts(database, redis_url, key, free_port(), "tests.faults.app"), context, mailbox)


def lived(run: Run, count: int, each_second: float, kill_each: int, settle: float) -> None:
    told = list(deliveries(random.Random(count), utc_now(), count, each_second))
    run.live_through(told, kill_each, settle)
    late, ended = forbidden(run), ends(run, count)
    print(
        f"\n{run.context.engine.dialect.name}: {count} orders, {len(told)} deliveries sent {run.sent} times; "
        f"killed {dict(run.kills)}; the mail server {dict(run.mailbox.faults)}; ended {dict(ended)}; "
        f"told while the letter went out: {len(late)}"
    )
    assert all(known_for < LONGEST_ON_ITS_WAY for _, known_for in late), late
    assert run.kills["worker"]
    assert ended["sent"] > 0 < ended["held"], ended
    assert ended["unresolved"] > 0 or count < 200, ended


def test_sixty_orders(run: Run) -> None:
    lived(run, 60, each_second=12, kill_each=25, settle=240)


def test_ten_thousand_orders(run: Run) -> None:
    lived(run, ORDERS, each_second=12, kill_each=100, settle=1800)

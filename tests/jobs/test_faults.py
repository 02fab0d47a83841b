"""Whatever dies, doubles, or comes late: no letter twice, none that should not go, and every order ends somewhere."""

import os

import pytest
from sqlalchemy import Engine

from integration.store.tables import ShopRow
from integration.store.vault import Vault
from jobs import delays
from jobs.context import Context
from tests.clock import Clock
from tests.jobs.faults import breaking, check, dying_keep, live_through
from tests.jobs.late import connect_console, set_shop

ORDERS = int(os.environ.get("FORTHRIGHT_SOAK_LETTERS", "10000"))


def lived(
    engine: Engine, vault: Vault, clock: Clock, shop: ShopRow, monkeypatch, tmp_path, count: int, seed: int
) -> None:
    context = breaking(Context(engine, vault, None, clock), seed)
    connect_console(context, shop, tmp_path / "mail")
    set_shop(context, shop, mode="autopilot")
    monkeypatch.setattr(delays, "_keep", dying_keep(context.world))
    ends = check(context, shop, live_through(context, shop, count))
    print(
        f"\n{engine.dialect.name}: {count} orders, {context.world.deaths} workers died, "
        f"{len(context.world.letters)} letters went; ended {dict(ends)}"
    )
    assert context.world.deaths > count / 20, "workers died"
    assert ends["sent"] > count / 20, ends
    assert ends["hold"] + ends["held"] > count / 5, ends
    assert ends["unresolved"] > 0 or count < 1000, "a sender that died left its letter to a person"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(f"{request.param}_engine")
    return found


def test_sixty_orders(engine, vault, clock, shop, monkeypatch, tmp_path) -> None:
    lived(engine, vault, clock, shop, monkeypatch, tmp_path, 60, seed=11)


@pytest.mark.soak
def test_ten_thousand_orders(engine, vault, clock, shop, monkeypatch, tmp_path) -> None:
    lived(engine, vault, clock, shop, monkeypatch, tmp_path, ORDERS, seed=12)

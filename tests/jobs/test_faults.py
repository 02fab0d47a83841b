"""Whatever dies, doubles, or comes late: no letter twice, none that should not go, and every order ends somewhere."""

import os
import random
import time
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from integration.store import shops
from integration.store.session import write
from integration.store.tables import ShopRow
from integration.store.vault import Vault
from jobs.context import Context
from jobs.queue import TOGETHER
from tests.clock import Clock
from tests.jobs.ends import ends, written, wrong
from tests.jobs.faults import GUARDS, Days, breaking
from tests.jobs.late import connect_console, set_shop
from tests.jobs.stories import stories, with_faults

ORDERS = int(os.environ.get("FORTHRIGHT_SOAK_LETTERS", "10000"))
AT_ANY_HOUR = {"sending": {"share": 100, "per_shop": 1_000_000}}
KINDS = (
    "killed before a decision was committed", "killed before news was committed", "killed while the store was asked",
    "killed before the letter went", "killed after the letter went", "killed from outside", "the channel was busy",
    "the store was busy", "bell lost", "bell doubled", "letter's bell doubled", "told late", "told twice",
    "told after what came later",
)  # fmt: skip

Lived = Callable[..., tuple[list[str], Counter[str], Counter[str]]]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(f"{request.param}_engine")
    return found


@pytest.fixture
def lived(engine: Engine, vault: Vault, clock: Clock, shop: ShopRow, tmp_path) -> Lived:
    """What was wrong with the letters, how the orders ended, and the faults that there were."""

    def live(count: int, seed: int, without: str = "") -> tuple[list[str], Counter[str], Counter[str]]:
        context = breaking(Context(engine, vault, None, clock), tmp_path / "log")
        connect_console(context, shop, tmp_path / "mail")
        set_shop(context, shop, mode="autopilot", settings=AT_ANY_HOUR)
        with write(engine) as session:
            connection = shops.connections(session, shop.id or 0)[0]
            session.expunge_all()
        draw, begun = random.Random(seed), time.monotonic()
        news = list(stories(draw, clock(), count))
        coming = with_faults(draw, news)
        days = Days(context, connection, seed, together=min(TOGETHER["decide"], 1 + count // 20), without=without)
        days.faults["told late"] = sum(at > one.at for at, one in coming)
        days.faults["told twice"] = len(coming) - len(news)
        days.live_through(news, coming)
        letters, met = written(tmp_path / "log")
        reached = {name for name, _, _ in letters}
        faults, found = days.faults + met, wrong(letters)
        ended = ends(context, shop.id or 0, {one.order for one in news}, reached) if not without else Counter()
        print(
            f"\n{engine.dialect.name}: {count} orders, {len(coming)} deliveries, {days.acts} acts, "
            f"{len(letters)} letters in {time.monotonic() - begun:.0f} s; ended {dict(ended)}; faults {dict(faults)}"
        )
        return found, ended, faults

    return live


def test_sixty_orders(lived: Lived) -> None:
    found, ended, faults = lived(60, seed=11)
    assert not found
    assert ended["sent"] > 0 < ended["hold"] + ended["held"], ended
    assert faults["told twice"] > 0 < faults["bell lost"], faults


@pytest.mark.soak
@pytest.mark.parametrize("guard", GUARDS)
def test_without_a_guard_wrong_letters_go(lived: Lived, guard: str) -> None:
    found, _, _ = lived(60, seed=11, without=guard)
    assert found, f"nothing is wrong without {guard!r}: the days prove nothing of it"


@pytest.mark.soak
def test_ten_thousand_orders(lived: Lived) -> None:
    found, ended, faults = lived(ORDERS, seed=12)
    assert not found, found[:10]
    assert ended["sent"] > ORDERS / 10, ended
    assert ended["hold"] + ended["held"] > ORDERS / 5, ended
    assert all(faults[kind] for kind in KINDS), [kind for kind in KINDS if not faults[kind]]

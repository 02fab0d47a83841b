"""So many delays at once may be a carrier's outage: above a share of the open orders a person decides."""

from datetime import timedelta
from pathlib import Path

import pytest

from admin_ui.needs import needs
from integration.domain.sending import FEW, SendingRules
from integration.store import outbox, shops
from integration.store.overview import overview
from integration.store.session import read, write
from integration.store.tables import OutboxRow, ShopRow
from jobs.context import Context
from jobs.delays import decide_order
from tests.clock import Clock
from tests.jobs.late import connect_console, messages, place, set_shop, the_order
from tests.jobs.test_lawful import unshipped


@pytest.fixture(autouse=True)
def _connected(context: Context, shop: ShopRow, tmp_path: Path) -> None:
    connect_console(context, shop, tmp_path / "mail")
    set_shop(context, shop, mode="autopilot")


def late(context: Context, shop: ShopRow, count: int, begin: int = 0) -> list[OutboxRow]:
    for number in range(begin, begin + count):
        decide_order(context, place(context, shop, the_order(context, vendor_id=f"late{number}")))
    return messages(context, shop)


def test_beyond_a_few_a_day_they_wait_for_a_person(context: Context, shop: ShopRow) -> None:
    written = late(context, shop, FEW + 1)
    assert [row.state for row in written] == ["waiting"] * FEW + ["proposed"]
    assert written[-1].outcome == "unusually_many"
    with read(context.engine) as session:
        facts = overview(session, shop.id, context.clock() - timedelta(days=1))
    assert facts.unusually_many == 1
    assert "Unusually many orders look late at once" in [need.title for need in needs(facts, [])]


def test_a_person_lets_them_go_and_the_next_day_counts_anew(context: Context, shop: ShopRow, clock: Clock) -> None:
    last = late(context, shop, FEW + 1)[-1]
    with write(context.engine) as session:
        assert outbox.approve(session, shop.id, last.id, "ana@shop.example", context.clock())
        session.commit()
    [*_, approved] = messages(context, shop)
    assert (approved.state, approved.outcome) == ("waiting", "")
    clock.advance(hours=25)
    with write(context.engine) as session:
        shops.seen(session, shop.id, "console", context.clock())
        session.commit()
    assert late(context, shop, 1, begin=50)[-1].state == "waiting"


def test_what_the_law_asks_for_is_not_counted_and_not_kept(context: Context, shop: ShopRow) -> None:
    late(context, shop, FEW)
    set_shop(context, shop, country="US")
    decide_order(context, unshipped(context, shop, promised_in=1))
    by_law = messages(context, shop)[-1]
    assert by_law.duty
    assert by_law.state == "waiting"


def test_a_large_shop_has_a_larger_day(context: Context, shop: ShopRow) -> None:
    for number in range(20 * FEW + 20):
        place(context, shop, the_order(context, promised_in=20, vendor_id=f"far{number}"))
    assert [row.state for row in late(context, shop, FEW + 1)] == ["waiting"] * (FEW + 1)


@pytest.mark.parametrize(
    ("share", "open_orders", "most"), [(5, 0, FEW), (5, 201, 11), (5, 1_000_000, 50_000), (50, 100, 50), (100, 5, 1000)]
)
def test_how_many_go_by_themselves(share: int, open_orders: int, most: int) -> None:
    assert SendingRules(share=share).by_itself(open_orders) == most

"""The demo shop is made once, quickly, and finished when an earlier seed was cut short."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from integration.domain.audit import RULES_VERSION
from integration.store import audits, incidents, notices, people, shops, sign_ins
from integration.store.session import read, write
from integration.store.tables import (
    AuditRow,
    ConnectionRow,
    DocumentRow,
    OrderRow,
    PersonRow,
    ShopRow,
    TrackingEventRow,
)
from jobs.context import Context
from jobs.demo import DEMO_EMAIL
from jobs.seed import seed
from tests.clock import Clock


@pytest.fixture
def demo(context: Context, tmp_path: Path) -> Context:
    return replace(context, data_dir=tmp_path)


def counts(context: Context) -> list[int]:
    tables = (ShopRow, ConnectionRow, PersonRow, DocumentRow, OrderRow, TrackingEventRow, AuditRow)
    with read(context.engine) as session:
        return [session.exec(select(func.count()).select_from(table)).one() for table in tables]


def test_the_first_page_has_something_to_show(demo: Context) -> None:
    shop = seed(demo)
    assert (shop.name, shop.title, shop.mode) == ("demo", "Trama do Sal", "autopilot")
    with read(demo.engine) as session:
        assert audits.unread(session, RULES_VERSION, 100) == []
        assert len(audits.findings(session, shop.id, state="missing", limit=2000)) > 100
        live = session.exec(select(OrderRow).where(col(OrderRow.imported).is_(False))).all()
        assert len(live) == 29
        assert {row.decision for row in notices.decisions(session, shop.id)} == {"hold"}
        assert len(notices.decisions(session, shop.id)) == 29
        [incident] = incidents.open_incidents(session, shop.id)
        assert (incident.label, incident.orders, incident.decision) == ("Milano", 19, "")
        assert len(incidents.members(session, shop.id, incident.id)) == 19
        person = people.person_by_email(session, DEMO_EMAIL)
        assert [(seat.shop.id, seat.role) for seat in sign_ins.seats(session, person.id)] == [(shop.id, "owner")]


def test_seeding_again_changes_nothing(demo: Context, clock: Clock) -> None:
    first = seed(demo)
    before = counts(demo)
    clock.advance(days=2)
    assert seed(demo).id == first.id
    assert counts(demo) == before
    with read(demo.engine) as session:
        assert shops.connection(session, first.id, "console").config["started_at"] == Clock().now.isoformat()


class Dying(Clock):
    """Works for a while, then raises what a Ctrl-C raises."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self.calls = calls

    def __call__(self) -> datetime:
        self.calls -= 1
        if self.calls == 0:
            raise KeyboardInterrupt
        return self.now


@pytest.mark.parametrize("calls", [10, 90, 140])
def test_a_seed_cut_short_is_finished(demo: Context, clock: Clock, calls: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        seed(replace(demo, clock=Dying(calls)))
    clock.advance(minutes=10)
    seed(demo)
    with read(demo.engine) as session:
        assert audits.unread(session, RULES_VERSION, 100) == []
    assert counts(demo)[:5] == [1, 1, 1, 66, 67]


def test_a_merchant_who_renamed_the_shop_keeps_the_name(demo: Context) -> None:
    shop = seed(demo)
    with write(demo.engine) as session:
        session.get(ShopRow, shop.id).title = "My own name"
        session.commit()
    assert seed(demo).title == "My own name"

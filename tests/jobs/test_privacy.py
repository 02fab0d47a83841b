"""Periods are kept: in batches, shop by shop, and the log says what was erased."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text, update
from sqlmodel import SQLModel

from integration.store import activity
from integration.store.session import read, write
from integration.store.tables import (
    AttemptRow,
    FulfillmentRow,
    InboxRow,
    OrderRow,
    OutboxRow,
    RefundRow,
    ReturnRow,
    ShopRow,
    TrackingEventRow,
)
from jobs import privacy
from jobs.context import Context
from jobs.privacy import forget_raw, keep_periods
from jobs.retention import retain
from tests.clock import Clock
from tests.store.rows import MOMENT, fill


@pytest.fixture
def keys(engine: Engine) -> dict[str, int]:
    with engine.begin() as connection:
        return fill(connection, SQLModel.metadata, "Ann Ash")


def everything(engine: Engine) -> str:
    """All that the tables of orders, parcels and letters hold, as one text."""
    tables = ["order", "refund", "order_return", "fulfillment", "tracking_event", "outbox", "attempt"]
    with engine.connect() as connection:
        return str([connection.execute(SQLModel.metadata.tables[name].select()).mappings().all() for name in tables])


def test_who_the_customer_was_is_erased_when_its_time_is_over(
    context: Context, clock: Clock, keys: dict[str, int]
) -> None:
    clock.now = MOMENT + timedelta(days=context.keep_customer_days)
    keep_periods(context)
    with read(context.engine) as session:
        assert session.get(OrderRow, keys["order"]).erased_at is None
        assert activity.activity(session, keys["shop"])[0].actor != "forthright"
    clock.advance(seconds=1)
    keep_periods(context)
    with read(context.engine) as session:
        order, letter = session.get(OrderRow, keys["order"]), session.get(OutboxRow, keys["outbox"])
        assert (order.customer_name, order.customer_email, order.postcode, order.raw) == ("", "", "", {})
        assert (order.erased_at, order.country, order.number) == (clock(), "DE", "Ann Ash number")
        assert (letter.to_address, letter.text, letter.receipt_id) == ("", "", "Ann Ash receipt_id")
        assert session.get(TrackingEventRow, keys["tracking_event"]).description == ""
        assert session.get(FulfillmentRow, keys["fulfillment"]).raw == {}
        assert session.get(RefundRow, keys["refund"]).reason == ""
        assert session.get(ReturnRow, keys["order_return"]).note == ""
        assert session.get(AttemptRow, keys["attempt"]).detail == ""
        line = activity.activity(session, keys["shop"])[0]
        assert (line.actor, line.act, line.subject) == ("forthright", "erased customers", "1 orders")
    for word in ("customer_name", "customer_email", "customer_phone", "postcode", "to_address", "html", "place"):
        assert f"Ann Ash {word}" not in everything(context.engine)


def test_a_shop_may_keep_its_customers_for_less_time(context: Context, clock: Clock, keys: dict[str, int]) -> None:
    with write(context.engine) as session:
        session.get(ShopRow, keys["shop"]).settings = {"keep_customer_days": 60}
        session.commit()
    clock.now = MOMENT + timedelta(days=61)
    keep_periods(context)
    with read(context.engine) as session:
        assert session.get(OrderRow, keys["order"]).erased_at == clock()


def test_batches_go_on_until_nothing_is_left(
    context: Context, clock: Clock, shop: ShopRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy, "BATCH", 3)
    with context.engine.begin() as connection:
        for number in range(7):
            connection.execute(
                SQLModel.metadata.tables["order"].insert(),
                {"shop_id": shop.id, "vendor_id": str(number), "number": str(number), "status": "paid",
                 "placed_at": MOMENT, "total": Decimal(1), "currency": "EUR", "customer_name": "Ann Ash"},
            )  # fmt: skip
    clock.now = MOMENT + timedelta(days=3000)
    keep_periods(context)
    with read(context.engine) as session:
        assert activity.activity(session, shop.id)[0].subject == "7 orders"
    assert "Ann Ash" not in everything(context.engine)


def test_raw_bodies_go_once_they_are_read(context: Context, clock: Clock, keys: dict[str, int]) -> None:
    after = MOMENT + timedelta(seconds=1)
    assert forget_raw(context, after) == 0
    with write(context.engine) as session:
        session.execute(update(InboxRow).values(state="done"))
        session.commit()
    assert forget_raw(context, MOMENT) == 0
    assert forget_raw(context, after) == 1
    with read(context.engine) as session:
        row = session.get(InboxRow, keys["inbox"])
        assert (row.body, row.headers) == (None, {})


def test_it_happens_once_a_day_and_again_after_a_failure(
    context: Context, clock: Clock, keys: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.now = MOMENT + timedelta(days=3000)
    monkeypatch.setattr(privacy, "BATCH", None)
    with pytest.raises(TypeError):
        retain(context)
    monkeypatch.undo()
    assert erased_after(context)
    assert not erased_after(context)
    clock.advance(hours=21)
    assert erased_after(context)


def erased_after(context: Context) -> bool:
    """Whether `retain` erases a customer who came back into a row."""
    with context.engine.begin() as connection:
        connection.execute(text("UPDATE \"order\" SET erased_at = NULL, customer_name = 'Ann Ash'"))
    retain(context)
    with context.engine.begin() as connection:
        return connection.execute(text('SELECT customer_name FROM "order"')).scalar() == ""


def test_the_search_for_old_orders_reads_an_index_of_its_own(sqlite_engine: Engine) -> None:
    query = (
        "SELECT id FROM \"order\" WHERE shop_id = 1 AND placed_at < '2026' AND erased_at IS NULL "
        "ORDER BY placed_at LIMIT 500"
    )
    with sqlite_engine.connect() as connection:
        plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all())
    assert "ix_order_unerased" in plan

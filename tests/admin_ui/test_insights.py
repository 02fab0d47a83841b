"""Insights as a merchant reads them."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from integration.store.session import write
from integration.store.tables import OutboxRow, ShopRow
from jobs import insights as counting
from jobs.context import Context
from jobs.replaying import replay_shop
from tests.admin_ui.full_shop import FullShop
from tests.clock import Clock


def test_before_anything_arrived_it_says_what_it_waits_for(owner: FlaskClient) -> None:
    page = owner.get("/insights/").text
    assert "No order with a promised day has arrived yet." in page
    assert "<table" not in page


def test_an_order_that_came_in_time_is_praised_by_a_number_alone(full: FullShop, owner: FlaskClient) -> None:
    page = owner.get("/insights/").text
    assert "The one order that arrived came in time." in page
    assert 'aria-label="0 of 1"' in page
    assert "United States" in page


def test_a_late_one_is_counted_with_what_its_customer_was_told(
    context: Context, full: FullShop, owner: FlaskClient
) -> None:
    with write(context.engine) as session:
        sent = session.get_one(OutboxRow, full.proposed).model_dump(exclude={"id", "unique_key", "state", "sent_at"})
        parcels = full.parcels_of(session, full.arrived_order)
        for parcel in parcels:
            parcel.delivered_at = context.clock() - timedelta(days=5)
        told = context.clock() - timedelta(days=10)
        session.add(
            OutboxRow(**{**sent, "order_id": full.arrived_order}, unique_key="told", state="sent", sent_at=told)
        )
        session.commit()
    page = owner.get("/insights/").text
    assert "One of 1 orders came after its promised day." in page
    assert "One customer heard it from you first." in page
    assert "2 days before the promised day ended" in page
    assert "3 days on average" in page
    assert 'href="/insights/?days=30"' in page


def test_a_period_that_is_not_offered_is_the_usual_one(owner: FlaskClient) -> None:
    for asked in ("7", "many", "-1"):
        assert "in the last 90 days" in owner.get(f"/insights/?days={asked}").text


def test_a_long_past_is_counted_by_a_worker_and_kept(
    context: Context, clock: Clock, shop: ShopRow, full: FullShop, owner: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = owner.get("/insights/").text
    monkeypatch.setattr(counting, "AT_ONCE", 0)
    assert "Your past orders are being counted." in owner.get("/insights/").text
    assert owner.get("/insights/insights.csv").status_code == 503
    replay_shop(context, shop.id or 0)
    kept = owner.get("/insights/").text
    assert "The one order that arrived came in time." in kept
    assert f"counted {context.clock():%A %-d %B}" in kept
    assert main(kept) == main(now)
    assert "United States" in owner.get("/insights/insights.csv").text
    clock.advance(days=1)
    assert "The one order that arrived came in time." in owner.get("/insights/").text, "yesterday's, until it is anew"


def main(page: str) -> str:
    """The figures, without the day on which they were counted."""
    return page.partition("</header>\n<nav")[2]

"""Insights as a merchant reads them."""

from datetime import timedelta

from flask.testing import FlaskClient

from integration.store.session import write
from integration.store.tables import OutboxRow
from jobs.context import Context
from tests.admin_ui.full_shop import FullShop


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

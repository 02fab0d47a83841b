"""The screen on which one decision is taken for all orders of an incident."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from integration.store.incidents import members
from integration.store.session import read
from integration.store.tables import IncidentRow, ShopRow
from jobs.context import Context
from jobs.delays import decide_order
from jobs.estimating import estimate_shop
from jobs.incidents import decide_incident
from tests.admin_ui.conftest import OWNER
from tests.admin_ui.full_shop import add_person
from tests.jobs.late import messages
from tests.jobs.standstill import STUCK, standstill


@pytest.fixture
def incident(context: Context, shop: ShopRow, owner: FlaskClient, tmp_path: Path) -> IncidentRow:
    standstill(context, shop, tmp_path)
    estimate_shop(context, shop.id)
    return the_incident(context)


def the_incident(context: Context) -> IncidentRow:
    with read(context.engine) as session:
        return session.exec(select(IncidentRow)).one()


def test_it_is_told_where_a_merchant_looks(context: Context, owner: FlaskClient, incident: IncidentRow) -> None:
    assert "One cause makes many orders late" in owner.get("/").text
    assert "Parcels stand still at Irun" in owner.get("/notices/").text
    page = owner.get(f"/notices/incidents/{incident.id}").text
    assert f"{STUCK - 1} customers would be written to, each of them once" in page
    assert f"The {STUCK} orders in it" in page
    assert "Parcels are standing still at Irun just now, and yours travels through there." in page
    assert "Many parcels are standing still at Irun just now." in page, "the line for the shop"
    assert "incident recognised" in owner.get("/activity/").text


def test_approved_held_and_taken_back(
    context: Context, shop: ShopRow, owner: FlaskClient, incident: IncidentRow
) -> None:
    place = f"/notices/incidents/{incident.id}"
    said = owner.post(f"{place}/approve", follow_redirects=True).text
    assert f"Approved; {STUCK - 1} customers are written to in a minute, each of them once." in said
    assert f'action="{place}/undo"' in said
    assert (the_incident(context).decision, the_incident(context).decided_by) == ("approved", OWNER)
    assert "Taken back." in owner.post(f"{place}/undo", follow_redirects=True).text
    assert "Held. Nobody is written to about it" in owner.post(f"{place}/hold", follow_redirects=True).text
    assert "Nothing was changed" in owner.post(f"{place}/hold", follow_redirects=True).text
    assert "held" in owner.get("/notices/incidents/").text
    assert messages(context, shop) == []


def test_the_letters_stand_beside_their_orders(
    context: Context, shop: ShopRow, owner: FlaskClient, incident: IncidentRow
) -> None:
    decide_incident(context, shop.id, incident.id, "approved", OWNER)
    with read(context.engine) as session:
        orders = members(session, shop.id, incident.id)
    for order_id in orders:
        decide_order(context, order_id)
    page = owner.get(f"/notices/incidents/{incident.id}").text
    assert page.count("goes out") >= STUCK
    assert f"/notices/?message={messages(context, shop)[0].id}" in page


def test_who_may_only_read_decides_nothing(
    context: Context, shop: ShopRow, enter: Callable[[str], FlaskClient], incident: IncidentRow
) -> None:
    add_person(context, "reader@wren.example", (shop, "reader"))
    reader = enter("reader@wren.example")
    assert reader.post(f"/notices/incidents/{incident.id}/approve").status_code == 403
    assert "Tell these" not in reader.get(f"/notices/incidents/{incident.id}").text


def test_another_shop_has_no_such_incident(
    context: Context, other_shop: ShopRow, enter: Callable[[str], FlaskClient], incident: IncidentRow
) -> None:
    add_person(context, "eve@other.example", (other_shop, "owner"))
    stranger = enter("eve@other.example")
    assert stranger.get(f"/notices/incidents/{incident.id}").status_code == 404
    stranger.post(f"/notices/incidents/{incident.id}/approve")
    assert the_incident(context).decision == ""

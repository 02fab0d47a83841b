"""The replay of a shop's own past: figures that add up, pictures, and the setting that follows."""

from datetime import UTC, datetime, time, timedelta

import pytest
from flask.testing import FlaskClient

from integration.domain.delay.policy import Sensitivity
from integration.domain.replay.summary import WEEKS, summary
from integration.store.orders import save_orders
from integration.store.session import read, write
from integration.store.tables import ShopRow
from jobs.context import Context
from tests.domain.replay.past import START
from tests.domain.replay.past import shop as past_shop
from tests.jobs.test_estimating import as_order


@pytest.fixture
def with_past(context: Context, shop: ShopRow) -> None:
    end = START + timedelta(days=130)
    context.clock.now = datetime.combine(end, time(9), UTC)
    with write(context.engine) as session:
        save_orders(session, shop.id, [as_order(one, end) for one in past_shop(400, 110)], context.clock(), True)
        session.commit()


def test_figures_add_up() -> None:
    orders = list(past_shop(800, 150))
    found = summary(orders, Sensitivity.NORMAL)
    assert found is not None
    mine = found.by_sensitivity[Sensitivity.NORMAL]
    assert sum(week.told for week in found.weeks) == mine.right == sum(found.leads.values())
    assert sum(week.missed for week in found.weeks) == mine.late - mine.right == len(found.missed)
    assert sum(week.spare for week in found.weeks) == mine.warned - mine.right
    assert 1 < len(found.weeks) <= WEEKS
    warned = [
        found.by_sensitivity[each].warned for each in (Sensitivity.CAUTIOUS, Sensitivity.NORMAL, Sensitivity.EAGER)
    ]
    assert warned == sorted(warned)
    assert summary(orders[:20], Sensitivity.NORMAL) is None


def test_a_shop_without_a_past_is_told_what_is_lacking(owner: FlaskClient) -> None:
    page = owner.get("/replay/").text
    assert "There is too little to replay yet." in page
    assert "30 orders" in page


def test_the_screen_shows_what_would_have_been(with_past: None, owner: FlaskClient) -> None:
    page = owner.get("/replay/").text
    assert "whose parcel came late, you would have told" in page
    assert page.count("<svg") > 6
    assert "Not arrived two days before" in page
    assert 'aria-label="Late parcels told in time' in page


def test_the_setting_is_kept(owner: FlaskClient, context: Context, shop: ShopRow) -> None:
    assert owner.post("/replay/", data={"eager": "bold"}).status_code == 400
    page = owner.post("/replay/", data={"eager": "early"}, follow_redirects=True).text
    assert "Kept. Orders are weighed by it from now on." in page
    with read(context.engine) as session:
        assert session.get(ShopRow, shop.id).settings["notices"] == {"sensitivity": "early"}

"""The replay of a shop's own past: figures that add up, pictures, and the setting that follows."""

from datetime import UTC, datetime, time, timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from integration.domain.delay.policy import Sensitivity
from integration.domain.replay.summary import WEEKS, summaries
from integration.store import replays
from integration.store.orders import save_orders
from integration.store.session import read, write
from integration.store.shops import change_settings
from integration.store.tables import ShopRow
from jobs import replaying
from jobs.context import Context
from jobs.estimating import estimate_shop
from jobs.reconcile import ALL
from jobs.replaying import ask_again, replay_shop
from tests.domain.replay.past import START
from tests.domain.replay.past import shop as past_shop
from tests.jobs.test_estimating import as_order


@pytest.fixture
def with_past(context: Context, shop: ShopRow) -> None:
    end = START + timedelta(days=130)
    context.clock.now = datetime.combine(end, time(9), UTC)
    with write(context.engine) as session:
        save_orders(session, shop.id, [as_order(one, end) for one in past_shop(190, 110)], context.clock(), True)
        session.commit()


def test_figures_add_up() -> None:
    orders = list(past_shop(800, 150))
    found = summaries(orders)[Sensitivity.NORMAL]
    mine = found.by_sensitivity[Sensitivity.NORMAL]
    assert sum(week.told for week in found.weeks) == mine.right == sum(found.leads.values())
    assert sum(week.missed for week in found.weeks) == mine.late - mine.right
    assert sum(week.spare for week in found.weeks) == mine.warned - mine.right
    assert 1 < len(found.weeks) <= WEEKS
    warned = [
        found.by_sensitivity[each].warned for each in (Sensitivity.CAUTIOUS, Sensitivity.NORMAL, Sensitivity.EAGER)
    ]
    assert warned == sorted(warned)
    assert not summaries(orders[:20])


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


def due(context: Context) -> list[int]:
    with read(context.engine) as session:
        return ALL["replay"](session, context.clock(), 10)


def figures(owner: FlaskClient) -> str:
    page = owner.get("/replay/").text
    return page[page.index("Against the simple rules") : page.index("What is a missed delay")]


def steps(owner: FlaskClient) -> str:
    return owner.get("/").text


def test_a_long_past_is_replayed_once_and_then_shown(
    with_past: None, owner: FlaskClient, context: Context, shop: ShopRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = figures(owner)
    with write(context.engine) as session:
        change_settings(session, shop.id, "seen", {})
        session.exec(select(ShopRow).where(ShopRow.id == shop.id)).one().settings = {}
        session.commit()
    monkeypatch.setattr(replaying, "AT_ONCE", 100)

    for _ in range(2):
        assert "Your past orders are being replayed." in owner.get("/replay/").text
    assert "Look at your own past, replayed" in steps(owner)  # nothing was to be seen yet
    assert due(context) == [shop.id]
    replay_shop(context, shop.id)
    assert due(context) == []

    def lived_through(*_orders: object) -> None:
        raise AssertionError("it is kept")

    with monkeypatch.context() as kept:
        kept.setattr(replaying, "summaries", lived_through)
        assert figures(owner) == short
        replay_shop(context, shop.id)
    assert "Look at your own past, replayed" not in steps(owner)
    assert due(context) == []


def test_a_kept_replay_is_renewed(
    with_past: None, owner: FlaskClient, context: Context, shop: ShopRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_again(context, shop.id)
    assert due(context) == []  # nobody has looked at it
    monkeypatch.setattr(replaying, "AT_ONCE", 100)
    owner.get("/replay/")
    replay_shop(context, shop.id)
    today = day_of_replay(context, shop)

    context.clock.now += timedelta(days=1)
    assert "you would have told" in owner.get("/replay/").text  # yesterday's, meanwhile
    assert due(context) == [shop.id]
    replay_shop(context, shop.id)
    assert day_of_replay(context, shop) == today + 1

    estimate_shop(context, shop.id)
    assert due(context) == [shop.id]
    replay_shop(context, shop.id)
    with write(context.engine) as session:
        change_settings(session, shop.id, "promise", {"handling_days": [1, 2]})
        session.commit()
    assert "Your past orders are being replayed." in owner.get("/replay/").text


def test_every_setting_is_kept(
    with_past: None, owner: FlaskClient, context: Context, shop: ShopRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "AT_ONCE", 100)
    owner.get("/replay/")
    replay_shop(context, shop.id)
    page = owner.post("/replay/", data={"eager": "cautious"}, follow_redirects=True).text
    assert "Your setting: Cautious" in page
    assert 'value="cautious" checked' in page


def day_of_replay(context: Context, shop: ShopRow) -> int:
    with read(context.engine) as session:
        return replays.replay_of(session, shop.id).day

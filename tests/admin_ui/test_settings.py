"""Settings: what stands now, in words, and the way to the screen that changes it."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from integration.store.session import write
from integration.store.shops import change_mode, change_settings, stop_messages
from integration.store.tables import ShopRow
from jobs.context import Context


def words(client: FlaskClient) -> str:
    text = re.sub(r"<[^>]+>", " ", client.get("/settings/").text.partition("<main")[2])
    return re.sub(r"\s+", " ", unescape(text))


def test_an_untouched_shop_reads_what_the_house_does(shop: ShopRow, owner: FlaskClient) -> None:
    shown = words(owner)
    assert "Messages go out." in shown
    assert "You have not said yet how fast you are." in shown
    assert "A person approves each message." in shown
    assert "Quiet from 21:00 to 08:00" in shown
    assert f"Sender: {shop.title or shop.name} " in shown
    assert "One person may sign in to your shop." in shown


def test_each_value_is_the_one_that_was_chosen(context: Context, shop: ShopRow, owner: FlaskClient) -> None:
    number = shop.id or 0
    with write(context.engine) as session:
        change_settings(session, number, "promise", {"handling_days": [2, 4], "working_days": [0, 5]})
        change_settings(session, number, "notices", {"name": "Wren", "sensitivity": "eager"})
        change_settings(session, number, "sending", {"quiet_from": 5, "quiet_to": 5, "per_customer": 7})
        change_settings(session, number, "channels", {"sms": "agreed"})
        change_mode(session, number, "autopilot")
        stop_messages(session, number, True)
        session.commit()
    shown = words(owner)
    assert "Messages go out." not in shown
    assert "within 2 to 4 business days." in shown
    assert "You work on: Monday, Saturday Carriers" in shown
    assert "It goes by itself, a minute after we decide. Eager:" in shown
    assert "Sender: Wren " in shown
    assert "Text message (SMS): Customers who sent START" in shown
    assert "No hour is quiet. Messages to one customer in a day: 7 " in shown


def test_settings_that_cannot_be_read_do_not_break_the_page(
    context: Context, shop: ShopRow, owner: FlaskClient
) -> None:
    with write(context.engine) as session:
        change_settings(session, shop.id or 0, "sending", {"quiet_from": "late"})
        session.commit()
    assert "Quiet from 21:00 to 08:00" in words(owner)


@pytest.mark.usefixtures("shop")
def test_every_way_leads_to_a_screen_and_the_menu_leads_here(owner: FlaskClient) -> None:
    page = owner.get("/settings/").text
    ways = re.findall(r'<a class="btn" href="([^"]+)"', page)
    assert len(ways) == 8
    assert all(owner.get(way.partition("#")[0]).status_code == 200 for way in ways)
    assert 'href="/settings/"' in owner.get("/").text


@pytest.mark.usefixtures("shop")
def test_the_language_is_chosen_here_too(owner: FlaskClient) -> None:
    answer = owner.post("/language", data={"language": "fr", "back": "/settings/"}, follow_redirects=True)
    assert answer.request.path == "/settings/"
    assert '<html lang="fr' in answer.text

"""The page behind the links in a letter: looking changes nothing, saying it twice changes nothing more."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from cryptography.fernet import Fernet
from flask.testing import FlaskClient

from integration.app import create_app
from integration.domain.commerce import Address, Fulfillment, OrderStatus, Tracking
from integration.settings import read_settings
from integration.store import notices
from integration.store.activity import activity
from integration.store.happenings import happenings
from integration.store.legal_lines import legal_tasks
from integration.store.session import read
from jobs.choices import choice_links
from jobs.delays import decide_order
from jobs.deliver import deliver
from tests.jobs.late import connect_console, messages, place, set_order, set_shop, the_order
from tests.jobs.test_lawful import US, line, unshipped


@pytest.fixture
def public(context):
    return replace(context, public_url="https://forthright.example")


@pytest.fixture
def client(public, tmp_path) -> FlaskClient:
    keys = {"FORTHRIGHT_DATA_DIR": str(tmp_path), "FORTHRIGHT_SECRET_KEYS": Fernet.generate_key().decode()}
    app = create_app(public, read_settings(keys))
    app.testing = True
    yield app.test_client()
    app.extensions["link_mail"].close()


@pytest.fixture
def links(public, shop, tmp_path):
    """Those of a notice about an order that was to leave today."""
    connect_console(public, shop, tmp_path / "mail")
    set_shop(public, shop, mode="autopilot", title="Wren & Sons", country="US")
    order_id = unshipped(public, shop, promised_in=1)
    decide_order(public, order_id)
    return choice_links(public, shop.id, order_id, 1)


def path(link: str) -> str:
    return link.removeprefix("https://forthright.example")


def said(context, shop, order_id=1):
    with read(context.engine) as session:
        rows = happenings(session, shop.id, messages(context, shop)[0].order_id)
        return [(row.occasion, row.revised, row.open_ended) for row in rows if row.occasion != "notified"]


def test_the_letter_holds_the_links(public, shop, links):
    [row] = messages(public, shop)
    assert links.wait in row.text
    assert links.cancel in row.text
    assert links.cancel in row.html


def test_looking_changes_nothing(client, public, shop, links):
    for link in (links.wait, links.cancel):
        page = client.get(path(link))
        assert page.status_code == 200
        assert client.head(path(link)).status_code == 200
        assert 'lang="en"' in page.text
        assert "Your order 1001" in page.text
        assert "<script" not in page.text
        assert "set-cookie" not in page.headers
    assert said(public, shop) == []


def test_who_waits_is_bound_to_the_day_that_was_told(client, public, shop, links):
    for _ in range(2):
        answer = client.post(path(links.wait), data={"what": "wait"})
        assert answer.status_code == 303
    revised = messages(public, shop)[0].duty["revised"]
    assert [(what, str(day), opened) for what, day, opened in said(public, shop)] == [("agreed", revised, False)]
    page = client.get(answer.headers["location"])
    assert "you told us that you will wait" in page.text
    assert "Cancel and refund" in page.text
    assert "I will wait" not in page.text


def test_cancelling_after_waiting_works_until_it_is_shipped(client, public, shop, links):
    client.post(path(links.wait), data={"what": "wait"})
    for _ in range(2):
        client.post(path(links.wait), data={"what": "cancel"})
    assert [each[0] for each in said(public, shop)] == ["agreed", "cancelled"]
    page = client.get(path(links.cancel))
    assert "you cancelled the order. We pay back everything you paid by Wednesday 11 March at the latest." in page.text
    assert "<button" not in page.text
    order_id = messages(public, shop)[0].order_id
    assert line(public, shop, order_id).stage == "cancelled"
    with read(public.engine) as session:
        [task] = legal_tasks(session, shop.id, public.clock().date())
        acts = [entry.act for entry in activity(session, shop.id)]
    assert (task.act, str(task.by)) == ("refund", "2026-03-11")
    assert acts.count("customer cancels") == 1
    assert [row.kind for row in messages(public, shop)] == ["delay_before_promise", "complaint_received"]
    assert "1001-2" in messages(public, shop)[-1].text, "the number of their case"
    decide_order(public, order_id)
    assert len(messages(public, shop)) == 2


def test_after_shipment_it_is_a_wish(client, public, shop, links):
    order_id = messages(public, shop)[0].order_id
    parcel = Fulfillment("f1", "1001", (Tracking("TN1"),), public.clock())
    later = public.clock() + timedelta(minutes=1)
    place(public, shop, the_order(public, promised_in=1, **{**US, "fulfillments": (parcel,), "updated_at": later}))
    page = client.get(path(links.cancel))
    assert "Ask for your money back" in page.text
    assert "I will wait" not in page.text
    client.post(path(links.cancel), data={"what": "cancel"})
    assert [each[0] for each in said(public, shop)] == ["refund_requested"]
    assert "you asked for your money back" in client.get(path(links.cancel)).text
    with read(public.engine) as session:
        assert [task.act for task in legal_tasks(session, shop.id, public.clock().date())] == ["answer"]
    assert line(public, shop, order_id).stage == "shipped"


def test_what_is_cancelled_in_the_store_can_only_be_read(client, public, shop, links):
    set_order(public, messages(public, shop)[0].order_id, status=OrderStatus.CANCELLED)
    assert "already cancelled or paid back" in client.get(path(links.wait)).text
    client.post(path(links.wait), data={"what": "cancel"})
    assert said(public, shop) == []


def test_a_link_that_was_changed_names_the_shop_where_it_can(client, public, shop, links):
    whole, what = path(links.wait).rsplit("/", 1)
    shop_part = whole.split("/")[2]
    broken = client.get(f"{whole[:-3]}/{what}")
    assert broken.status_code == 404
    assert "it was cut short or changed" in broken.text
    assert "shop@wren-and-sons.example" in broken.text
    foreign = client.get(f"/choose/{shop_part[:-2]}xx/{whole.split('/')[3]}/wait")
    assert foreign.status_code == 404
    assert "shop@" not in foreign.text
    assert "Reply to the message" in foreign.text
    assert client.post(f"{whole[:-3]}/{what}", data={"what": "cancel"}).status_code == 404
    assert client.get(f"{whole}/refuse").status_code == 404
    assert client.post(f"{whole}/wait", data={"what": "steal"}).status_code == 404
    assert said(public, shop) == []


def test_a_link_of_another_shop_opens_nothing(client, public, shop, other_shop, links):
    other = choice_links(public, other_shop.id, messages(public, shop)[0].order_id, 1)
    assert client.get(path(other.cancel)).status_code == 410
    ours, theirs = path(links.cancel).split("/"), path(other.cancel).split("/")
    assert client.get("/".join([*theirs[:3], *ours[3:]])).status_code == 404


def test_an_old_link_says_whom_to_write_to(client, public, shop, links, clock):
    clock.advance(days=181)
    page = client.get(path(links.cancel))
    assert page.status_code == 410
    assert "too old" in page.text
    assert "shop@wren-and-sons.example" in page.text


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it", "ja", "nl", "pt", "zh"])
def test_it_speaks_the_customers_language(client, public, shop, links, language):
    set_order(public, messages(public, shop)[0].order_id, customer_language=language, customer_name="<b>Jo</b>")
    for what in ("wait", "cancel"):
        page = client.get(path(links.wait)).text
        assert f'<html lang="{language}">' in page
        assert "{{" not in page
        assert "None" not in page
        client.post(path(links.wait), data={"what": what})
    assert client.get(path(links.wait)).status_code == 200


def test_in_france_a_customer_may_say_the_same(client, public, shop):
    set_shop(public, shop, mode="autopilot")
    fields = {"ship_to": Address("FR", "", "75001", "Paris"), "fulfillments": ()}
    order_id = place(public, shop, the_order(public, promised_in=-1, **fields))
    decide_order(public, order_id)
    link = path(choice_links(public, shop.id, order_id, 1).cancel)
    client.post(link, data={"what": "cancel"})
    assert [each[0] for each in said(public, shop)] == ["cancelled"]
    with read(public.engine) as session:
        assert [task.act for task in legal_tasks(session, shop.id, public.clock().date())] == ["answer"]


def test_a_mail_program_ends_the_messages_for_its_reader(client, public, shop, links):
    asked = client.get(path(links.stop))
    assert "Would you like no more messages" in asked.text
    with read(public.engine) as session:
        assert notices.preference(session, shop.id, "jo@customer.example") is None
    for _ in range(2):
        done = client.post(path(links.stop), data={"List-Unsubscribe": "One-Click"})
        assert "except for those that the law asks for" in done.text
    with read(public.engine) as session:
        assert notices.preference(session, shop.id, "jo@customer.example").unsubscribed_at == public.clock()
    assert said(public, shop) == []
    assert client.post(path(links.stop).replace("/stop", "x/stop")).status_code == 404


def test_the_way_out_stands_in_the_mails_header(public, shop, links, clock, tmp_path):
    set_shop(public, shop, settings={"sending": {"quiet_from": 8, "quiet_to": 8}})
    clock.advance(minutes=2)
    deliver(public, messages(public, shop)[0].id)
    [mail] = (tmp_path / "mail").glob("*.eml")
    kept = message_from_bytes(mail.read_bytes(), policy=policy.default)
    assert kept["List-Unsubscribe"] == f"<{links.stop}>"
    assert kept["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

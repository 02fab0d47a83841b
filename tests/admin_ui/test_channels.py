"""Who is reached how: chosen by an owner, previewed with what it weighs, and tried out."""

import pytest

from integration.store import shops
from integration.store.activity import activity
from integration.store.session import read, write
from tests.jobs.late import connect_console, set_shop
from tests.twilio import ACCOUNT, Twilio

HERE = "/notices/channels/"


@pytest.fixture
def twilio(context, shop, httpserver) -> Twilio:
    stand_in = Twilio(httpserver)
    keys = {"account_sid": ACCOUNT, "auth_token": "only-twilio", "sender": "+15005550006"}
    with write(context.engine) as session:
        sealed = context.vault.seal(keys)
        shops.save_connection(session, shop.id, "twilio", sealed, context.clock(), url=stand_in.url)
        session.commit()
    return stand_in


def rules(context, shop):
    with read(context.engine) as session:
        return shops.shop(session, shop.id).settings.get("channels", {})


def test_nothing_is_on_before_it_is_turned_on(context, shop, owner):
    page = owner.get(HERE).text
    assert "Connect Twilio (SMS)" in page
    assert rules(context, shop) == {}
    assert owner.post(HERE, data={"sms": "checkout", "whatsapp": ""}).status_code == 302
    assert rules(context, shop) == {"sms": "checkout"}
    assert owner.post(HERE, data={"sms": "", "whatsapp": "agreed"}).status_code == 302
    assert rules(context, shop) == {"whatsapp": "agreed"}
    assert owner.post(HERE, data={"sms": "everybody"}).status_code == 400
    assert rules(context, shop) == {"whatsapp": "agreed"}


def test_a_text_is_shown_with_what_it_weighs(shop, owner):
    assert "2 text messages in a row (GSM-7" in owner.get(HERE, query_string={"language": "en"}).text
    assert "UCS-2" in owner.get(HERE, query_string={"language": "ja"}).text


def test_a_test_message_goes_to_whom_the_owner_types(context, shop, owner, twilio, tmp_path):
    connect_console(context, shop, tmp_path / "mail")
    set_shop(context, shop, title="Wren & Sons")
    assert owner.post(f"{HERE}sms/try", data={"to": "0171 1234567", "language": "de"}).status_code == 302
    [taken] = twilio.taken
    assert (taken["to"], taken["body"].partition(":")[0]) == ("+491711234567", "Wren & Sons")
    assert owner.post(f"{HERE}mail/try", data={"to": "jo@wren.example"}).status_code == 302
    assert len(list((tmp_path / "mail").iterdir())) == 1
    with read(context.engine) as session:
        acts = [line.act for line in activity(session, shop.id)]
    assert acts[:2] == ["sent a test message"] * 2


@pytest.mark.parametrize(
    ("channel", "to", "says"),
    [("sms", "030 901820", "no mobile number"), ("mail", "jo", "no mail address"),
     ("mail", "jo@wren.example", "othing that is connected"), ("sms", "0171 1234567", "A2P")],
)  # fmt: skip
def test_what_was_wrong_is_said(owner, twilio, channel, to, says):
    twilio.answer = 400, {"code": 30034, "message": "A2P registration is missing"}
    answer = owner.post(f"{HERE}{channel}/try", data={"to": to})
    assert answer.status_code == 422
    assert "No test message was sent." in answer.text
    assert says in answer.text


def test_a_message_that_may_have_gone_is_not_called_unsent(owner, twilio):
    twilio.answer, twilio.lists = (500, "broken"), False
    answer = owner.post(f"{HERE}sms/try", data={"to": "0171 1234567"})
    assert "It may have gone out" in answer.text


def test_the_address_for_answers_is_shown(app, context, shop, owner, twilio):
    assert owner.post(f"{HERE}fax/try").status_code == 404

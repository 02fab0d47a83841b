"""Twilio on loopback: what is sent fits its own description, and what it answers is one of the core's errors."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from pytest_httpserver import HTTPServer

from connectors import build
from connectors.access import Access
from connectors.http import Http
from integration.ports import (
    Channel,
    Delivery,
    Message,
    OptedOut,
    Permanent,
    Subscriptions,
    Temporary,
    Unauthorized,
    Uncertain,
    Webhooks,
)
from tests.connectors.described import Described
from tests.twilio import ACCOUNT, SID, Twilio

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DESCRIBED = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
TEXT = Message(to="+491711234567", subject="Ihre Bestellung", text="Wren: Ihre Bestellung 1001 verspätet sich.")
CALLBACK = "https://forthright.example/webhooks/twilio/wren"


@pytest.fixture
def twilio(server: HTTPServer) -> Twilio:
    return Twilio(server)


@pytest.fixture
def access(twilio: Twilio) -> Access:
    keys = {"account_sid": ACCOUNT, "auth_token": "only-twilio", "sender": "+15005550006"}
    door = Http(("127.0.0.1", "localhost"), seconds=0.5, sleep=lambda _: None)
    return Access(twilio.url, keys, {"callback": CALLBACK}, door, lambda: NOW)


def test_a_message_is_handed_over_once_as_described(shared, twilio, access):
    receipt = build("twilio", Channel, access).send(TEXT, "1:7:delay:1")
    assert (receipt.id, receipt.accepted_at) == (SID, NOW)
    [(auth, form, _)] = twilio.seen
    assert base64.b64decode(auth.removeprefix("Basic ")).decode() == f"{ACCOUNT}:only-twilio"
    assert form == {
        "To": "+491711234567", "From": "+15005550006", "Body": TEXT.text, "StatusCallback": CALLBACK,
    }  # fmt: skip
    described = Described(shared / "contracts" / "twilio" / "twilio_messages_cut.json")
    described.fits(form, described.body(DESCRIBED, "post", "application/x-www-form-urlencoded"))
    service = replace(access, credentials={**access.credentials, "sender": "MG00000000000000000000000000000001"})
    build("twilio", Channel, service).send(TEXT, "key")
    described.fits(twilio.seen[-1][1], described.body(DESCRIBED, "post", "application/x-www-form-urlencoded"))


@pytest.mark.parametrize(
    ("status", "told", "problem"),
    [
        (401, {"code": 20003, "message": "Authenticate", "status": 401}, Unauthorized),
        (400, {"code": 21610, "message": "Attempt to send to unsubscribed recipient"}, OptedOut),
        (400, {"code": 21211, "message": "Invalid 'To' Phone Number"}, Permanent),
        (400, {"code": 21408, "message": "Permission to send to the region is not enabled"}, Permanent),
        (403, {"code": 21408, "message": "Permission to send to the region is not enabled"}, Permanent),
        (429, {"code": 20429, "message": "Too Many Requests"}, Temporary),
        (400, {"code": 21611, "message": "This 'From' number has exceeded the maximum number of queued"}, Temporary),
        (503, "away", Temporary),
        (500, {"message": "Internal"}, Uncertain),
        (502, "<html>", Uncertain),
        (201, "<html>", Uncertain),
        (201, {"status": "queued"}, Uncertain),
    ],
)
def test_an_answer_is_one_of_the_cores_errors(twilio, access, status, told, problem):
    twilio.answer, twilio.lists = (status, told), status != 201
    with pytest.raises(problem) as raised:
        build("twilio", Channel, access).send(TEXT, "key")
    assert type(raised.value) is problem
    assert "only-twilio" not in str(raised.value)
    assert sum(1 for _, form, _ in twilio.seen if form) == 1


def test_what_may_have_been_taken_is_looked_up_and_not_sent_again(shared, twilio, access):
    twilio.answer, twilio.lost = (502, "<html>"), True
    assert build("twilio", Channel, access).send(TEXT, "key").id == SID
    [(_, _, _), (_, _, asked)] = twilio.seen
    described = Described(shared / "contracts" / "twilio" / "twilio_messages_cut.json")
    assert set(asked) <= described.queries(DESCRIBED, "get")
    assert (asked["To"], asked["DateSent>"]) == ("+491711234567", "2026-11-20")


def test_an_older_message_of_the_same_words_is_not_taken_for_this_one(twilio, access):
    build("twilio", Channel, access).send(TEXT, "key")
    later = replace(access, clock=lambda: NOW.replace(hour=11))
    twilio.answer = (500, "broken")
    with pytest.raises(Uncertain):
        build("twilio", Channel, later).send(TEXT, "key")


@pytest.mark.parametrize("lists", [True, False])
def test_a_silent_twilio_is_uncertain_unless_its_list_knows(twilio, access, lists):
    twilio.slow, twilio.lists = 1.0, lists
    channel = build("twilio", Channel, access)
    if lists:
        assert channel.send(TEXT, "key").id == SID
    else:
        with pytest.raises(Uncertain, match="did not answer"):
            channel.send(TEXT, "key")


def test_a_server_that_is_not_there_took_nothing(access):
    with pytest.raises(Temporary, match="cannot be reached"):
        build("twilio", Channel, replace(access, url="http://127.0.0.1:9")).send(TEXT, "key")


def test_too_long_a_text_is_not_sent(twilio, access):
    with pytest.raises(Permanent, match="1601"):
        build("twilio", Channel, access).send(replace(TEXT, text="x" * 1601), "key")
    assert twilio.seen == []


def test_each_message_names_the_address_that_is_told(access):
    learned: dict[str, str] = {}
    subscriptions = build("twilio", Subscriptions, replace(access, config={}, learn=learned.__setitem__))
    assert subscriptions.subscribe(CALLBACK) == ("status",)
    assert learned == {"callback": CALLBACK}
    assert subscriptions.unsubscribe(CALLBACK) == 0
    known = build("twilio", Subscriptions, replace(access, learn=learned.__setitem__))
    assert known.repair(CALLBACK) == ()
    assert known.repair(f"{CALLBACK}2") == ("messages named another address",)
    assert known.unsubscribe(CALLBACK) == 1
    with pytest.raises(Permanent, match="https"):
        subscriptions.subscribe("http://forthright.example/x")


def test_the_signature_is_the_one_that_twilios_own_library_makes(shared):
    known = json.loads((shared / "contracts" / "webhook_vectors.json").read_text(encoding="utf-8"))["twilio"]
    body = urlencode(known["params"]).encode()
    delivery = Delivery("twilio", {"x-twilio-signature": known["value"]}, body, url=known["url"])
    webhooks = build("twilio", Webhooks, Access("", {"auth_token": known["auth_token"]}, {}, Http(), lambda: NOW))
    assert webhooks.verify(delivery)
    assert not webhooks.verify(replace(delivery, url=f"{known['url']}/other"))
    assert not webhooks.verify(replace(delivery, body=body.replace(b"delivered", b"failed")))

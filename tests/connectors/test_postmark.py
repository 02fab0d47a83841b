"""Postmark on loopback: what is sent fits its own description, and what it answers is one of the core's errors."""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from connectors import build
from connectors.access import Access
from connectors.http import Http
from integration.ports import (
    Channel,
    Delivery,
    Message,
    Permanent,
    Subscriptions,
    Temporary,
    Unauthorized,
    Uncertain,
    Webhooks,
)

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LETTER = Message(
    to="ana@customer.example",
    subject="Ihre Bestellung 1001 verspätet sich",
    text="Guten Tag\n",
    html="<p>Guten Tag</p>",
    language="de",
    sender='"Wren, Söhne" <shop@wren.example>',
    reply_to="shop@wren.example",
    headers={"Auto-Submitted": "auto-generated"},
)
TAKEN = {
    "To": "ana@customer.example",
    "SubmittedAt": "2026-11-20T09:00:00Z",
    "MessageID": "00000000-0000-4000-8000-000000000001",
    "ErrorCode": 0,
    "Message": "OK",
}
TYPES: Mapping[str, Any] = {"string": str, "boolean": bool, "array": list, "integer": int, "object": dict}


class Postmark:
    """Answers with what it is told to; `seen` is what was asked of it."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = server.url_for("").rstrip("/")
        self.answer: tuple[int, Any] = (200, TAKEN)
        self.hooks: list[dict[str, Any]] = []
        self.seen: list[tuple[str, str, dict[str, Any] | None]] = []
        server.expect_request("/email").respond_with_handler(self.take)
        server.expect_request("/webhooks").respond_with_handler(self.webhooks)
        server.expect_request("/webhooks/5").respond_with_handler(self.delete)

    def take(self, request: Request) -> Response:
        self.seen.append((request.method, request.headers["X-Postmark-Server-Token"], request.get_json()))
        status, told = self.answer
        return Response(told if isinstance(told, str) else json.dumps(told), status, content_type="application/json")

    def webhooks(self, request: Request) -> Response:
        if request.method == "POST":
            self.hooks.append({"ID": 5, **request.get_json()})
            return Response(json.dumps(self.hooks[-1]), content_type="application/json")
        return Response(json.dumps({"Webhooks": self.hooks}), content_type="application/json")

    def delete(self, request: Request) -> Response:
        self.hooks = [hook for hook in self.hooks if hook["ID"] != 5]
        return Response(json.dumps({"ErrorCode": 0, "Message": "removed"}), content_type="application/json")


@pytest.fixture
def postmark(server: HTTPServer) -> Postmark:
    return Postmark(server)


@pytest.fixture
def access(postmark: Postmark) -> Access:
    keys = {"token": "server-token", "sender": "Shop <shop@wren.example>", "webhook_secret": "only-postmark"}
    return Access(postmark.url, keys, {}, Http(("127.0.0.1", "localhost"), seconds=1.0), lambda: NOW)


def test_a_letter_is_handed_over_once(postmark, access):
    receipt = build("postmark", Channel, access).send(LETTER, "1:7:delay:1")
    assert (receipt.id, receipt.accepted_at) == (TAKEN["MessageID"], NOW)
    [(method, token, body)] = postmark.seen
    assert (method, token) == ("POST", "server-token")
    assert body["From"] == '"Wren, Söhne" <shop@wren.example>'
    assert {"Name": "X-Forthright-Key", "Value": "1:7:delay:1"} in body["Headers"]
    assert body["TrackOpens"] is False


def test_what_is_sent_fits_postmarks_own_description(shared, postmark, access):
    described = json.loads((shared / "contracts" / "postmark" / "server.json").read_text(encoding="utf-8"))
    schemas = described["components"]["schemas"]
    build("postmark", Channel, access).send(LETTER, "key")
    body = postmark.seen[0][2]
    known = schemas["SendEmailRequest"]["properties"]
    for name, value in body.items():
        assert type(value) is TYPES[known[name].get("type", "array")], name
        assert value in known[name].get("enum", [value]), name
    for header in body["Headers"]:
        assert set(header) == set(schemas["MessageHeader"]["properties"])
    assert set(TAKEN) == set(schemas["SendEmailResponse"]["properties"])
    headers = described["paths"]["/email"]["post"]["parameters"]
    assert [one["name"] for one in headers if one["required"]] == ["X-Postmark-Server-Token"]
    bounce = json.loads((shared / "contracts" / "postmark" / "server.json").read_text(encoding="utf-8"))
    assert {"MessageID", "Email", "Type", "Inactive", "BouncedAt", "Details"} <= set(
        bounce["components"]["schemas"]["BounceInfoResponse"]["properties"]
    )


@pytest.mark.parametrize(
    ("status", "told", "problem"),
    [
        (401, {"ErrorCode": 10, "Message": "Bad or missing Server API token."}, Unauthorized),
        (422, {"ErrorCode": 10, "Message": "Bad token"}, Unauthorized),
        (422, {"ErrorCode": 406, "Message": "You tried to send to a recipient that is inactive."}, Permanent),
        (422, {"ErrorCode": 300, "Message": "Error parsing 'To'"}, Permanent),
        (422, {"ErrorCode": 405, "Message": "Not allowed to send: out of credits"}, Temporary),
        (429, {"ErrorCode": 429, "Message": "Rate limit exceeded"}, Temporary),
        (503, "away", Temporary),
        (500, {"ErrorCode": 0, "Message": "Internal"}, Uncertain),
        (502, "<html>", Uncertain),
        (200, "<html>", Uncertain),
        (200, {"Message": "OK"}, Uncertain),
    ],
)
def test_an_answer_is_one_of_the_cores_errors(postmark, access, status, told, problem):
    postmark.answer = status, told
    with pytest.raises(problem) as raised:
        build("postmark", Channel, access).send(LETTER, "key")
    assert type(raised.value) is problem
    assert "server-token" not in str(raised.value)
    assert len(postmark.seen) == 1


def test_a_server_that_is_not_there_took_nothing(access):
    nowhere = replace(access, url="http://127.0.0.1:9")
    with pytest.raises(Temporary, match="cannot be reached"):
        build("postmark", Channel, nowhere).send(LETTER, "key")


@pytest.mark.parametrize(
    "letter",
    [replace(LETTER, to="nobody"), replace(LETTER, to="a@b.example\r\nBcc: c@d.example"),
     replace(LETTER, headers={"X": "a\r\nBcc: c"}), replace(LETTER, reply_to="x y")],
)  # fmt: skip
def test_a_letter_that_cannot_be_addressed_is_not_sent(postmark, access, letter):
    with pytest.raises(Permanent):
        build("postmark", Channel, access).send(letter, "key")
    assert postmark.seen == []


def test_the_webhook_is_made_once_and_taken_away(postmark, access):
    address = "https://forthright.example/webhooks/postmark/wren"
    subscriptions = build("postmark", Subscriptions, access)
    for _ in range(2):
        assert list(subscriptions.subscribe(address)) == ["Bounce", "SpamComplaint", "SubscriptionChange"]
    [hook] = postmark.hooks
    assert hook["HttpAuth"] == {"Username": "forthright", "Password": "only-postmark"}
    assert subscriptions.repair(address) == ()
    hook["Triggers"]["Bounce"]["Enabled"] = False
    assert subscriptions.repair(address) == ("the webhook did not tell everything",)
    assert subscriptions.unsubscribe(address) == 1
    assert subscriptions.repair(address) == ("the webhook was gone",)
    with pytest.raises(Permanent, match="https"):
        subscriptions.subscribe("http://forthright.example/webhooks/postmark/wren")


@pytest.mark.parametrize(
    "shown",
    ["", "Basic", "Basic !!!", "Basic " + base64.b64encode(b"forthright:guess").decode(), "Bearer only-postmark"],
)
def test_only_who_knows_the_password_is_believed(access, shown):
    webhooks = build("postmark", Webhooks, access)
    assert not webhooks.verify(Delivery("postmark", {"authorization": shown}, b"{}"))
    known = "Basic " + base64.b64encode(b"forthright:only-postmark").decode()
    assert webhooks.verify(Delivery("postmark", {"authorization": known}, b"{}"))

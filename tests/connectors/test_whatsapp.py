"""WhatsApp on loopback: what is sent fits its own description, and what it answers is one of the core's errors."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from connectors import build
from connectors.access import Access
from connectors.http import Http
from integration.domain.reasons import NoticeKind
from integration.languages.short import template_message
from integration.ports import (
    Account,
    Channel,
    Handshake,
    Message,
    OptedOut,
    Permanent,
    Template,
    Temporary,
    Unauthorized,
    Uncertain,
)
from tests.connectors.described import Described
from tests.languages.test_render import FULL, LANGUAGES

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NEWS = Message(
    to="+491711234567", subject="", text="Nachricht", language="de",
    template=Template("forthright_delay_before_promise", ("Wren", "Ihre Bestellung 1001", "am Montag")),
)  # fmt: skip
TAKEN = {
    "messaging_product": "whatsapp",
    "contacts": [{"input": "491711234567", "wa_id": "491711234567"}],
    "messages": [{"id": "wamid.A1", "message_status": "accepted"}],
}


def error(code: int) -> dict[str, Any]:
    return {"error": {"message": f"(#{code}) said", "type": "OAuthException", "code": code}}


class WhatsApp:
    """Answers with what it is told to; `seen` is what was asked of it."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = server.url_for("").rstrip("/")
        self.answer: tuple[int, Any] = (200, TAKEN)
        self.slow = 0.0
        self.seen: list[tuple[str, Any]] = []
        server.expect_request("/100000000000001/messages", method="POST").respond_with_handler(self.take)
        server.expect_request("/200000000000001/message_templates", method="GET").respond_with_handler(self.take)

    def take(self, request: Request) -> Response:
        told = request.get_json() if request.method == "POST" else request.args.to_dict()
        self.seen.append((request.headers["Authorization"], told))
        time.sleep(self.slow)
        status, said = self.answer
        return Response(said if isinstance(said, str) else json.dumps(said), status, content_type="application/json")


@pytest.fixture
def whatsapp(server: HTTPServer) -> WhatsApp:
    return WhatsApp(server)


@pytest.fixture
def access(whatsapp: WhatsApp) -> Access:
    keys = {
        "phone_number_id": "100000000000001", "account_id": "200000000000001", "access_token": "system-user-token",
        "app_secret": "only-meta", "verify_token": "our-words",
    }  # fmt: skip
    door = Http(("127.0.0.1", "localhost"), seconds=0.5, sleep=lambda _: None)
    return Access(whatsapp.url, keys, {}, door, lambda: NOW)


def test_a_message_is_handed_over_once(whatsapp, access):
    receipt = build("whatsapp", Channel, access).send(NEWS, "1:7:delay:1")
    assert (receipt.id, receipt.accepted_at) == ("wamid.A1", NOW)
    [(auth, body)] = whatsapp.seen
    assert auth == "Bearer system-user-token"
    assert body["to"] == "491711234567"
    assert [one["text"] for one in body["template"]["components"][0]["parameters"]] == list(NEWS.template.parameters)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_sent_fits_whatsapps_own_description(shared, whatsapp, access, language):
    described = Described(shared / "contracts" / "whatsapp" / "whatsapp_messages_cut.json")
    schema = described.resolve({"$ref": "#/components/schemas/TemplateMessage"})
    for kind in NoticeKind:
        template = template_message(kind, language, FULL)
        build("whatsapp", Channel, access).send(replace(NEWS, language=language, template=template), "key")
        body = whatsapp.seen[-1][1]
        described.fits(body, schema)
        described.fits(body["template"], described.resolve({"$ref": "#/components/schemas/TemplateObject"}))
        known = {name for part in schema["allOf"] for name in described.resolve(part)["properties"]}
        assert set(body) <= known
    described.fits(TAKEN, described.resolve({"$ref": "#/components/schemas/MessageResponsePayload"}))


@pytest.mark.parametrize(
    ("status", "told", "problem"),
    [
        (401, error(190), Unauthorized),
        (400, error(190), Unauthorized),
        (403, error(10), Unauthorized),
        (400, error(131026), Permanent),
        (404, error(132001), Permanent),
        (400, error(100), Permanent),
        (400, error(131050), OptedOut),
        (400, error(130429), Temporary),
        (429, error(80007), Temporary),
        (503, error(2), Temporary),
        (500, error(131000), Uncertain),
        (502, "<html>", Uncertain),
        (200, "<html>", Uncertain),
        (200, {"messages": []}, Uncertain),
    ],
)
def test_an_answer_is_one_of_the_cores_errors(whatsapp, access, status, told, problem):
    whatsapp.answer = status, told
    with pytest.raises(problem) as raised:
        build("whatsapp", Channel, access).send(NEWS, "key")
    assert type(raised.value) is problem
    assert "system-user-token" not in str(raised.value)
    assert len(whatsapp.seen) == 1


def test_a_silent_whatsapp_is_uncertain_and_one_that_is_not_there_took_nothing(whatsapp, access):
    whatsapp.slow = 1.0
    with pytest.raises(Uncertain, match="did not answer"):
        build("whatsapp", Channel, access).send(NEWS, "key")
    with pytest.raises(Temporary, match="cannot be reached"):
        build("whatsapp", Channel, replace(access, url="http://127.0.0.1:9")).send(NEWS, "key")


@pytest.mark.parametrize("template", [None, Template("forthright_delay_before_promise", ("Wren", ""))])
def test_what_is_no_template_is_not_sent(whatsapp, access, template):
    with pytest.raises(Permanent):
        build("whatsapp", Channel, access).send(replace(NEWS, template=template), "key")
    assert whatsapp.seen == []


def test_keys_are_tried_by_asking_for_a_template(shared, whatsapp, access):
    whatsapp.answer = 200, {"data": []}
    build("whatsapp", Account, access).check()
    described = Described(shared / "contracts" / "whatsapp" / "whatsapp_messages_cut.json")
    path = "/{Version}/{WABA-ID}/message_templates"
    named = {one.get("name") for one in described.operation(path, "get")["parameters"]}
    assert set(whatsapp.seen[0][1]) <= named
    whatsapp.answer = 401, error(190)
    with pytest.raises(Unauthorized):
        build("whatsapp", Account, access).check()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"hub.mode": "subscribe", "hub.verify_token": "our-words", "hub.challenge": "1158"}, "1158"),
        ({"hub.mode": "subscribe", "hub.verify_token": "guess", "hub.challenge": "1158"}, ""),
        ({"hub.mode": "unsubscribe", "hub.verify_token": "our-words", "hub.challenge": "1158"}, ""),
        ({}, ""),
    ],
)
def test_only_who_knows_the_token_is_answered(access, query, said):
    assert build("whatsapp", Handshake, access).challenge(query) == said
    assert build("whatsapp", Handshake, replace(access, credentials={})).challenge(query) == ""

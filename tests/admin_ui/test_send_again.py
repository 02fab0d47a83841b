"""A form that was filled in while its session ended: refused, and nothing of what was typed is lost."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from integration.app import create_app
from integration.auth import sign_in_link
from integration.settings import Settings
from integration.store.tables import ShopRow
from jobs.context import Context
from tests.admin_ui.conftest import OWNER
from tests.admin_ui.full_shop import add_person

VOICE = "/notices/voice/"
TYPED = 'Inês & "the others"'
OURS = {"Origin": "http://localhost", "Accept": "text/html"}


@pytest.fixture
def strict(context: Context, settings: Settings, shop: ShopRow) -> FlaskClient:
    """A browser on the app as it runs: CSRF is on."""
    add_person(context, OWNER, (shop, "owner"))
    client = create_app(context, settings).test_client()
    sign_in(client, context)
    return client


def sign_in(client: FlaskClient, context: Context) -> None:
    link = sign_in_link(context, OWNER)
    assert client.post(link, data={"csrf_token": fields(client.get(link))["csrf_token"]}).status_code == 302


def fields(answer: TestResponse) -> dict[str, str]:
    """The hidden fields and filled inputs of a page, by their names."""
    inputs = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input [^>]*>", answer.text)]
    return {each["name"]: unescape(each.get("value", "")) for each in inputs if "name" in each}


def written(client: FlaskClient) -> dict[str, str]:
    form = fields(client.get(VOICE))
    return {name: value for name, value in form.items() if name != "summary"} | {"name": TYPED}


def test_what_was_typed_while_the_session_ended_is_sent_after_signing_in(strict: FlaskClient, context: Context) -> None:
    form = written(strict)
    strict.delete_cookie("forthright")
    refused = strict.post(VOICE, data=form, headers=OURS)
    assert refused.status_code == 400
    assert "You were signed out. What you typed is still here." in refused.text
    assert fields(refused)["name"] == TYPED
    assert "csrf_token" not in fields(refused)
    early = strict.post(VOICE, data=fields(refused), headers=OURS)
    assert fields(early)["name"] == TYPED
    sign_in(strict, context)
    offered = strict.post(VOICE, data=fields(early), headers=OURS)
    assert offered.status_code == 400
    assert fields(strict.get(VOICE))["name"] == ""
    assert strict.post(VOICE, data=fields(offered), headers=OURS).status_code in (200, 302)
    assert fields(strict.get(VOICE))["name"] == TYPED


def test_a_form_written_in_one_shop_is_not_saved_in_another(
    strict: FlaskClient, context: Context, other_shop: ShopRow
) -> None:
    form = written(strict)
    add_person(context, OWNER, (other_shop, "owner"))
    token = fields(strict.get(VOICE)).get("csrf_token") or fields(strict.get("/shops"))["csrf_token"]
    strict.post("/shops", data={"csrf_token": token, "shop": str(other_shop.id)})
    refused = strict.post(VOICE, data=form, headers=OURS)
    assert refused.status_code == 400
    assert f"It would now be done in {other_shop.title}." in refused.text
    assert fields(strict.get(VOICE))["name"] == ""


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
def test_what_another_site_sends_is_not_offered_again(strict: FlaskClient, origin: str) -> None:
    refused = strict.post(VOICE, data=written(strict) | {"csrf_token": ""}, headers=OURS | {"Origin": origin})
    assert refused.status_code == 400
    assert TYPED not in unescape(refused.text)


def test_keys_are_not_shown_again(strict: FlaskClient, app: Flask) -> None:
    with app.test_request_context():
        address = app.url_for("connections.form", connector="woocommerce")
    refused = strict.post(address, data={"consumer_secret": "cs_hunter2"}, headers=OURS)
    assert refused.status_code == 400
    assert "hunter2" not in refused.text

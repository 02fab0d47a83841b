"""Who may open what: strangers, readers, another shop's people, forms from elsewhere."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from integration.app import create_app
from integration.auth import sign_in_link
from integration.settings import Settings
from integration.store.tables import ShopRow
from jobs.context import Context
from tests.admin_ui.conftest import OWNER
from tests.admin_ui.full_shop import FullShop, add_person

OPEN = {
    "language.turn_to",
    "static",
    "healthz",
    "readyz",
    "webhooks.receive",
    "webhooks.prove",
    "install_callback.take",
}
SIGNED = ("sign_in.", "api.", "choose.", "embedded.", "about.")
"""They ask for a link or a token of their own, or say what everybody may read; held to that by their own tests."""


def test_every_screen_asks_a_stranger_to_sign_in(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in OPEN]
    guarded = [rule for rule in rules if not rule.endpoint.startswith(SIGNED)]
    assert len(guarded) >= 12
    for rule in guarded:
        values = dict.fromkeys(rule.arguments, 1 if "int:" in rule.rule else "x")
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **values)
        method = "post" if "POST" in (rule.methods or ()) else "get"
        answer = getattr(app.test_client(), method)(address)
        assert (answer.status_code, answer.location) == (302, "/sign-in"), rule


ACTS = ("/notices/approve", "/notices/hold", "/notices/undo", "/notices/settle")


def test_a_reader_looks_and_does_not_act(
    context: Context, shop: ShopRow, full: FullShop, enter: Callable[[str], FlaskClient]
) -> None:
    add_person(context, "reader@wren.example", (shop, "reader"))
    reader = enter("reader@wren.example")
    seen = reader.get("/notices/")
    assert "an owner or staff approves" in seen.text
    assert "Approve this message" not in seen.text
    for act in ACTS:
        refused = reader.post(act, data={"notice": str(full.proposed)}, headers={"Accept": "text/html"})
        assert refused.status_code == 403
        assert "Your role here is to read." in refused.text
    assert reader.post(f"/deliveries/{full.failed_delivery}/replay").status_code == 403
    assert "One message waits for you." in reader.get("/notices/").text


def test_staff_may_act(context: Context, shop: ShopRow, full: FullShop, enter: Callable[[str], FlaskClient]) -> None:
    add_person(context, "staff@wren.example", (shop, "staff"))
    staff = enter("staff@wren.example")
    assert staff.post("/notices/approve", data={"notice": str(full.proposed)}).status_code == 302
    assert "staff@wren.example" in staff.get(f"/notices/?message={full.proposed}").text


def test_another_shop_sees_and_changes_nothing_of_this_one(
    context: Context, shop: ShopRow, other_shop: ShopRow, full: FullShop, enter: Callable[[str], FlaskClient]
) -> None:
    add_person(context, "stranger@other.example", (other_shop, "owner"))
    add_person(context, OWNER, (shop, "owner"))
    stranger = enter("stranger@other.example")
    for address in (
        f"/content/{full.page}",
        f"/orders/{full.late_order}",
        f"/notices/?message={full.proposed}",
        f"/notices/{full.proposed}/letter",
        f"/deliveries/{full.failed_delivery}",
    ):
        assert stranger.get(address).status_code == 404, address
    for address in ("/", "/content/", "/content/products", "/orders/?show=all", "/notices/?show=held", "/activity/"):
        page = stranger.get(address).text
        assert "Camille" not in page
        assert "Linen" not in page
        assert "2318" not in page
    for act in ACTS:
        assert stranger.post(act, data={"notice": str(full.proposed)}).status_code == 302
    assert stranger.post(f"/deliveries/{full.failed_delivery}/replay").status_code == 404
    assert "One message waits for you." in enter(OWNER).get("/notices/").text


@pytest.fixture
def strict(context: Context, settings: Settings) -> Flask:
    """The app as it runs: CSRF is on."""
    return create_app(context, settings)


def test_a_form_from_elsewhere_is_refused(strict: Flask, context: Context, shop: ShopRow, full: FullShop) -> None:
    add_person(context, OWNER, (shop, "owner"))
    client = strict.test_client()
    link = sign_in_link(context, OWNER)
    assert client.post(link).status_code == 400
    token = _token(client.get(link).text)
    assert client.post(link, data={"csrf_token": token}).status_code == 302
    form = {"notice": str(full.proposed)}
    refused = client.post("/notices/approve", data=form, headers={"Accept": "text/html"})
    assert refused.status_code == 400
    assert "reload it and try again" in refused.text
    token = _token(client.get("/notices/").text)
    assert client.post("/notices/approve", data=form | {"csrf_token": token}).status_code == 302
    assert "Nothing to approve" in client.get("/notices/").text


TOO_LARGE = 10**20


@pytest.mark.parametrize(
    "address",
    [
        "/orders/?q=a%00b",
        f"/orders/?before={TOO_LARGE}",
        f"/orders/{TOO_LARGE}",
        f"/notices/?message={TOO_LARGE}",
        f"/content/{TOO_LARGE}",
    ],
)
def test_what_no_database_can_hold_is_asked_for_in_vain(
    app: Flask, owner: FlaskClient, full: FullShop, address: str
) -> None:
    app.testing = False
    assert owner.get(address).status_code in (200, 400, 404)
    assert app.test_client().post("/webhooks/woocommerce/a%00b").status_code in (400, 404)
    held = owner.post("/notices/hold", data={"notice": str(full.proposed), "reason": "not\x00now"})
    assert held.status_code in (302, 400)


def test_webhooks_need_no_form_token(strict: Flask) -> None:
    assert strict.test_client().post("/webhooks/nobody/nowhere", data=b"{}").status_code == 404


def _token(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]

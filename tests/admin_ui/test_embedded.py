"""Our screens inside a store's admin: in by a token, with no cookie, in that admin's frame and in no other."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer

from integration.app import create_app
from integration.settings import Settings
from integration.store import shops
from integration.store.session import read, write
from jobs.context import Context
from tests.admin_ui.undoing import way_back
from tests.connectors.shopify_app import DOMAIN, KEY, ShopifyApp
from tests.connectors.shopify_store import reply

RETRY = "X-Shopify-Retry-Invalid-Session-Request"
SCRIPT = "https://cdn.shopify.com/shopifycloud/app-bridge.js"


@pytest.fixture
def shopify() -> Iterator[ShopifyApp]:
    with HTTPServer("127.0.0.1", threaded=True) as server:
        yield ShopifyApp(server)


@pytest.fixture
def ours(context: Context, shopify: ShopifyApp) -> Context:
    return replace(context, apps={"shopify": shopify.app})


@pytest.fixture
def framed(ours: Context, settings: Settings) -> Iterator[Flask]:
    app = create_app(ours, settings)
    app.testing = True
    yield app
    app.extensions["link_mail"].close()


@pytest.fixture
def browser_of_staff(framed: Flask) -> FlaskClient:
    return framed.test_client(use_cookies=False)


def bearer(shopify: ShopifyApp, **claims: object) -> dict[str, str]:
    return {"authorization": f"Bearer {shopify.id_token(**claims)}"}  # type: ignore[arg-type]


def policy(headers: object) -> dict[str, str]:
    parts = headers["Content-Security-Policy"].split("; ")  # type: ignore[index]
    return dict(part.split(" ", 1) for part in parts)


def test_the_first_page_installs_and_shows(browser_of_staff: FlaskClient, shopify: ShopifyApp) -> None:
    query = {"embedded": "1", "shop": DOMAIN, "host": "x", "id_token": shopify.id_token()}
    page = browser_of_staff.get("/", query_string=query)
    assert page.status_code == 200
    assert "Lantern" in page.text
    assert shopify.exchanges == ["token-exchange"]
    head = page.text.partition("<head>")[2].lstrip()
    assert head.startswith(f'<script src="{SCRIPT}" data-api-key="{KEY}"></script>'), "Shopify wants it first"
    assert "Sign out" not in page.text


def test_only_this_shops_admin_may_show_it(browser_of_staff: FlaskClient, shopify: ShopifyApp) -> None:
    page = browser_of_staff.get("/", headers=bearer(shopify))
    assert policy(page.headers)["frame-ancestors"] == f"https://{DOMAIN} https://admin.shopify.com"
    assert policy(page.headers)["script-src"] == "'self' https://cdn.shopify.com"
    assert "X-Frame-Options" not in page.headers
    shopify.domain = "birch.myshopify.com"
    page = browser_of_staff.get("/", headers=bearer(shopify))
    assert policy(page.headers)["frame-ancestors"] == "https://birch.myshopify.com https://admin.shopify.com"


def test_a_page_of_our_own_is_shown_in_no_frame(browser_of_staff: FlaskClient) -> None:
    page = browser_of_staff.get("/sign-in")
    assert policy(page.headers)["frame-ancestors"] == "'none'"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert SCRIPT not in page.text


@pytest.mark.parametrize("query", [{"embedded": "1"}, {"id_token": "cut.short.token"}])
def test_a_page_without_a_good_token_goes_to_fetch_one(browser_of_staff: FlaskClient, query: dict[str, str]) -> None:
    gone = browser_of_staff.get("/orders/", query_string={"stage": "late", **query})
    assert gone.status_code == 302
    parts = urlsplit(gone.location)
    assert parts.path == "/embedded/shopify"
    there = parse_qs(parts.query)["shopify-reload"][0]
    assert urlsplit(there).path == "/orders/"
    assert "id_token" not in there
    assert "stage=late" in there
    bounce = browser_of_staff.get(gone.location)
    assert bounce.status_code == 200
    assert SCRIPT in bounce.text
    assert policy(bounce.headers)["frame-ancestors"] == "https://admin.shopify.com"


def test_a_token_that_is_never_good_does_not_go_round_for_ever(browser_of_staff: FlaskClient) -> None:
    gone = browser_of_staff.get("/", query_string={"id_token": "forged"})
    there = parse_qs(urlsplit(gone.location).query)["shopify-reload"][0]
    assert browser_of_staff.get(f"{there}&id_token=forged").status_code == 401


def test_a_plain_link_inside_the_frame_finds_its_way(browser_of_staff: FlaskClient) -> None:
    gone = browser_of_staff.get("/orders/", headers={"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-origin"})
    assert urlsplit(gone.location).path == "/embedded/shopify"


@pytest.mark.parametrize("claims", [{"age": 120}, {"secret": "shpss_ffffffffffffffffffffffffffffffff"}, {"exp": None}])
def test_a_scripts_stale_token_is_asked_for_again(
    browser_of_staff: FlaskClient, shopify: ShopifyApp, claims: dict[str, object]
) -> None:
    answer = browser_of_staff.get("/orders/", headers=bearer(shopify, **claims))
    assert answer.status_code == 401
    assert answer.headers[RETRY] == "1"


def test_a_form_needs_no_cookie_and_what_it_says_arrives(
    browser_of_staff: FlaskClient, shopify: ShopifyApp, ours: Context
) -> None:
    """Pressed by a script that carries the token: no form token, no session, and yet the next page tells."""
    browser_of_staff.get("/", headers=bearer(shopify))
    done = browser_of_staff.post("/connections/shopify/read", headers=bearer(shopify))
    assert done.status_code == 302
    assert "Set-Cookie" not in done.headers
    page = browser_of_staff.get(done.location, headers=bearer(shopify))
    assert "Shopify is being read; reload in a moment." in page.text
    assert "Set-Cookie" not in page.headers
    forged = re.sub("said=[^&]{10}", "said=xxxxxxxxxx", done.location)
    assert "being read; reload" not in browser_of_staff.get(forged, headers=bearer(shopify)).text


def test_a_form_of_another_site_carries_no_token(browser_of_staff: FlaskClient, shopify: ShopifyApp) -> None:
    browser_of_staff.get("/", headers=bearer(shopify))
    assert browser_of_staff.post("/connections/shopify/read").status_code == 400
    refused = browser_of_staff.post("/connections/shopify/read", query_string={"id_token": shopify.id_token()})
    assert refused.status_code == 400


def test_a_cookie_does_not_speak_where_a_token_does(
    framed: Flask, owner: FlaskClient, shopify: ShopifyApp, ours: Context
) -> None:
    """Signed in to one shop, and looking at another inside its store's admin: the token decides."""
    page = owner.get("/", headers=bearer(shopify))
    assert page.status_code == 302, "no app is set up in this installation, so the token is none"
    with_app = framed.test_client()
    with_app.set_cookie("forthright", owner.get_cookie("forthright").value)  # type: ignore[union-attr]
    assert "Lantern" in with_app.get("/", headers=bearer(shopify)).text


def test_a_store_that_removed_the_app_is_in_again_with_the_next_visit(
    browser_of_staff: FlaskClient, shopify: ShopifyApp, ours: Context
) -> None:
    browser_of_staff.get("/", headers=bearer(shopify))
    shopify.remove()
    with write(ours.engine) as session:
        row = shops.connection_of(session, "shopify", DOMAIN)
        assert row is not None
        shops.lose_access(session, row.shop_id, "shopify", ours.vault.seal({}), "gone", ours.clock())
        shops.pause_connection(session, row.shop_id, "shopify", "gone")
        session.commit()
    assert browser_of_staff.get("/", headers=bearer(shopify)).status_code == 200
    with read(ours.engine) as session:
        row = shops.connection_of(session, "shopify", DOMAIN)
        assert row is not None
        assert row.state == "live"
    assert shopify.exchanges == ["token-exchange", "token-exchange"]


def test_shopify_that_does_not_answer_is_said_so(browser_of_staff: FlaskClient, shopify: ShopifyApp) -> None:
    shopify.refusals = [reply({}, 503)] * 3
    answer = browser_of_staff.get("/", headers=bearer(shopify))
    assert answer.status_code == 503
    assert "Shopify does not let the app in now" in answer.text


def test_it_is_ended_in_the_stores_admin_alone(browser_of_staff: FlaskClient, shopify: ShopifyApp) -> None:
    """Disconnected here, the next page would only connect it again."""
    page = browser_of_staff.get("/connections/", headers=bearer(shopify)).text
    assert "remove the app in your store" in page
    assert "erase its keys" not in page
    assert "Change keys" not in page


def test_what_was_changed_there_is_taken_back_there(browser_of_staff: FlaskClient, shopify: ShopifyApp) -> None:
    form = {"handling:from": "1", "handling:to": "2", "else:from": "", "else:to": "9", "working_days": ["0"]}
    done = browser_of_staff.post("/promise/", data=form, headers=bearer(shopify))
    page = browser_of_staff.get(done.location, headers=bearer(shopify)).text
    back = browser_of_staff.post(way_back(page), headers=bearer(shopify))
    assert back.status_code == 302
    assert "As it was before." in browser_of_staff.get(back.location, headers=bearer(shopify)).text


def test_an_owner_decides_what_others_may_do_in_the_stores_admin(framed: Flask, shopify: ShopifyApp) -> None:
    client = framed.test_client(use_cookies=False)

    def of(person: str) -> dict[str, str]:
        return {"authorization": f"Bearer {shopify.id_token(person=person)}"}

    assert "Everybody else who opens it there" in client.get("/team/", headers=of("1")).text
    assert client.post("/team/admin", data={"role": "reader"}, headers=of("1")).status_code == 302
    assert client.post("/team/admin", data={"role": "owner"}, headers=of("2")).status_code == 403
    assert client.post("/connections/writing/", data={"on": "1"}, headers=of("2")).status_code == 403
    page = client.post("/team/admin", data={"role": "staff"}, headers=of("1"), follow_redirects=True)
    assert page.status_code == 200, "whoever chose stays an owner"
    assert client.post("/promise/decides", data={"mode": "approve"}, headers=of("2")).status_code == 403
    assert client.get("/", headers=of("2")).status_code == 200

"""What the app gives with every answer: headers, cookies, errors in words, and whether it can work."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from integration.app import MAX_BODY, create_app
from integration.auth import sign_in_link
from integration.settings import Settings
from integration.store.session import open_engine
from integration.store.tables import ShopRow
from jobs.context import Context
from tests.admin_ui.conftest import OWNER
from tests.admin_ui.full_shop import FullShop, add_person

SCREENS = (
    "/", "/content/", "/content/?language=", "/content/?show=gaps", "/content/products", "/orders/",
    "/orders/?show=underway", "/orders/?show=unsent", "/orders/?show=arrived", "/orders/?show=all",
    "/orders/?q=2318", "/notices/", "/notices/?show=held", "/notices/?show=sent", "/notices/?show=failed",
    "/notices/?show=unresolved", "/deliveries/", "/deliveries/?state=failed", "/connections/",
    "/connections/woocommerce", "/activity/", "/inbox/", "/shops", "/sign-in", "/nothing-here",
)  # fmt: skip


def pages_of(full: FullShop) -> tuple[str, ...]:
    return (
        f"/content/{full.page}",
        f"/content/{full.product}",
        f"/orders/{full.late_order}",
        f"/orders/{full.arrived_order}",
        f"/notices/?message={full.held}",
        f"/deliveries/{full.failed_delivery}",
    )


def assert_strict(client: FlaskClient, address: str) -> None:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code in (200, 404), address
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert not re.search(r"<style|<script|\sstyle=|\son[a-z]+=\"|javascript:", answer.text), address
    assert answer.text.count("<h1>") == 1, address


def test_every_page_is_strict_on_an_empty_shop(owner: FlaskClient) -> None:
    for address in SCREENS:
        assert_strict(owner, address)


def test_every_page_is_strict_on_a_full_shop(owner: FlaskClient, full: FullShop) -> None:
    for address in (*SCREENS, *pages_of(full)):
        assert_strict(owner, address)


def test_a_letter_has_a_policy_of_its_own(owner: FlaskClient, full: FullShop) -> None:
    answer = owner.get(f"/notices/{full.proposed}/letter")
    policy = answer.headers["Content-Security-Policy"]
    assert "script" not in policy.replace("sandbox", "")
    assert "sandbox" in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Bonjour Camille" in answer.text


@pytest.mark.parametrize(
    ("url", "name", "secure"), [("", "forthright", False), ("https://f.example", "__Host-forthright", True)]
)
def test_the_cookie_is_kept_from_script_and_from_plain_http(
    context: Context, settings: Settings, shop: ShopRow, url: str, name: str, secure: bool
) -> None:
    add_person(context, OWNER, (shop, "owner"))
    app = create_app(context, replace(settings, public_url=url))
    app.config["WTF_CSRF_ENABLED"] = False
    cookie = app.test_client().post(sign_in_link(context, OWNER)).headers["Set-Cookie"]
    assert cookie.startswith(f"{name}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) == secure


def test_errors_speak_plainly(owner: FlaskClient) -> None:
    missing = owner.get("/orders/999999", headers={"Accept": "text/html"})
    assert missing.status_code == 404
    assert "There is no such page." in missing.text
    assert owner.get("/orders/?show=nonsense").status_code == 404
    assert owner.get("/sign-out").status_code == 405
    assert owner.get("/nowhere", headers={"Accept": "application/json"}).mimetype == "text/plain"


def test_a_crash_shows_no_inside_and_is_logged(
    app: Flask, owner: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    app.view_functions["activity.show"] = _crash
    app.testing = False
    answer = owner.get("/activity/", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    assert "Something broke on our side." in answer.text
    assert "hunter2" not in answer.text
    assert "hunter2" in caplog.text


def _crash() -> str:
    raise RuntimeError("hunter2")


def test_too_large_a_body_is_refused(app: Flask) -> None:
    answer = app.test_client().post("/sign-in", data={"email": "x" * (MAX_BODY + 1)}, headers={"Accept": "text/html"})
    assert answer.status_code == 413
    assert "larger than we take" in answer.text


def test_health_and_readiness(app: Flask) -> None:
    assert app.test_client().get("/healthz").text == "ok\n"
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"ready": True, "database": "ok", "queue": "ok"})


def test_readiness_says_what_is_missing(context: Context, settings: Settings, tmp_path: object) -> None:
    away = Redis.from_url("redis://:secret@127.0.0.1:1/0", socket_connect_timeout=0.5)
    empty = open_engine(f"sqlite:///{tmp_path}/empty.db")
    answer = create_app(replace(context, redis=away, engine=empty), settings).test_client().get("/readyz")
    assert answer.status_code == 503
    assert "has no tables yet" in answer.json["database"]
    assert "Redis does not answer" in answer.json["queue"]
    assert "secret" not in answer.text
    unset = create_app(replace(context, redis=None), settings).test_client().get("/readyz")
    assert "FORTHRIGHT_REDIS_URL" in unset.json["queue"]
    away.close()
    empty.dispose()


def test_outside_of_development_there_is_no_inbox(context: Context, settings: Settings, shop: ShopRow) -> None:
    add_person(context, OWNER, (shop, "owner"))
    app = create_app(context, replace(settings, development=False))
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post(sign_in_link(context, OWNER))
    assert client.get("/inbox/").status_code == 404
    assert "Inbox" not in client.get("/").text

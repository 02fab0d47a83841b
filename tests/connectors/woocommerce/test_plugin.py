"""The WordPress plugin: small, clean to PHP, and its ticket opens the app in the frame of the store that signed it."""

import base64
import hmac
import json
import re
import shutil
import subprocess
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import connectors
from integration.app import create_app
from integration.settings import read_settings
from integration.store import people
from integration.store.session import write
from integration.store.tables import ShopRow
from jobs.connect import connect
from jobs.context import Context, utc_now

PLUGIN = Path(connectors.__file__).parent / "woocommerce" / "plugin"
WORDPRESS = Path(__file__).parent / "wordpress.php"
PUBLIC = "https://forthright.example"
SECRET = "a-webhook-secret-of-ours"


@pytest.fixture(scope="session")
def php() -> str:
    found = shutil.which("php")
    if found is None:
        pytest.skip("no PHP: tests/install.sh installs php-cli")
    return found


@pytest.fixture
def app(context: Context, shop: ShopRow, tmp_path: Path) -> Flask:
    """At a public https address, with one store connected and one owner."""
    now = replace(context, public_url=PUBLIC, clock=utc_now)
    connect(now, shop.name, "woocommerce", "http://127.0.0.1:1", {"key": "k", "secret": "s", "webhook_secret": SECRET})
    with write(context.engine) as session:
        person = people.add_person(session, "camille@shop.example", now.clock())
        people.add_member(session, person.id or 0, shop.id or 0, "owner")
        session.commit()
    folder, url = str(tmp_path), {"FORTHRIGHT_PUBLIC_URL": PUBLIC}
    return create_app(now, read_settings({"FORTHRIGHT_DATA_DIR": folder, **url}))


def in_wordpress(php: str, email: str, *, secret: str = SECRET, shop: str = "wren-and-sons") -> dict[str, Any]:
    call = [php, "-d", "error_reporting=-1", "-d", "display_errors=stderr", str(WORDPRESS), str(PLUGIN), PUBLIC]
    done = subprocess.run([*call, secret, email, shop], capture_output=True, text=True, timeout=30, check=True)
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def frame(page: str) -> str:
    found = re.search(r'<iframe src="([^"]+)"', page)
    assert found
    return unescape(found[1])


def visit(client: FlaskClient, url: str) -> Any:
    return client.get(url.removeprefix(PUBLIC), base_url=PUBLIC)


def test_it_is_small_and_free(php: str) -> None:
    files = sorted(PLUGIN.glob("*.php"))
    assert [file.name for file in files] == ["forthright.php", "uninstall.php"]
    assert sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files) <= 200
    for file in files:
        done = subprocess.run([php, "-l", str(file)], capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "defined( '" in file.read_text(encoding="utf-8"), "opened directly it does nothing"
    assert "License: GPL-2.0-or-later" in files[0].read_text(encoding="utf-8")


def test_it_touches_nothing_else(php: str) -> None:
    found = in_wordpress(php, "camille@shop.example")
    assert found["done"] == [
        "before_woocommerce_init", "admin_menu", "admin_post_forthright_address",
        "plugin_action_links_forthright/forthright.php", "page",
    ]  # fmt: skip
    assert found["capability"] == "manage_woocommerce"
    assert found["kept"] == [], "uninstalled, it leaves no option"
    assert "connections/woocommerce?url=https%3A%2F%2Fshop.example" in found["page"]


def test_before_the_store_is_connected_nothing_is_framed(php: str) -> None:
    assert "<iframe" not in in_wordpress(php, "camille@shop.example", secret="")["page"]


def test_its_ticket_opens_the_app_in_the_frame_of_that_store_alone(php: str, app: Flask) -> None:
    client = app.test_client()
    opened = visit(client, frame(in_wordpress(php, "Camille@shop.example")["page"]))
    assert opened.status_code == 302
    cookie = opened.headers["Set-Cookie"]
    assert {"SameSite=None", "Partitioned", "Secure", "HttpOnly"} <= set(cookie.split("; "))
    home = client.get("/", base_url=PUBLIC)
    assert home.status_code == 200
    assert "frame-ancestors 'self' https://shop.example;" in f"{home.headers['Content-Security-Policy']};"
    assert "X-Frame-Options" not in home.headers
    stranger = app.test_client().get("/sign-in", base_url=PUBLIC, follow_redirects=True)
    assert "frame-ancestors 'none'" in stranger.headers["Content-Security-Policy"]


def test_a_ticket_lets_in_nobody_whom_no_owner_invited(php: str, app: Flask) -> None:
    refused = visit(app.test_client(), frame(in_wordpress(php, "eve@shop.example")["page"]))
    assert refused.status_code == 403
    assert "Nobody here has the address eve@shop.example" in refused.text


def test_a_forged_or_a_foreign_ticket_opens_nothing(php: str, app: Flask) -> None:
    forged = frame(in_wordpress(php, "camille@shop.example", secret="another")["page"])
    assert visit(app.test_client(), forged).status_code == 403
    foreign = frame(in_wordpress(php, "camille@shop.example", shop="no-such-shop")["page"])
    assert visit(app.test_client(), foreign).status_code == 403
    for odd in ("", "x", "e30.", "....", "%00.%00"):
        assert visit(app.test_client(), f"/embedded/woocommerce/wren-and-sons?ticket={odd}").status_code == 403


def test_a_ticket_is_good_for_a_minute_or_two(php: str, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integration.auth.ticket.LIFE_SECONDS", -1)
    refused = visit(app.test_client(), frame(in_wordpress(php, "camille@shop.example")["page"]))
    assert (refused.status_code, "old" in refused.text) == (403, True)


def ticket(**told: object) -> str:
    """What anybody can sign who knows the store's own secret, as each of its managers does."""
    said = {"email": "camille@shop.example", "site": "https://shop.example/wp-admin/", "at": utc_now().timestamp()}
    payload = base64.urlsafe_b64encode(json.dumps({**said, **told}).encode()).rstrip(b"=")
    mark = base64.urlsafe_b64encode(hmac.digest(SECRET.encode(), payload, "sha256"))
    return f"/embedded/woocommerce/wren-and-sons?ticket={payload.decode()}.{mark.decode()}"


def test_a_stores_ticket_opens_no_other_shop_of_its_person(app: Flask, context: Context, other_shop: ShopRow) -> None:
    with write(context.engine) as session:
        person = people.add_person(session, "camille@shop.example", context.clock())
        people.add_member(session, person.id or 0, other_shop.id or 0, "owner")
        session.commit()
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert visit(client, ticket()).status_code == 302
    assert client.get("/", base_url=PUBLIC).status_code == 200
    assert other_shop.name not in client.get("/shops", base_url=PUBLIC).text
    assert client.post("/shops", data={"shop": other_shop.id}, base_url=PUBLIC).status_code == 404


def test_a_ticket_puts_nothing_but_a_site_into_a_header(app: Flask) -> None:
    for site in ("https://shop.example *", "https://a.example; script-src *", "javascript:alert(1)", "https://"):
        assert visit(app.test_client(), ticket(site=site)).status_code == 403


def test_a_ticket_is_used_once(app: Flask) -> None:
    once = ticket()
    assert visit(app.test_client(), once).status_code == 302
    again = visit(app.test_client(), once)
    assert (again.status_code, "used already" in again.text) == (403, True)


def test_a_ticket_of_no_time_is_old(app: Flask) -> None:
    for at in (float("nan"), float("inf"), 0):
        assert visit(app.test_client(), ticket(at=at)).status_code == 403


def test_a_ticket_opens_a_frame_and_no_window(app: Flask) -> None:
    client = app.test_client()
    opened = client.get(ticket(), base_url=PUBLIC, headers={"sec-fetch-dest": "document"})
    assert opened.location == "/"
    assert client.get("/", base_url=PUBLIC).location == "/sign-in"

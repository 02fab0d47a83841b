"""doctor names what is wrong and what to do, and never shows a secret."""

import json
import re
import socket
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_httpserver import HTTPServer
from sqlalchemy import Engine

from integration.cli import main
from integration.cli.doctor import (
    Check,
    check_apps,
    check_connection,
    check_database,
    check_mail,
    check_public_url,
    check_redis,
    examine,
)
from integration.cli.open_context import open_redis
from integration.settings import Settings, read_settings
from integration.store.session import open_engine, write
from integration.store.shops import pause_connection, save_connection
from integration.store.tables import ShopRow
from jobs.context import Context, utc_now
from tests.woocommerce.server import standing_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"FORTHRIGHT_DATA_DIR": str(tmp_path)})


def test_a_healthy_installation(context: Context, settings: Settings) -> None:
    states = {check.subject: check.state for check in examine(replace(context, clock=utc_now), settings)}
    notes = {"mail": "note", "public URL": "note", "operator": "note"}
    assert states == {"database": "ok", "redis": "ok", "clock": "ok", **notes}


def test_a_clock_that_is_off_is_found_by_asking_redis(context: Context, settings: Settings) -> None:
    ahead = replace(context, clock=lambda: utc_now() + timedelta(hours=1))
    check = {check.subject: check for check in examine(ahead, settings)}["clock"]
    assert check.state == "wrong"
    assert "time synchronisation" in check.advice


def test_tables_that_were_never_made(context: Context, tmp_path: Path) -> None:
    check = check_database(replace(context, engine=open_engine(f"sqlite:///{tmp_path}/new.db")))
    assert (check.state, check.advice) == ("wrong", "Run: forthright migrate")


def test_a_database_that_does_not_answer_is_named_without_its_password(context: Context) -> None:
    engine = open_engine("postgresql://someone:hunter2@127.0.0.1:1/nowhere")
    check = check_database(replace(context, engine=engine))
    assert check.state == "wrong"
    assert "FORTHRIGHT_DATABASE_URL" in check.advice
    assert "hunter2" not in check.what


def test_a_redis_that_does_not_answer(context: Context) -> None:
    check = check_redis(replace(context, redis=open_redis("redis://127.0.0.1:1/0")))
    assert check.state == "wrong"
    assert "Deliveries are stored meanwhile" in check.advice


@pytest.mark.parametrize(
    ("url", "state", "says"),
    [
        ("", "note", "polling alone"),
        ("http://shop.example", "wrong", "not https"),
        ("https://shop.example:8443", "wrong", "port 8443"),
    ],
)
def test_public_urls(settings: Settings, url: str, state: str, says: str) -> None:
    check = check_public_url(replace(settings, public_url=url))
    assert check.state == state
    assert says in check.what


def test_an_app_that_stores_install(settings: Settings) -> None:
    apps = {"shopify": {"api_key": "key", "api_secret": "hush"}}
    [without] = check_apps(replace(settings, apps=apps))
    assert (without.subject, without.state) == ("Shopify app", "wrong")
    [found] = check_apps(replace(settings, apps=apps, public_url="https://f.example"))
    assert (found.state, "https://f.example/webhooks/shopify" in found.what) == ("ok", True)
    assert "hush" not in f"{without}{found}"


def test_a_mail_server_that_is_not_there(settings: Settings) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    check = check_mail(replace(settings, smtp_url=f"smtp://user:hunter2@127.0.0.1:{port}"))
    assert check.state == "wrong"
    assert "hunter2" not in check.what


def test_a_paused_connection_says_how_to_come_back(
    context: Context, engine: Engine, shop: ShopRow, settings: Settings
) -> None:
    with write(engine) as session:
        save_connection(session, shop.id or 0, "console", context.vault.seal({}), context.clock())
        pause_connection(session, shop.id or 0, "console", "the key is refused")
        session.commit()
    check = next(check for check in examine(context, settings) if "console" in check.subject)
    assert check.state == "wrong"
    assert "the key is refused" in check.what
    assert f"forthright connect console --shop {shop.name}" in check.advice


def check_of(context: Context, shop: ShopRow, connector: str, url: str, **credentials: str) -> Check:
    with write(context.engine) as session:
        sealed = context.vault.seal(credentials)
        row = save_connection(session, shop.id or 0, connector, sealed, context.clock(), url=url)
        session.flush()
        session.expunge_all()
        session.commit()
    return check_connection(context, shop.name, row)


def test_a_store_is_asked_whether_its_keys_still_work(context: Context, shop: ShopRow, httpserver: HTTPServer) -> None:
    refused = {"code": "woocommerce_rest_cannot_view", "message": "Sorry, you cannot list resources.", "data": {}}
    httpserver.expect_request(re.compile("/.*")).respond_with_json(refused, status=401)
    check = check_of(context, shop, "woocommerce", httpserver.url_for("/").rstrip("/"), key="ck_1", secret="cs_hidden")
    assert check.state == "wrong"
    assert "the keys are refused" in check.what
    assert "cs_hidden" not in check.what


def test_a_store_that_is_not_there(context: Context, shop: ShopRow) -> None:
    check = check_of(context, shop, "woocommerce", "http://127.0.0.1:1", key="ck_1", secret="cs_hidden")
    assert check.state == "wrong"
    assert "does not answer" in check.what


def test_a_connector_that_is_gone(context: Context, shop: ShopRow) -> None:
    assert "no connector of this name" in check_of(context, shop, "oldvendor", "https://shop.example").what


def test_json_and_strict(tmp_path: Path) -> None:
    environment = {"FORTHRIGHT_DATA_DIR": str(tmp_path)}
    outcome = CliRunner(env=environment).invoke(main, ["doctor", "--json"])
    assert outcome.exit_code == 0
    assert json.loads(outcome.stdout)["ok"] is False  # no tables yet
    assert CliRunner(env=environment).invoke(main, ["doctor", "--strict"]).exit_code == 2
    assert CliRunner(env=environment).invoke(main, ["migrate"]).exit_code == 0
    assert CliRunner(env=environment).invoke(main, ["doctor", "--strict"]).exit_code == 0


def test_what_stands_in_a_stores_way_is_told_with_the_next_step(context: Context, shop: ShopRow) -> None:
    with standing_in() as woo:
        with write(context.engine) as session:
            sealed = context.vault.seal({"key": "ck_store", "secret": "cs_store"})
            row = save_connection(session, shop.id or 0, "woocommerce", sealed, utc_now(), woo.url)
            row.troubles = {"silence": {"trouble": "silent", "reason": "no word came", "since": ""}}
            session.expunge(row)
        check = check_connection(context, shop.name, row)
        assert (check.state, check.what) == ("note", "Lantern & Sons answers, but no word came")
        assert "wp-cron.php" in check.advice
        woo.faults = ["html403"] * 9
        assert "let through" in check_connection(context, shop.name, row).advice

"""One text by the screen, the API and the command line: the same is missing, and the same words are offered for it."""

import json
import re
from html import unescape
from pathlib import Path
from typing import cast

import click
import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from integration.api.blueprint import ROUTES
from integration.app import create_app
from integration.auth import sign_in_link
from integration.auth.tokens import make_token
from integration.cli import main
from integration.cli.open_context import open_context
from integration.domain.commerce import Policy, PolicyKind, Product
from integration.domain.shop import ShopSettings, Zone
from integration.settings import read_settings
from integration.store import catalogue
from integration.store.session import write
from integration.store.shop_settings import save_settings
from integration.store.shops import save_connection
from integration.store.tables import ShopRow
from jobs import rewriting
from jobs.audit import audit_document
from jobs.context import Context
from tests.admin_ui.full_shop import add_person
from tests.store.test_sales import sell

RETURNS = "<h1>Rückgabe</h1><p>Sie können Ihre Bestellung innerhalb von 14 Tagen nach Erhalt zurückgeben.</p>"
CONTACT = "<h1>Kontakt</h1><p>Schreiben Sie uns an hallo@nadelholz.example.</p>"
SHEET = "<p>Leinenlaken, 240 × 260 cm, 100 % Leinen, weich und gewaschen.</p>"
GERMAN = ShopSettings(country="DE", currency="EUR", zones=(Zone(("DE", "AT")),))


@pytest.fixture
def surroundings(sqlite_database: str, tmp_path: Path) -> dict[str, str]:
    return {
        "FORTHRIGHT_DATA_DIR": str(tmp_path),
        "FORTHRIGHT_DATABASE_URL": sqlite_database,
        "FORTHRIGHT_SECRET_KEYS": Fernet.generate_key().decode(),
        "FORTHRIGHT_DEVELOPMENT": "1",
    }


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    return sqlite_engine


@pytest.fixture
def context(surroundings: dict[str, str]) -> Context:
    """By the day that the command line has too."""
    return open_context(read_settings(surroundings))


@pytest.fixture
def app(context: Context, surroundings: dict[str, str]) -> Flask:
    return create_app(context, read_settings(surroundings))


@pytest.fixture
def owner(app: Flask, context: Context, shop: ShopRow) -> FlaskClient:
    add_person(context, "owner@wren.example", (shop, "owner"))
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False
    client.post(sign_in_link(context, "owner@wren.example"))
    return client


@pytest.fixture
def texts(context: Context, shop: ShopRow) -> list[int]:
    """The ids of two pages and a product of a German shop, read."""
    shop_id, now = shop.id or 0, context.clock()
    with write(context.engine) as session:
        save_connection(session, shop_id, "woocommerce", context.vault.seal({}), now)
        save_settings(session, shop_id, "woocommerce", GERMAN)
        pages = [("1", PolicyKind.REFUND, "Rückgabe", RETURNS), ("2", PolicyKind.CONTACT, "Kontakt", CONTACT)]
        rows = [catalogue.save_policy(session, shop_id, Policy(*page, "de"), now) for page in pages]
        rows.append(catalogue.save_product(session, shop_id, Product("7", "Laken", SHEET, "de"), now))
        session.commit()
        ids = [row.id or 0 for row in rows]
    for each in ids:
        audit_document(context, each)
    return ids


def on_screen(owner: FlaskClient, document_id: int) -> set[str]:
    """The clauses in the fields of the form."""
    return set(re.findall(r'name="text-([\w.]+)"', unescape(owner.get(f"/content/{document_id}").text)))


def test_every_door_offers_the_same_words(
    context: Context, app: Flask, owner: FlaskClient, shop: ShopRow, texts: list[int], surroundings: dict[str, str]
) -> None:
    token = make_token(context, shop.id or 0, "the till", "reader")
    asked_by_law: set[str] = set()
    for document_id in texts:
        whole = app.test_client().get(
            f"/api/v1/documents/{document_id}", headers={"Authorization": f"Bearer {token}"}
        ).json  # fmt: skip
        arguments = ["texts", "propose", str(document_id), "--shop", shop.name, "--json"]
        told = json.loads(CliRunner(env=surroundings).invoke(main, arguments).stdout)
        assert told == {code: one["text"] for code, one in whole["proposals"].items()}
        assert set(told) == on_screen(owner, document_id)
        asked_by_law |= set(told)
    assert {"return.model_form", "identity.address", "product.manufacturer"} <= asked_by_law


def test_every_door_tells_the_dearest_product_first(
    context: Context, engine: Engine, app: Flask, owner: FlaskClient, shop: ShopRow, texts: list[int],
    surroundings: dict[str, str],
) -> None:  # fmt: skip
    with write(engine) as session:
        rows = [
            catalogue.save_product(session, shop.id or 0, Product(key, key, SHEET, "de"), context.clock())
            for key in ("krug", "becher")
        ]
        session.commit()
        ids = [row.id or 0 for row in rows]
    for number, (product, quantity) in enumerate({"krug": 1, "becher": 5, "7": 3}.items()):
        sell(engine, shop, context.clock, str(number), (product, quantity))
    for each in ids:
        audit_document(context, each)
    wanted = [ids[1], texts[2], ids[0]]
    headers = {"Authorization": f"Bearer {make_token(context, shop.id or 0, 'the till', 'reader')}"}
    told = app.test_client().get("/api/v1/documents?kind=product&sort=sold", headers=headers).json
    assert [(one["id"], one["sold"]) for one in told["items"]] == list(zip(wanted, (5, 3, 1), strict=True))
    assert app.test_client().get("/api/v1/documents?sort=sold", headers=headers).status_code == 400
    listed = CliRunner(env=surroundings).invoke(main, ["texts", "list", "--by-sales", "--shop", shop.name, "--json"])
    assert [row["id"] for row in json.loads(listed.stdout)] == wanted
    page = owner.get("/content/products?sort=sold").text
    assert list(dict.fromkeys(map(int, re.findall(r'href="/content/(\d+)', page)))) == wanted
    sell(engine, shop, context.clock, "3", ("krug", 1), disputed=True)
    told = app.test_client().get("/api/v1/documents?kind=product&sort=sold", headers=headers).json
    grieved = [(one["id"], one["complaints"]) for one in told["items"]]
    assert grieved == [(ids[0], 1), (ids[1], 0), (texts[2], 0)], "what was complained of comes before what sold"
    assert "complaint" not in page
    assert "one complaint" in owner.get("/content/products?sort=sold").text


ACTS = {
    ("POST", "/documents/{document_id}/reading"): ("texts write", "rewriting.look"),
    ("POST", "/documents/{document_id}/publications"): ("texts write", "rewriting.look"),
    ("POST", "/publications/{publication_id}/undo"): ("texts undo", "publications.undo"),
    ("POST", "/publications/{publication_id}/again"): ("texts again", "publications.again"),
    ("POST", "/documents/{document_id}/set-aside"): ("texts set-aside", "set_aside.put"),
    ("POST", "/documents/{document_id}/take-up"): ("texts take-up", "set_aside.take_up_again"),
    ("POST", "/contradictions/{contradiction_id}/settle"): ("contradictions settle", "contradictions.settle"),
    ("POST", "/contradictions/{contradiction_id}/reopen"): ("contradictions reopen", "contradictions.reopen"),
    ("POST", "/terms"): ("terms save", "terms.save"),
    ("POST", "/terms/pages"): ("terms pages", "terms_pages.publish"),
    ("GET", "/documents"): ("texts list", "content.products"),
    ("GET", "/documents/{document_id}"): ("texts propose", "document.show"),
    ("GET", "/documents/{document_id}/history"): ("texts history", "history.show"),
    ("GET", "/summary"): ("texts summary", "content.show"),
    ("GET", "/findings"): ("findings list", "content.show"),
    ("GET", "/contradictions"): ("contradictions list", "contradictions.show"),
    ("GET", "/asked"): ("asked list", "content.show"),
    ("GET", "/set-asides"): ("texts aside", "document.show"),
    ("GET", "/publications"): ("texts publications", "document.show"),
    ("GET", "/publications/{publication_id}"): ("texts publications", "publications.show"),
    ("GET", "/terms"): ("terms show", "terms.show"),
    ("GET", "/terms/versions"): ("terms versions", "terms.show"),
    ("GET", "/terms/texts"): ("terms texts", "terms.download"),
    ("GET", "/terms/pages"): ("terms pages", "terms_pages.show"),
    ("GET", "/terms/missing-pages"): ("terms create", "terms_pages.show"),
    ("POST", "/terms/missing-pages"): ("terms create", "terms_pages.create"),
    ("GET", "/destinations"): ("texts destinations", "content.show"),
}
"""By address of the API the command and the screen that do the same."""


def test_what_can_be_done_by_one_door_can_be_done_by_all(app: Flask) -> None:
    assert {(route.method, route.path) for route in ROUTES} == set(ACTS)
    for command, screen in ACTS.values():
        group, name = command.split()
        found = main.get_command(click.Context(main), group)
        assert isinstance(found, click.Group)
        assert name in found.commands, command
        assert screen in app.view_functions, screen
    commands = {
        f"{group} {name}"
        for group in ("texts", "terms", "contradictions")
        for name in cast("click.Group", main.get_command(click.Context(main), group)).commands
    }
    assert commands - {command for command, _ in ACTS.values()} == {"contradictions settled"}, "GET ?state=settled"
    about_texts = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/content")}
    files = {"content.download", "content.pages_file", "contradictions.download", "history.download"}
    preview = {"rewriting.show"}  # what the command and the API answer at once
    assert about_texts - {screen for _, screen in ACTS.values()} == files | preview, "the lists as files"


def test_opening_an_unchanged_text_reads_nothing_again(
    context: Context, owner: FlaskClient, shop: ShopRow, texts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    audit = rewriting.audit
    monkeypatch.setattr(rewriting, "audit", lambda document, words: read.append(document.id) or audit(document, words))
    for document_id in texts:
        assert owner.get(f"/content/{document_id}").status_code == 200
    assert read == []
    with write(context.engine) as session:
        changed = Policy("1", PolicyKind.REFUND, "Rückgabe", RETURNS + "<p>Neu.</p>", "de")
        catalogue.save_policy(session, shop.id or 0, changed, context.clock())
        session.commit()
    assert "This text waits to be read" in owner.get(f"/content/{texts[0]}").text
    assert read == [], "a changed text is read by a worker, not by who opens it"

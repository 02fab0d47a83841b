"""One text by the screen, the API and the command line: the same is missing, and the same words are offered for it."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

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

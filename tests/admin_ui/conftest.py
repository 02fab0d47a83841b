"""The app on a real database, and people signed in to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient

from integration.app import create_app
from integration.auth import sign_in_link
from integration.settings import Settings, read_settings
from integration.store.tables import ShopRow
from jobs.context import Context
from tests.admin_ui.full_shop import FullShop, add_person, furnish

OWNER = "owner@wren.example"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    environment = {"DATA_DIR": str(tmp_path), "SECRET_KEYS": Fernet.generate_key().decode(), "DEVELOPMENT": "1"}
    return read_settings({f"FORTHRIGHT_{name}": value for name, value in environment.items()})


@pytest.fixture
def app(context: Context, settings: Settings) -> Iterator[Flask]:
    app = create_app(context, settings)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False  # its own test turns it on
    yield app
    app.extensions["link_mail"].close()


@pytest.fixture
def enter(app: Flask, context: Context) -> Callable[[str], FlaskClient]:
    """Signs a person in, by a link as anybody would."""

    def sign_in(email: str) -> FlaskClient:
        client = app.test_client()
        assert client.post(sign_in_link(context, email)).status_code == 302
        return client

    return sign_in


@pytest.fixture
def owner(context: Context, shop: ShopRow, enter: Callable[[str], FlaskClient]) -> FlaskClient:
    add_person(context, OWNER, (shop, "owner"))
    return enter(OWNER)


@pytest.fixture
def full(context: Context, shop: ShopRow) -> FullShop:
    return furnish(context, shop)

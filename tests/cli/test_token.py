"""A key for the JSON API is made from the command line, shown once, listed and ended."""

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from integration.auth.tokens import caller
from integration.cli import main
from integration.cli.open_context import open_context
from integration.settings import read_settings
from integration.store.tables import ShopRow


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    return sqlite_engine


def token(surroundings: dict[str, str], *arguments: str) -> Result:
    return CliRunner(env=surroundings).invoke(main, ["token", *arguments])


def test_a_token_opens_its_shop_until_it_is_revoked(surroundings: dict[str, str], shop: ShopRow) -> None:
    made = token(surroundings, "--shop", shop.name, "--name", "the till", "--role", "staff").stdout.strip()
    context = open_context(read_settings(surroundings))
    found = caller(context, f"Bearer {made}")
    assert found is not None
    assert (found.shop_id, found.role, found.name) == (shop.id, "staff", "the till (API)")
    listed = token(surroundings, "--shop", shop.name, "--list").stdout
    assert "the till" in listed
    assert made not in listed
    assert token(surroundings, "--shop", shop.name, "--revoke", "1").exit_code == 0
    assert caller(context, f"Bearer {made}") is None
    assert "revoked" in token(surroundings, "--shop", shop.name, "--list").stdout
    assert token(surroundings, "--shop", shop.name, "--revoke", "1").exit_code == 2


def test_a_shop_that_is_not_there_is_refused(surroundings: dict[str, str], shop: ShopRow) -> None:
    outcome = token(surroundings, "--shop", "nobody")
    assert outcome.exit_code == 2
    assert shop.name in outcome.output

"""A person is let in from the command line, with a role, by a link that works once."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet
from sqlalchemy import Engine

from integration.app import create_app
from integration.cli import main
from integration.cli.open_context import open_context
from integration.settings import read_settings
from integration.store import people, sign_ins
from integration.store.session import read
from integration.store.tables import ShopRow

KEY = Fernet.generate_key().decode()


@pytest.fixture
def surroundings(sqlite_database: str, tmp_path: Path) -> dict[str, str]:
    return {
        "FORTHRIGHT_DATA_DIR": str(tmp_path),
        "FORTHRIGHT_DATABASE_URL": sqlite_database,
        "FORTHRIGHT_SECRET_KEYS": KEY,
    }


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    return sqlite_engine


def invite(surroundings: dict[str, str], *arguments: str) -> Result:
    return CliRunner(env=surroundings).invoke(main, ["invite", *arguments])


def test_the_link_signs_in_once(surroundings: dict[str, str], shop: ShopRow) -> None:
    outcome = invite(surroundings, "Ines@Example.com", "--shop", shop.name)
    assert outcome.exit_code == 0, outcome.output
    path = outcome.output.split()[-1].removeprefix("http://127.0.0.1:8000")
    settings = read_settings(surroundings)
    app = create_app(open_context(settings), settings)
    app.config["WTF_CSRF_ENABLED"] = False
    first, second = app.test_client(), app.test_client()
    assert first.post(path).status_code == 302
    assert first.get("/").status_code == 200
    assert second.post(path).status_code != 302


def test_the_role_is_kept_and_can_change(surroundings: dict[str, str], engine: Engine, shop: ShopRow) -> None:
    for role in ("staff", "reader"):
        assert invite(surroundings, "ines@example.com", "--shop", shop.name, "--role", role).exit_code == 0
        with read(engine) as session:
            person = people.person_by_email(session, "ines@example.com")
            assert person is not None
            assert [(seat.shop.id, seat.role) for seat in sign_ins.seats(session, person.id or 0)] == [(shop.id, role)]


@pytest.mark.parametrize("email", ["ines", "Ines <ines@example.com>", "", "a@b\nc"])
def test_what_is_no_address_is_refused(surroundings: dict[str, str], shop: ShopRow, email: str) -> None:
    outcome = invite(surroundings, email, "--shop", shop.name)
    assert outcome.exit_code == 2
    assert "no e-mail address" in outcome.output


def test_an_unknown_shop_is_named_with_those_there_are(surroundings: dict[str, str], shop: ShopRow) -> None:
    outcome = invite(surroundings, "ines@example.com", "--shop", "wern")
    assert outcome.exit_code == 2
    assert f"there are: {shop.name}" in outcome.output


@pytest.mark.parametrize("arguments", [["review", "nobody"], ["review", "nobody", "--end"]])
def test_a_reviewer_of_no_shop_is_told_which_there_are(
    surroundings: dict[str, str], shop: ShopRow, arguments: list[str]
) -> None:
    outcome = CliRunner(env=surroundings).invoke(main, arguments)
    assert outcome.exit_code == 2
    assert f"no shop is called 'nobody'; there are: {shop.name}" in outcome.output

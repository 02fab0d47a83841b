"""`connect`: what it asks for, what it tries, what it saves, and what it says."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pytest_httpserver import HTTPServer

from integration.cli import main
from integration.settings import read_settings
from integration.store import shops
from integration.store.orders import save_orders
from integration.store.session import open_engine, read, write
from integration.store.tables import ConnectionRow, ShopRow
from integration.store.vault import Vault
from jobs.connect import store_url
from tests.connectors.store import Store, as_json
from tests.store.scoping import ORDER

KEYS = ("--key", "ck_store", "--secret", "cs_store", "--webhook-secret", "hush-1")


@pytest.fixture
def store() -> Iterator[Store]:
    with HTTPServer("127.0.0.1", threaded=True) as server:
        yield Store(server)


class Forthright:
    """The command on a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.env = {"FORTHRIGHT_DATA_DIR": str(folder), "FORTHRIGHT_ALLOW_PRIVATE_HOSTS": "127.0.0.1"}

    def __call__(self, *arguments: str, answers: str | None = None) -> Result:
        return CliRunner(env=self.env).invoke(main, ["connect", *arguments], input=answers)

    def saved(self, name: str = "lantern") -> tuple[ShopRow, ConnectionRow, dict[str, str]]:
        chosen = read_settings(self.env)
        engine = open_engine(chosen.database_url)
        with read(engine) as session:
            shop = shops.shop_named(session, name)
            assert shop is not None
            row = shops.connection(session, shop.id or 0, "woocommerce")
            assert row is not None
            session.expunge_all()
        engine.dispose()
        return shop, row, Vault(chosen.secret_keys).open(row.credentials)

    def holds_an_order(self) -> None:
        engine = open_engine(read_settings(self.env).database_url)
        with write(engine) as session:
            save_orders(session, 1, [replace(ORDER, id="4242")], ORDER.placed_at, connector="woocommerce")
            session.commit()
        engine.dispose()

    def has_database(self) -> bool:
        return (Path(self.env["FORTHRIGHT_DATA_DIR"]) / "forthright.db").exists()


@pytest.fixture
def forthright(tmp_path: Path) -> Forthright:
    return Forthright(tmp_path / "data")


def test_a_store_that_answers(forthright: Forthright, store: Store) -> None:
    done = forthright("woocommerce", "--shop", "lantern", "--url", f"{store.url}/wp-admin/", *KEYS)
    assert done.exit_code == 0, done.output
    assert "lantern is made and connected to WooCommerce" in done.output
    assert "The keys work: Lantern & Sons, EUR, PT." in done.output
    assert "/webhooks/woocommerce/lantern" in done.output
    assert "FORTHRIGHT_PUBLIC_URL is not set" in done.output
    shop, connection, credentials = forthright.saved()
    assert (shop.title, shop.currency, shop.country, shop.timezone) == ("Lantern & Sons", "EUR", "PT", "Europe/Lisbon")
    assert (connection.url, connection.config, connection.state) == (
        store.url, {"currency": "EUR", "merchant_id": "5f0c1e7a-8d3b-4c6e-9a21-77b0d4e3c915"}, "live",
    )  # fmt: skip
    assert credentials == {"key": "ck_store", "secret": "cs_store", "webhook_secret": "hush-1"}
    assert b"cs_store" not in connection.credentials
    assert not {"cs_store", "hush-1"} & set(re.split(r"\W", done.output))


def test_a_program_is_told_in_json(forthright: Forthright, store: Store) -> None:
    forthright.env["FORTHRIGHT_PUBLIC_URL"] = "https://forthright.example"
    told: dict[str, Any] = json.loads(
        forthright("woocommerce", "--shop", "lantern", "--url", store.url, *KEYS, "--json").output
    )
    assert told == {
        "shop": "lantern", "connector": "woocommerce", "created": True,
        "webhook_path": "/webhooks/woocommerce/lantern",
        "webhook_url": "https://forthright.example/webhooks/woocommerce/lantern",
        "checked": True, "problem": None, "currency": "EUR", "country": "PT",
    }  # fmt: skip


def test_a_store_that_cannot_be_reached_is_connected_all_the_same(forthright: Forthright) -> None:
    done = forthright("woocommerce", "--shop", "lantern", "--url", "http://127.0.0.1:1", *KEYS)
    assert done.exit_code == 0
    assert "could not be tried: http://127.0.0.1:1/wp-json/wc/v3/settings/general cannot be reached" in done.output
    assert "mistyped? Run the command again" in done.output
    assert forthright.saved()[1].state == "live"


def test_another_store_is_told_to_take_another_name(forthright: Forthright, store: Store) -> None:
    forthright("woocommerce", "--shop", "lantern", "--url", store.url, *KEYS)
    forthright.holds_an_order()
    with HTTPServer("127.0.0.1", threaded=True) as server:
        other = Store(server)
        moved = forthright("woocommerce", "--shop", "lantern", "--url", other.url, *KEYS)
        assert f"It is the store that was at {store.url}: what was read there stays." in moved.output
        other.answers["/wp-json/wc/v3/system_status"] = as_json({"environment": {"store_id": "another"}})
        done = forthright("woocommerce", "--shop", "lantern", "--url", other.url, *KEYS)
        assert done.exit_code == 2
        assert "another store than the one at" in done.output
        assert "give it a shop of its own. Nothing was saved." in " ".join(done.output.split())
        assert forthright("woocommerce", "--shop", "another", "--url", other.url, *KEYS).exit_code == 0


def test_keys_that_are_refused_are_not_saved(forthright: Forthright, store: Store) -> None:
    wrong = ("--key", "ck_store", "--secret", "cs_wrong", "--webhook-secret", "hush-1")
    done = forthright("woocommerce", "--shop", "lantern", "--url", store.url, *wrong)
    assert done.exit_code == 2
    assert "WooCommerce refuses these keys" in done.output
    assert "Nothing was saved" in done.output
    with pytest.raises(AssertionError):
        forthright.saved()


def test_connecting_again_keeps_the_last_secret_for_what_is_on_its_way(forthright: Forthright, store: Store) -> None:
    forthright("woocommerce", "--shop", "lantern", "--url", store.url, *KEYS)
    for _ in range(2):
        done = forthright("woocommerce", "--shop", "lantern", "--url", store.url, *KEYS[:-1], "hush-2")
        assert "lantern is connected" in done.output
    assert forthright.saved()[2]["webhook_secret"] == "hush-2"
    assert forthright.saved()[2]["previous_webhook_secret"] == "hush-1"


def test_what_is_left_out_is_named_with_where_to_find_it(forthright: Forthright, store: Store) -> None:
    done = forthright("woocommerce", "--shop", "lantern", "--url", store.url, "--key", "ck_store")
    assert done.exit_code == 2
    assert "--secret is missing: consumer secret (cs_...)" in done.output
    assert not forthright.has_database()


def test_an_unknown_connector_is_answered_with_those_that_are_known(forthright: Forthright) -> None:
    done = forthright("magento", "--shop", "lantern")
    assert done.exit_code == 2
    assert "no connector is called 'magento'; known: " in done.output
    assert "woocommerce" in done.output


@pytest.mark.parametrize("name", ["Lantern", "a/b", "", "-x", "a b", "x" * 64])
def test_a_name_that_cannot_stand_in_an_address(forthright: Forthright, store: Store, name: str) -> None:
    done = forthright("woocommerce", f"--shop={name}", "--url", store.url, *KEYS)
    assert done.exit_code == 2
    assert "cannot be a shop's name" in done.output


def test_a_store_that_hides_itself_is_named_by_its_address(forthright: Forthright, store: Store) -> None:
    store.answers["/wp-json/"] = as_json({"code": "rest_disabled", "message": "No."}, 401)
    done = forthright("woocommerce", "--shop", "lantern", "--url", store.url, *KEYS)
    assert "The keys work: " in done.output


@pytest.mark.parametrize(
    ("given", "taken"),
    [("shop.example", "https://shop.example"), ("https://Shop.Example/", "https://shop.example"),
     ("https://shop.example/de/", "https://shop.example/de"),
     ("https://shop.example/wp-json/wc/v3/", "https://shop.example"),
     ("https://shop.example:8443/wp-admin/index.php?x=1", "https://shop.example:8443"),
     ("http://127.0.0.1:8899", "http://127.0.0.1:8899")],
)  # fmt: skip
def test_an_address_as_merchants_paste_it(given: str, taken: str) -> None:
    assert store_url(given, ("127.0.0.1",)) == taken


@pytest.mark.parametrize(
    ("given", "says"),
    [("", "no address"), ("ftp://shop.example", "no address"), ("https://", "no address"),
     ("javascript:alert(1)", "no address"), ("https://[::1", "no address"), ("shop.example:port", "no address"),
     ("my shop.example", "no address"), ("https://shop..example", "no address"),
     ("https://me:pass@shop.example", "leave them out"), ("http://shop.example", "without encryption")],
)  # fmt: skip
def test_an_address_that_will_not_do(given: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        store_url(given, ("127.0.0.1",))

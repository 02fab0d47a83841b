"""A shop is read page by page; a killed import goes on where it stopped, and nothing comes twice."""

import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func
from sqlmodel import col, select

from connectors.console.connector import ConsoleStorefront
from integration.domain.commerce import Policy, PolicyKind
from integration.ports import Permanent
from integration.store import activity, catalogue, shops
from integration.store.session import read, write
from integration.store.shop_settings import shop_settings
from integration.store.tables import ConnectionRow, DocumentVersionRow, OrderLineRow, OrderRow, ShopRow
from integration.store.vault import Vault
from jobs.context import Context
from jobs.queue import open_queue, queue_of
from jobs.sync import LEASE_SECONDS, sync_connection
from tests.clock import Clock

DIES = """
import os, sys
from datetime import datetime
from integration.store.session import open_engine
from integration.store.vault import Vault
from jobs.context import Context
from jobs.sync import sync_connection

url, key, connection_id, now, calls = sys.argv[1:]
left = int(calls)

def clock():
    global left
    left -= 1
    if left < 0:
        os._exit(9)
    return datetime.fromisoformat(now)

sync_connection(Context(open_engine(url), Vault([key]), None, clock), int(connection_id))
"""


@pytest.fixture
def vault_key() -> str:
    return Fernet.generate_key().decode()


@pytest.fixture
def vault(vault_key: str) -> Vault:
    return Vault([vault_key])


def connect(
    context: Context, shop: ShopRow, clock: Clock, connector: str = "console", url: str = "", **config: object
) -> ConnectionRow:
    given = {"started_at": clock().isoformat(), "mail_dir": "mail"} | config
    with write(context.engine) as session:
        row = shops.save_connection(session, shop.id, connector, context.vault.seal({}), clock(), url, given)
        session.commit()
        session.refresh(row)
        return row


def look(context: Context, connection: ConnectionRow) -> ConnectionRow:
    with read(context.engine) as session:
        return shops.connection_by_id(session, connection.id)


def count(context: Context, table: type) -> int:
    with read(context.engine) as session:
        return session.exec(select(func.count()).select_from(table)).one()


def acts(context: Context, shop: ShopRow) -> list[str]:
    with read(context.engine) as session:
        return [f"{row.act}: {row.detail.get('reason', '')}" for row in activity.activity(session, shop.id)]


def test_everything_a_shop_has_is_read(context: Context, shop: ShopRow, clock: Clock) -> None:
    sync_connection(context, connect(context, shop, clock).id)
    with read(context.engine) as session:
        assert len(catalogue.documents(session, shop.id, "policy")) == 20
        assert len(catalogue.documents(session, shop.id, "product")) == 46
        numbers = session.exec(select(OrderRow.number).where(OrderRow.shop_id == shop.id)).all()
    assert len(numbers) == len(set(numbers)) == 67
    assert acts(context, shop) == ["shop read: "]


def test_what_the_platform_is_set_to_is_kept(context: Context, shop: ShopRow, clock: Clock) -> None:
    sync_connection(context, connect(context, shop, clock).id)
    with read(context.engine) as session:
        settings = shop_settings(session, shop.id)
    assert settings.prices_include_tax is True
    assert settings.currency == "EUR"
    assert any("FR" in zone.countries for zone in settings.zones)


def test_a_shop_is_read_though_its_shipping_settings_are_kept_back(
    context: Context, shop: ShopRow, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(_: ConsoleStorefront) -> None:
        raise Permanent("the key may not read shipping")

    monkeypatch.setattr(ConsoleStorefront, "shipping_rates", refuses)
    sync_connection(context, connect(context, shop, clock).id)
    with read(context.engine) as session:
        assert shop_settings(session, shop.id).zones == ()
        assert len(catalogue.documents(session, shop.id, "policy")) == 20
    assert "shipping settings not read: the key may not read shipping" in acts(context, shop)


def test_a_page_that_the_store_lists_no_more_says_nothing_any_more(
    context: Context, shop: ShopRow, other_shop: ShopRow, clock: Clock
) -> None:
    connection = connect(context, shop, clock)
    old = Policy("old-returns", PolicyKind.REFUND, "Returns", "<p>90 days</p>", "en", updated_at=clock())

    def listed(of: ShopRow) -> bool:
        with read(context.engine) as session:
            return "old-returns" in {row.vendor_id for row in catalogue.documents(session, of.id, "policy")}

    def save() -> None:
        with write(context.engine) as session:
            for of in (shop, other_shop):
                catalogue.save_policy(session, of.id, old, clock())
            session.commit()

    save()
    sync_connection(context, connection.id)
    assert (listed(shop), listed(other_shop)) == (False, True)
    save()
    assert listed(shop), "it is there again, unchanged"
    connect(context, shop, clock, "woocommerce", "https://shop.example")
    sync_connection(context, connection.id)
    assert listed(shop), "it may be the other storefront's"
    with write(context.engine) as session:
        catalogue.save_policy(session, shop.id, old, clock(), "console")
        session.commit()
    sync_connection(context, connection.id)
    assert not listed(shop), "it was of this one"


def test_what_was_ordered_before_the_shop_came_is_history(context: Context, shop: ShopRow, clock: Clock) -> None:
    started = clock().isoformat()
    clock.advance(days=-3)
    connection = connect(context, shop, clock, started_at=started)
    clock.advance(days=3)
    sync_connection(context, connection.id)
    with read(context.engine) as session:
        live = session.exec(select(OrderRow).where(col(OrderRow.imported).is_(False))).all()
    assert {row.number for row in live} == {"2330", "2338"}
    assert len(open_queue(context.redis, queue_of("audit"))) == 66
    [bell] = open_queue(context.redis, queue_of("decide")).jobs
    assert (bell.args[0], {*bell.args[1:]}) == ("decide", {row.id for row in live})


@pytest.mark.parametrize("calls", [30, 39])
def test_a_killed_import_goes_on_where_it_stopped(
    context: Context, shop: ShopRow, clock: Clock, vault_key: str, calls: int
) -> None:
    connection = connect(context, shop, clock)
    address = context.engine.url.render_as_string(hide_password=False)
    arguments = [address, vault_key, str(connection.id), clock().isoformat(), str(calls)]
    killed = subprocess.run([sys.executable, "-c", DIES, *arguments], cwd=Path(__file__).parents[2], timeout=60)
    assert killed.returncode == 9
    before, versions, orders = look(context, connection), count(context, DocumentVersionRow), count(context, OrderRow)
    assert before.synced_at is None
    assert before.cursors
    assert 0 < versions + orders < 106

    sync_connection(context, connection.id)
    assert look(context, connection).cursors == before.cursors, "the dead worker's lease still runs"
    clock.advance(seconds=LEASE_SECONDS)
    sync_connection(context, connection.id)

    assert (count(context, DocumentVersionRow), count(context, OrderRow)) == (66, 67)
    assert look(context, connection).synced_at == clock()
    assert set(look(context, connection).cursors) == {"products", "orders"}


def test_the_next_run_asks_only_for_what_changed(context: Context, shop: ShopRow, clock: Clock) -> None:
    connection = connect(context, shop, clock)
    sync_connection(context, connection.id)
    before = look(context, connection).cursors
    lines = count(context, OrderLineRow)
    clock.advance(hours=1)
    sync_connection(context, connection.id)
    assert acts(context, shop) == ["shop read: "], "nothing had changed, and nothing was said"
    assert look(context, connection).cursors["orders"]["since"] > before["orders"]["since"]
    assert (count(context, DocumentVersionRow), count(context, OrderLineRow)) == (66, lines)


def test_what_the_merchant_said_of_the_shop_stands(context: Context, shop: ShopRow, clock: Clock) -> None:
    sync_connection(context, connect(context, shop, clock).id)
    with read(context.engine) as session:
        row = shops.shop(session, shop.id)
    assert (row.country, row.email) == (shop.country, shop.email)
    assert (row.title, row.timezone, row.url) == ("Trama do Sal", "Europe/Lisbon", "https://tramadosal.example")


def test_a_vendor_that_does_not_answer_is_asked_again_later(context: Context, shop: ShopRow, clock: Clock) -> None:
    credentials = context.vault.seal({"key": "ck_1", "secret": "cs_1", "webhook_secret": "s"})
    with write(context.engine) as session:
        url = "http://127.0.0.1:9"
        row = shops.save_connection(session, shop.id, "woocommerce", credentials, clock(), url)
        session.commit()
        session.refresh(row)
    sync_connection(context, row.id)
    assert look(context, row).state == "live"
    assert look(context, row).synced_at == clock()
    [said] = acts(context, shop)
    assert said.startswith("sync failed: ")


def test_a_key_that_is_refused_pauses_the_connection(context: Context, shop: ShopRow, clock: Clock) -> None:
    with write(context.engine) as session:
        row = shops.save_connection(session, shop.id, "console", b"sealed with another key", clock())
        session.commit()
        session.refresh(row)
    sync_connection(context, row.id)
    assert (look(context, row).state, count(context, OrderRow)) == ("paused", 0)
    clock.advance(hours=1)
    sync_connection(context, row.id)
    assert look(context, row).synced_at < clock(), "a paused connection is left alone"


def test_a_connector_without_a_shop_is_left_alone(context: Context, shop: ShopRow, clock: Clock) -> None:
    connection = connect(context, shop, clock, "files")
    sync_connection(context, connection.id)
    sync_connection(context, 999)
    assert look(context, connection).state == "live"
    assert acts(context, shop) == []

"""A store that moved is the same one; another store, or a copy that went on by itself, is kept out of the shop."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from integration.ports import Permanent, Temporary
from integration.store import shops
from integration.store.session import read
from integration.store.tables import ConnectionRow, OrderRow, ProductRow, ShopRow
from jobs.connect import Connected as Done
from jobs.connect import connect
from tests.connectors.woocommerce.conftest import PUBLIC, Connected
from tests.connectors.woocommerce.test_life import Life, life  # noqa: F401 a fixture
from tests.woocommerce.server import StandIn, standing_in

KEYS = {"key": "ck_store", "secret": "cs_store"}


@pytest.fixture
def elsewhere(connected: Connected) -> Iterator[StandIn]:
    """A second store, which calls an order and a product of its own by the numbers of the first."""
    with standing_in(clock=lambda: connected.clock().replace(tzinfo=None, microsecond=0)) as store:
        store.shop.place_order(1, total="999.00")
        store.shop.edit_product(501, name="A boat")
        yield store


def read_first(connected: Connected, known_by: str, other: StandIn) -> None:
    """What the shop then holds, and what the other store says of itself, leave this alone to know it by."""
    if known_by == "its products":
        connected.woo.shop.orders.drop(1)
    connected.sync()
    connected.advance(5)
    if known_by != "its id":
        other.shop.store_id = ""


def go(connected: Connected, store: StandIn) -> Done:
    return connect(connected.context, "lab", "woocommerce", store.url, KEYS, must_answer=True)


def move(connected: Connected, store: StandIn) -> None:
    """What the first holds stands at the other address."""
    store.shop.store_id = connected.woo.shop.store_id
    store.shop.orders, store.shop.products = connected.woo.shop.orders, connected.woo.shop.products


def held(connected: Connected) -> tuple[list[str], list[str]]:
    with read(connected.context.engine) as session:
        orders = session.exec(select(OrderRow.total).order_by(OrderRow.id)).all()
        products = session.exec(select(ProductRow.title).order_by(ProductRow.id)).all()
    return [str(total) for total in orders], list(products)


@pytest.mark.parametrize("known_by", ["its id", "its orders", "its products"])
def test_a_store_that_moved_is_the_same(connected: Connected, elsewhere: StandIn, known_by: str) -> None:
    move(connected, elsewhere)
    read_first(connected, known_by, elsewhere)
    before, row = held(connected), connected.row
    done = go(connected, elsewhere)
    assert (done.moved_from, connected.row.url) == (connected.woo.url, elsewhere.url)
    connected.sync()
    assert connected.row.id == row.id
    assert held(connected) == before
    assert any(f"{elsewhere.url} {connected.woo.url}" in act for act in connected.acts()), connected.acts()


@pytest.mark.parametrize("known_by", ["its id", "its orders", "its products"])
def test_another_store_is_kept_out_and_nothing_is_written_over(
    connected: Connected, elsewhere: StandIn, known_by: str
) -> None:
    read_first(connected, known_by, elsewhere)
    before, row = held(connected), connected.row
    with pytest.raises(Permanent, match=r"another store than the one at .* that lab was read from"):
        go(connected, elsewhere)
    assert connected.row == row
    connected.sync()
    assert held(connected) == before


def test_a_copy_that_went_on_by_itself_is_kept_out(connected: Connected, elsewhere: StandIn) -> None:
    connected.sync()
    elsewhere.shop.store_id = connected.woo.shop.store_id
    with pytest.raises(Permanent, match="another store"):
        go(connected, elsewhere)


def test_a_store_set_up_anew_at_the_same_address_is_another(connected: Connected, elsewhere: StandIn) -> None:
    connected.sync()
    connected.woo.shop.store_id = elsewhere.shop.store_id
    with pytest.raises(Permanent, match="another store"):
        go(connected, connected.woo)
    connected.woo.shop.store_id = ""
    assert go(connected, connected.woo).moved_from == "", "one that does not say stays the one at its address"


def test_where_nothing_was_read_nothing_can_be_mixed(connected: Connected) -> None:
    with standing_in() as other:
        other.shop.place_order(1)
        go(connected, other)
        connected.sync()
    assert set(connected.statuses()) == {"1"}


def test_who_cannot_be_asked_is_not_taken_for_the_same(connected: Connected, elsewhere: StandIn) -> None:
    connected.sync()
    elsewhere.faults = ["503"] * 9
    with pytest.raises(Temporary, match="cannot be asked now: the store is in maintenance"):
        connect(connected.context, "lab", "woocommerce", elsewhere.url, KEYS)
    assert connected.row.url == connected.woo.url


def test_its_id_is_asked_for_once(connected: Connected) -> None:
    connected.sync()
    connected.woo.asked.clear()
    connected.sync()
    assert "system_status" not in [endpoint for _, endpoint, _ in connected.woo.asked]


def test_the_screen_offers_a_shop_of_its_own(life: Life) -> None:  # noqa: F811
    life.store.shop.place_order(1)
    life.install()
    life.pass_by()
    with standing_in() as other:
        other.shop.place_order(1, total="999.00")
        other.shop.hooks.app = life.store.shop.hooks.app
        refused = life.press("/connections/woocommerce", url=other.url, **KEYS)
        assert "This is another store than the one at" in refused
        assert "Make a shop of its own for this store" in refused
        asked = life.press("/install/woocommerce", url=other.url)
        assert life.ours.row.url == life.store.url
        assert "Now say yes in your store." in asked
        made = life.press("/shops/new/woocommerce", url=other.url)
        assert "This is a new shop, and you own it." in made
        assert f'value="{other.url}"' in made
        assert "Connected to WooCommerce." in life.press("/connections/woocommerce", url=other.url, **KEYS)
        life.pass_by()
    with read(life.context.engine) as session:
        stores = select(ShopRow.name, ConnectionRow.url, OrderRow.total).where(
            ConnectionRow.connector == "woocommerce",
            ConnectionRow.shop_id == ShopRow.id,
            OrderRow.shop_id == ShopRow.id,
        )
        rows = session.exec(stores).all()
    assert {(name, url, str(total)) for name, url, total in rows} == {
        ("lab", life.store.url, "64.90"), ("127.0.0.1", other.url, "999.00"),
    }  # fmt: skip


def test_keys_of_another_store_that_say_yes_are_taken_back(life: Life) -> None:  # noqa: F811
    life.store.shop.place_order(1)
    life.install()
    life.pass_by()
    keys = set(life.store.shop.keys.secrets)
    life.store.shop.store_id = "7f0c1e7a-8d3b-4c6e-9a21-77b0d4e3c915"
    told = life.install(answered=403)
    assert "Make a shop of its own for this store" in told
    assert set(life.store.shop.keys.secrets) == keys, "the store deletes what was not taken"
    assert life.ours.row.state == "live"


def test_only_an_owner_makes_a_shop(life: Life) -> None:  # noqa: F811
    stranger: FlaskClient = life.owner.application.test_client()
    assert stranger.post("/shops/new/woocommerce", base_url=PUBLIC).status_code == 302, "to the sign-in"
    assert life.owner.post("/shops/new/nobody", base_url=PUBLIC).status_code == 404
    assert "is no address of a shop" in life.press("/shops/new/woocommerce", url="no address")
    with read(life.context.engine) as session:
        assert [shop.name for shop in shops.shops(session)] == ["lab"]

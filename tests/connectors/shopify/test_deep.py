"""What no webhook told of and no date shows is found in the night: an order, its promise, a scan, and what is gone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sqlmodel import select

from connectors.shopify import bulk
from integration.store import shops
from integration.store.session import read, write
from integration.store.tables import OrderRow, ProductRow, PromiseRow, TrackingEventRow
from jobs import deep
from jobs.queue import open_queue, queue_of
from jobs.reconcile import STOCK_EVERY, reconcile
from jobs.stock import take_stock
from tests.clock import Clock
from tests.connectors.shopify.conftest import Installed
from tests.connectors.shopify.gathering import Gathered, lines
from tests.connectors.shopify_store import connection
from tests.connectors.test_shopify_promised import part
from tests.connectors.test_shopify_storefront import candle

LATER = {"status": "OUT_FOR_DELIVERY", "happenedAt": "2026-10-05T07:00:00Z", "message": None, "city": "Porto",
         "country": "PT"}  # fmt: skip
RUNNING = {"bulkOperation": {"status": "RUNNING", "url": None, "partialDataUrl": None}}
PROMISED = datetime(2026, 10, 9, 20, tzinfo=UTC)


class Killed(BaseException):
    """As kill -9: nothing of ours runs afterwards."""


def night(shop: Installed) -> None:
    take_stock(shop.context, shop.row.id or 0)


def held(shop: Installed, table: Any) -> list[Any]:
    with read(shop.context.engine) as session:
        rows = list(session.exec(select(table)))
        session.expunge_all()
    return rows


def unseen(node: dict[str, Any], number: int) -> dict[str, Any]:
    """Another order, with a promise; it changed long ago, so that no reading by date shows it."""
    parts = connection([{**part("2026-10-09T20:00:00Z"), "id": f"gid://shopify/FulfillmentOrder/{number}"}])
    about = {"id": f"gid://shopify/Order/{number}", "name": f"#{number}", "fulfillmentOrders": parts}
    return {**node, **about, "fulfillments": []}


def scanned(node: dict[str, Any]) -> dict[str, Any]:
    """One scan more, and no date of the order that says so."""
    [parcel] = node["fulfillments"]
    return {**node, "fulfillments": [{**parcel, "events": connection([LATER, *parcel["events"]["nodes"]])}]}


def scans(shop: Installed) -> set[str]:
    return {row.at.isoformat() for row in held(shop, TrackingEventRow)}


@pytest.fixture
def known(shop: Installed, clock: Clock) -> Installed:
    """Read once; then a day passes in which the store tells nothing."""
    shop.sync()
    clock.advance(days=5)
    return shop


class Large:
    """The store as a large one: `parts` are the files that it gathers, `states` what the first asking is told."""

    def __init__(self, shop: Installed, server: HTTPServer, place: Any) -> None:
        self.shop, self.place = shop, place
        shop.shopify.answers["Counts"] = {"productsCount": {"count": 2000}, "ordersCount": {"count": 2000}}
        names = ("AllOrders", "AllParcels", "AllProducts")
        self.files = {name: place / name for name in names}
        self.keep(AllOrders=[], AllParcels=[], AllProducts=[candle(1)])
        Gathered(shop.shopify, server, self.files)

    def keep(self, **nodes: list[dict[str, Any]]) -> None:
        for name, found in nodes.items():
            self.files[name].write_bytes(lines(found))

    def begun(self) -> list[str]:
        return [said["query"].split()[1] for name, said, _ in self.shop.shopify.seen if name == "BulkRun"]


@pytest.fixture
def large(known: Installed, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Large]:
    monkeypatch.setattr(bulk, "POLL_SECONDS", 0.0)
    monkeypatch.setattr(bulk, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(bulk, "PIECE", 3000)
    with HTTPServer("127.0.0.1", threaded=True) as server:
        yield Large(known, server, tmp_path)


def gathered(node: dict[str, Any]) -> dict[str, Any]:
    """As an order stands in Shopify's file: without the scans of its parcels."""
    return {**node, "fulfillments": [{**one, "events": None} for one in node["fulfillments"]]}


def work(node: dict[str, Any]) -> dict[str, Any]:
    """Its fulfillment order in the other file, with them."""
    [parcel] = node["fulfillments"]
    events = [{"id": f"gid://shopify/FulfillmentEvent/{at}", **one} for at, one in enumerate(parcel["events"]["nodes"])]
    parts = connection([{**parcel, "events": connection(events)}])
    return {"id": "gid://shopify/FulfillmentOrder/4", "orderId": node["id"], "fulfillments": parts}


def test_a_small_store_is_listed_page_by_page(known: Installed) -> None:
    node = scanned(known.node)
    known.shopify.answers["Orders"] = lambda asked: {
        "orders": connection([node, unseen(node, 5502)] if "created_at" in str(asked["query"]) else [])
    }
    known.sync()
    assert len(held(known, OrderRow)) == 1
    known.shopify.seen.clear()
    night(known)
    assert {row.vendor_id for row in held(known, OrderRow)} == {"5501", "5502"}
    assert "2026-10-05T07:00:00+00:00" in scans(known)
    assert "BulkRun" not in known.shopify.asked()
    [listed] = [said for name, said, _ in known.shopify.seen if name == "Orders"]
    since = known.context.clock() - deep.READ_FOR
    assert listed["query"] == f"created_at:>='{since:%Y-%m-%dT%H:%M:%SZ}'"


def test_a_large_one_gathers_it(large: Large) -> None:
    node = scanned(large.shop.node)
    large.keep(AllOrders=[gathered(node), unseen(node, 5502)], AllParcels=[work(node)])
    large.shop.shopify.seen.clear()
    night(large.shop)
    assert {row.vendor_id for row in held(large.shop, OrderRow)} == {"5501", "5502"}
    orders = {row.id: row.vendor_id for row in held(large.shop, OrderRow)}
    promises = {orders[row.order_id]: (row.promised_by, row.basis) for row in held(large.shop, PromiseRow)}
    assert promises["5502"] == (PROMISED, "stated")
    assert "2026-10-05T07:00:00+00:00" in scans(large.shop)
    assert [row.vendor_id for row in held(large.shop, ProductRow)] == ["1"]
    assert large.begun() == ["AllOrders", "AllParcels", "AllProducts"]
    orders, parcels, _ = [said["query"] for name, said, _ in large.shop.shopify.seen if name == "BulkRun"]
    since = f">='{large.shop.context.clock() - deep.READ_FOR:%Y-%m-%dT%H:%M:%SZ}'"
    assert f"created_at:{since}" in orders
    assert f"updated_at:{since}" in parcels
    assert large.shop.row.counted_at == large.shop.context.clock()
    assert large.shop.row.cursors["deep"] == {}


def test_only_what_is_under_way_is_decided_anew(large: Large) -> None:
    redis = large.shop.context.redis
    assert redis is not None
    done = {**large.shop.node["fulfillments"][0], "deliveredAt": "2026-10-05T08:00:00Z", "displayStatus": "DELIVERED"}
    arrived = {**unseen(large.shop.node, 5502), "fulfillments": [{**done, "id": "gid://shopify/Fulfillment/78"}]}
    large.keep(AllOrders=[gathered(large.shop.node), gathered(arrived)])
    redis.flushdb()
    night(large.shop)
    rows = {row.vendor_id: row.id for row in held(large.shop, OrderRow)}
    assert [tuple(job.args) for job in open_queue(redis, queue_of("decide")).jobs] == [("decide", rows["5501"])]


@pytest.mark.parametrize("waits", [False, True])
def test_an_order_that_is_not_listed_is_looked_up(large: Large, waits: bool) -> None:
    large.shop.shopify.answers["Order"] = {"order": None}
    large.shop.shopify.answers["AccessScopes"] = {"currentAppInstallation": {"accessScopes": []}}
    if waits:
        operation = large.shop.shopify.answers["BulkOperation"]
        large.shop.shopify.answers["BulkOperation"] = RUNNING
        night(large.shop)
        large.shop.shopify.answers["BulkOperation"] = operation
    night(large.shop)
    assert [row.status for row in held(large.shop, OrderRow)] == ["deleted"]


def test_a_store_that_gathers_for_hours_is_not_waited_for(large: Large) -> None:
    operation = large.shop.shopify.answers["BulkOperation"]
    large.shop.shopify.answers["BulkOperation"] = RUNNING
    large.keep(AllOrders=[gathered(large.shop.node), unseen(large.shop.node, 5502)])
    night(large.shop)
    night(large.shop)
    assert large.shop.row.counted_at is None
    assert len(held(large.shop, OrderRow)) == 1
    assert large.shop.context.redis is not None
    large.shop.context.redis.flushdb()
    reconcile(large.shop.context)
    rung = [tuple(job.args) for job in open_queue(large.shop.context.redis, queue_of("take_stock")).jobs]
    assert ("take_stock", large.shop.row.id) in rung
    large.shop.shopify.answers["BulkOperation"] = operation
    night(large.shop)
    assert len(held(large.shop, OrderRow)) == 2
    assert large.begun() == ["AllOrders", "AllParcels", "AllProducts"]


def test_one_that_was_killed_goes_on_where_it_was(large: Large, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    large.keep(AllOrders=[gathered(large.shop.node), *(unseen(large.shop.node, 6000 + it) for it in range(20))])
    save, turns = deep.save_listed, iter(range(100))

    def dying(*arguments: Any) -> list[OrderRow]:
        if next(turns) == 3:
            raise Killed
        return save(*arguments)

    monkeypatch.setattr(deep, "save_listed", dying)
    with pytest.raises(Killed):
        night(large.shop)
    reached = len(held(large.shop, OrderRow))
    assert 1 < reached < 21
    monkeypatch.setattr(deep, "save_listed", save)
    clock.advance(hours=1)
    night(large.shop)
    assert len(held(large.shop, OrderRow)) == 21
    assert large.begun() == ["AllOrders", "AllParcels", "AllProducts"]


def test_one_that_never_ends_is_left_and_the_next_night_begins_anew(large: Large, clock: Clock) -> None:
    operation = large.shop.shopify.answers["BulkOperation"]
    large.shop.shopify.answers["BulkOperation"] = RUNNING
    night(large.shop)
    clock.advance(days=4)
    large.shop.shopify.answers["BulkOperation"] = operation
    night(large.shop)
    assert [row.vendor_id for row in held(large.shop, ProductRow)] == ["1"], "what else the night does is done"
    assert large.begun() == ["AllOrders", "AllProducts"]
    clock.now += STOCK_EVERY
    large.keep(AllOrders=[gathered(large.shop.node), unseen(large.shop.node, 5502)])
    night(large.shop)
    assert len(held(large.shop, OrderRow)) == 2


def test_what_a_store_keeps_from_us_is_read_without(large: Large) -> None:
    """Its fulfillment orders: then what was promised is not asked for, and no list of parcels either."""
    with_scope = large.shop.context.vault.open(large.shop.row.credentials)
    assert "fulfillment_orders" in with_scope["scope"]
    sealed = large.shop.context.vault.seal({**with_scope, "scope": "read_orders,read_products"})
    assert put_keys(large.shop, sealed)
    large.keep(AllOrders=[gathered(large.shop.node)])
    night(large.shop)
    [orders, products] = [said["query"] for name, said, _ in large.shop.shopify.seen if name == "BulkRun"]
    assert "fulfillmentOrders" not in orders
    assert "AllProducts" in products


def put_keys(shop: Installed, sealed: bytes) -> bool:
    with write(shop.context.engine) as session:
        row = shop.row
        done = shops.change_credentials(session, row.shop_id, row.connector, row.credentials, sealed)
        session.commit()
    return done


def test_the_night_takes_a_trifle_of_the_limit(large: Large) -> None:
    """Points of a mutation and of an object, as Shopify reckons them, against what the smallest plan gives in a day."""
    large.keep(AllOrders=[gathered(large.shop.node)])
    large.shop.shopify.seen.clear()
    night(large.shop)
    points = sum(10 if name == "BulkRun" else 4 for name in large.shop.shopify.asked())
    assert points < 100 * timedelta(days=1).total_seconds() / 10_000

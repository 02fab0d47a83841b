"""A large shop's first reading: gathered by Shopify, read in pieces, resumed where it was killed, and never twice."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)
from pytest_httpserver import HTTPServer
from sqlmodel import select

from connectors.shopify import bulk
from connectors.shopify.documents import document
from connectors.shopify.storefront import ShopifyStorefront
from integration.domain.commerce import Order, Product
from integration.store.session import read
from integration.store.tables import OrderRow, ProductRow
from jobs import sync as syncing
from tests.connectors.shopify.conftest import Installed
from tests.connectors.shopify.gathering import Gathering, lines
from tests.connectors.shopify_store import ShopifyStore, connection
from tests.connectors.test_shopify_client import access
from tests.connectors.test_shopify_storefront import SHOP, candle, order, variant

CANDLES = [
    candle(number, variants=connection([variant(number * 10), variant(number * 10 + 1)])) for number in range(1, 41)
]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "POLL_SECONDS", 0.0)
    monkeypatch.setattr(bulk, "PIECE", 3000)


@pytest.fixture
def lantern(server: HTTPServer) -> ShopifyStore:
    store = ShopifyStore(server)
    store.answers["Shop"] = SHOP
    return store


@pytest.fixture
def gathering(lantern: ShopifyStore, server: HTTPServer) -> Gathering:
    return Gathering(lantern, server, lines(CANDLES, "variants"))


def walked(store: ShopifyStore) -> Iterator[Product]:
    cursor, asked = None, 0
    while True:
        page = ShopifyStorefront(access(store)).products(None, cursor)
        yield from page.items
        cursor, asked = page.cursor, asked + 1
        assert asked < 100
        if cursor is None:
            return


def test_all_of_it_comes_once_with_what_belongs_to_it(lantern: ShopifyStore, gathering: Gathering) -> None:
    found = list(walked(lantern))
    assert [product.id for product in found] == [str(number) for number in range(1, 41)]
    assert {len(product.offers) for product in found} == {2}
    assert len(gathering.ranges) > 5
    assert "Products" not in lantern.asked()


def test_a_file_server_that_knows_no_ranges(lantern: ShopifyStore, gathering: Gathering) -> None:
    gathering.takes_ranges = False
    assert len(list(walked(lantern))) == 40


@pytest.mark.parametrize("size", [1, 7, 2999, 3000, 3001])
def test_a_file_of_any_length_ends(lantern: ShopifyStore, gathering: Gathering, size: int) -> None:
    gathering.file = lines(CANDLES[:1], "variants").ljust(size, b"\n")
    assert [product.id for product in walked(lantern)] == ["1"]


def test_one_product_may_be_larger_than_a_piece(lantern: ShopifyStore, gathering: Gathering) -> None:
    large = candle(1, variants=connection([variant(number) for number in range(60)]))
    gathering.file = lines([large, *CANDLES[1:3]], "variants")
    assert [len(product.offers) for product in walked(lantern)] == [60, 2, 2]


@pytest.mark.parametrize("status", ["FAILED", "CANCELED", "EXPIRED"])
def test_what_shopify_could_not_finish_is_read_and_the_rest_page_by_page(
    lantern: ShopifyStore, gathering: Gathering, status: str
) -> None:
    gathering.status, gathering.file = status, gathering.file[:5000]
    lantern.answers["Products"] = {"products": connection(CANDLES)}
    found = [product.id for product in walked(lantern)]
    assert found[0] == "1"
    assert found[-40:] == [str(number) for number in range(1, 41)]
    assert lantern.asked().count("Products") == 1


def test_an_address_that_is_good_no_more(lantern: ShopifyStore, gathering: Gathering) -> None:
    gathering.expired = True
    lantern.answers["Products"] = {"products": connection(CANDLES)}
    assert len(list(walked(lantern))) == 40


def test_shopify_gathers_for_somebody_else(lantern: ShopifyStore, gathering: Gathering) -> None:
    busy = {"field": None, "message": "A bulk query operation for this app and shop is already in progress."}
    lantern.answers["BulkRun"] = {"bulkOperationRunQuery": {"bulkOperation": None, "userErrors": [busy]}}
    lantern.answers["Products"] = {"products": connection(CANDLES)}
    assert len(list(walked(lantern))) == 40


def test_an_empty_shop_has_no_file(lantern: ShopifyStore, gathering: Gathering) -> None:
    gathering.file = b""
    assert list(walked(lantern)) == []


def test_a_small_shop_and_a_later_reading_are_asked_page_by_page(lantern: ShopifyStore, gathering: Gathering) -> None:
    lantern.answers["Products"] = {"products": connection(CANDLES[:1])}
    syncing_since = syncing.OVERLAP
    ShopifyStorefront(access(lantern)).products(access(lantern).clock() - syncing_since, None)
    lantern.answers["Counts"] = {"productsCount": {"count": 1000}, "ordersCount": {"count": 1}}
    assert len(list(walked(lantern))) == 1
    assert "BulkRun" not in lantern.asked()


def test_orders_come_with_their_lines_and_parcels(lantern: ShopifyStore, server: HTTPServer) -> None:
    gathering = Gathering(lantern, server, lines([order()], "lineItems"))
    gathering.states = []
    shopfront = ShopifyStorefront(access(lantern))
    first = shopfront.orders(None, None)
    [found] = first.items
    assert isinstance(found, Order)
    assert (len(found.lines), len(found.fulfillments), len(found.refunds)) == (1, 1, 1)


class Killed(BaseException):
    """As kill -9: nothing of ours runs afterwards."""


def test_a_reading_that_was_killed_goes_on_where_it_was(shop: Installed, monkeypatch: pytest.MonkeyPatch) -> None:
    with HTTPServer("127.0.0.1", threaded=True) as server:
        many = [{**order(), "id": f"gid://shopify/Order/{number}"} for number in range(1, 31)]
        gathering = Gathering(shop.shopify, server, lines(many, "lineItems"))
        shop.shopify.answers["Counts"] = {"productsCount": {"count": 0}, "ordersCount": {"count": 2000}}
        saved = iter(range(100))
        keep = syncing._save

        def dying(*arguments: Any) -> list[int]:
            if arguments[3].name == "orders" and next(saved) == 5:
                raise Killed
            return keep(*arguments)

        monkeypatch.setattr(syncing, "_save", dying)
        with pytest.raises(Killed):
            shop.sync()
        assert 0 < held(shop, OrderRow) < 30
        reached = begin(gathering.ranges[-1])
        gathering.ranges.clear()
        shop.sync()
        assert held(shop, OrderRow) == 30
        assert begin(gathering.ranges[0]) == reached > 0, "only the piece that was not saved is read once more"
        assert shop.shopify.asked().count("BulkRun") == 1
        assert held(shop, ProductRow) == 0


def begin(asked: str) -> int:
    return int(asked.removeprefix("bytes=").partition("-")[0])


def held(shop: Installed, row: type[OrderRow] | type[ProductRow]) -> int:
    with read(shop.context.engine) as session:
        return len(session.exec(select(row)).all())


Fragments = Mapping[str, SelectionSetNode]


def connections(
    selection: SelectionSetNode | None, fragments: Fragments, depth: int = 1
) -> Iterator[tuple[FieldNode, int]]:
    for one in selection.selections if selection else ():
        if isinstance(one, FragmentSpreadNode):
            yield from connections(fragments[one.name.value], fragments, depth)
        if isinstance(one, FieldNode):
            names = (
                {it.name.value for it in one.selection_set.selections if isinstance(it, FieldNode)}
                if one.selection_set
                else set()
            )
            is_connection = "edges" in names or "nodes" in names
            if is_connection:
                yield one, depth
            yield from connections(one.selection_set, fragments, depth + is_connection)


@pytest.mark.parametrize("name", ["all_products", "all_orders"])
def test_the_document_is_one_that_shopify_gathers(name: str) -> None:
    """As its answers say: by edges and node alone, no deeper than two, and no connection within a list."""
    parts = parse(document(name)).definitions
    [query] = [one for one in parts if isinstance(one, OperationDefinitionNode)]
    fragments = {one.name.value: one.selection_set for one in parts if isinstance(one, FragmentDefinitionNode)}
    found = list(connections(query.selection_set, fragments))
    assert 1 <= len(found) <= 5
    assert max(depth for _, depth in found) <= 2
    assert "nodes" not in re.findall(r"\w+", document(name))
    outer, inner = found[0][0], found[1][0]
    assert outer.selection_set is not None
    assert inner.name.value in ("variants", "lineItems")
    assert "events" not in document(name)

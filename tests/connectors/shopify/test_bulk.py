"""A large shop's first reading: gathered by Shopify, read in pieces, resumed where it was killed, and never twice."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    FieldNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    parse,
    validate,
    visit,
)
from pytest_httpserver import HTTPServer
from sqlmodel import select

from connectors.shopify import bulk
from connectors.shopify.client import Client
from connectors.shopify.documents.gathered import gathered
from connectors.shopify.storefront import ShopifyStorefront
from integration.domain.commerce import Order, Product
from integration.store.session import read
from integration.store.tables import OrderRow, ProductRow
from jobs import sync as syncing
from tests.connectors.shopify.conftest import Installed
from tests.connectors.shopify.gathering import Gathering, lines
from tests.connectors.shopify_store import ShopifyStore, connection
from tests.connectors.test_shopify_client import access
from tests.connectors.test_shopify_documents import DESCRIPTION, VERSIONS, published
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
    return Gathering(lantern, server, lines(CANDLES))


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


def test_who_asks_on_waits_each_time(
    lantern: ShopifyStore, gathering: Gathering, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long gathering is no reason to ask as fast as a store answers; a reading may end and come back."""
    monkeypatch.setattr(bulk, "POLL_SECONDS", 25.0)
    slept: list[float] = []
    gathering.states = ["RUNNING"] * 4
    reading = bulk.Bulk(Client(access(lantern)), access(lantern).http, sleep=slept.append)
    pieces = [reading.piece("bulk:5:0") for _ in range(4)]
    assert [piece.later for piece in pieces] == [False, False, True, True]
    assert slept == [25.0] * 4


def test_a_file_server_that_knows_no_ranges(lantern: ShopifyStore, gathering: Gathering) -> None:
    gathering.takes_ranges = False
    assert len(list(walked(lantern))) == 40


@pytest.mark.parametrize("size", [1, 7, 2999, 3000, 3001])
def test_a_file_of_any_length_ends(lantern: ShopifyStore, gathering: Gathering, size: int) -> None:
    gathering.file = lines(CANDLES[:1]).ljust(size, b"\n")
    assert [product.id for product in walked(lantern)] == ["1"]


def test_one_product_may_be_larger_than_a_piece(lantern: ShopifyStore, gathering: Gathering) -> None:
    large = candle(1, variants=connection([variant(number) for number in range(60)]))
    gathering.file = lines([large, *CANDLES[1:3]])
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
    gathering = Gathering(lantern, server, lines([order()]))
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
        gathering = Gathering(shop.shopify, server, lines(many))
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


SENT = {
    "all_products": gathered("all_products"),
    "all_orders": gathered("all_orders", query="created_at:>='2026-08-02T00:00:00Z'", promised=True),
    "all_orders, unpromised": gathered("all_orders", query=None, promised=False),
    "all_parcels": gathered("all_parcels", query="updated_at:>='2026-08-02T00:00:00Z'"),
}


@pytest.mark.parametrize("text", SENT.values(), ids=SENT.keys())
def test_the_query_is_one_that_shopify_gathers(text: str) -> None:
    """As its answers say: by edges and node alone, the first and two below it, each with the id of its owner."""
    [query] = parse(text).definitions
    assert isinstance(query, OperationDefinitionNode)
    assert not query.variable_definitions
    found = list(connections(query.selection_set, {}))
    assert 1 <= len(found) <= 5
    assert max(depth for _, depth in found) <= 3
    assert "nodes" not in re.findall(r"\w+", text)
    assert "pageInfo" not in text
    assert not [field.name.value for field, _ in found for one in field.arguments or () if one.name.value == "first"]
    for owner, _ in found:
        [node] = list(fields(fields([owner], "edges"), "node"))
        inner = list(connections(node.selection_set, {}))
        assert not inner or list(fields([node], "id")), owner.name.value


@pytest.mark.parametrize("text", SENT.values(), ids=SENT.keys())
def test_the_query_is_valid(shared: Path, text: str) -> None:
    for version in VERSIONS:
        schema = build_schema(DESCRIPTION.sub("", published(shared, version)), assume_valid=True)
        assert validate(schema, parse(text)) == []


def test_no_connection_stands_within_a_list(shared: Path) -> None:
    schema = build_schema(DESCRIPTION.sub("", published(shared, VERSIONS[-1])), assume_valid=True)
    for name, text in SENT.items():
        lists = Lists(TypeInfo(schema))
        visit(parse(text), TypeInfoVisitor(lists.info, lists))
        assert not lists.within, name


class Lists(Visitor):
    """The connections that stand within a list: Shopify gathers none of those."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info, self.depth, self.within = info, 0, list[str]()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        kind = str(self.info.get_type())
        self.depth += kind.startswith("[") and node.name.value != "edges"
        self.within += [node.name.value] if self.depth and "Connection" in kind else []

    def leave_field(self, node: FieldNode, *_: Any) -> None:
        self.depth -= str(self.info.get_type()).startswith("[") and node.name.value != "edges"


def fields(owners: Iterable[FieldNode], name: str) -> Iterator[FieldNode]:
    for owner in owners:
        within = owner.selection_set.selections if owner.selection_set else ()
        yield from (it for it in within if isinstance(it, FieldNode) and it.name.value == name)

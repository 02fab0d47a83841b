"""What is read of a store: its orders, products, pages and rates, also while they change."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from werkzeug import Request, Response

from connectors.woocommerce import read
from connectors.woocommerce.storefront import Position, WooCommerceStorefront
from integration.domain.commerce import OrderStatus
from integration.ports import Permanent
from tests.connectors.conftest import Open
from tests.connectors.store import Store, as_json

API = "/wp-json/wc/v3/"


def test_the_merchant(store: Store, opened: Open) -> None:
    merchant = WooCommerceStorefront(opened(store)).merchant()
    assert (merchant.name, merchant.currency, merchant.country, merchant.timezone, merchant.prices_include_tax) == (
        "Lantern & Sons", "EUR", "PT", "Europe/Lisbon", True,
    )  # fmt: skip


def test_a_site_that_hides_itself_from_strangers_is_still_read(store: Store, opened: Open) -> None:
    for path in ("/wp-json/", "/wp-json/wp/v2/pages"):
        store.answers[path] = as_json({"code": "rest_disabled", "message": "No.", "data": {"status": 401}}, 401)
    storefront = WooCommerceStorefront(opened(store))
    assert storefront.merchant().currency == "EUR"
    assert storefront.policies() == []


def test_the_pages_that_say_how_the_shop_trades(store: Store, opened: Open) -> None:
    found = WooCommerceStorefront(opened(store)).policies()
    assert [(page.id, page.kind, page.title) for page in found] == [
        ("9", "refund", "Trocas – o que fazer"), ("42", "terms", "Regras da casa"),
        ("43", "shipping", "Prazos de entrega"),
    ]  # fmt: skip


def test_the_oldest_of_many_pages_is_found_and_so_is_the_newest(store: Store, opened: Open) -> None:
    many = [{"id": n, "slug": f"news-{n}", "title": {"rendered": "News"}, "content": {"rendered": ""}}
            for n in range(1, 201)]  # fmt: skip
    many[0]["slug"], many[199]["slug"] = "refund_returns", "privacy-policy"

    def pages(request: Request) -> Response:
        first = (int(request.args["page"]) - 1) * 100
        if first >= len(many):
            return as_json({"code": "rest_post_invalid_page_number", "message": "No such page."}, 400)
        return as_json(many[first : first + 100])

    store.answers["/wp-json/wp/v2/pages"] = pages
    assert [page.id for page in WooCommerceStorefront(opened(store)).policies()] == ["1", "42", "200"], "42: the terms"


def test_shipping_rates_by_zone(store: Store, opened: Open) -> None:
    found = WooCommerceStorefront(opened(store)).shipping_rates()
    amounts = [[money and str(money.amount) for money in (rate.price, rate.free_from)] for rate in found]
    assert [(rate.name, rate.countries, *prices) for rate, prices in zip(found, amounts, strict=True)] == [
        ("CTT (2–3 dias)", ("PT", "ES"), "4.90", None), ("Peso", ("PT", "ES"), None, None),
        ("Grátis", ("PT", "ES"), "0", "50"), ("Na loja", ("PT", "ES"), "0", None),
        ("GLS", ("continent:EU",), "12.50", None),
    ]  # fmt: skip


def test_an_order_with_the_parcels_that_only_the_api_shows(store: Store, opened: Open) -> None:
    order = WooCommerceStorefront(opened(store)).order("1001")
    assert order is not None
    [parcel] = order.fulfillments
    assert (parcel.tracking[0].number, parcel.shipped_at) == (
        "DA123456789PT", datetime(2026, 10, 6, 11, 0, tzinfo=UTC),
    )  # fmt: skip
    assert [query.get("dp") for path, query, _ in store.seen if path.endswith("/1001")] == ["2"]


def test_an_order_where_the_fulfillments_feature_was_switched_off_again(store: Store, opened: Open) -> None:
    del store.answers[f"{API}orders/1001/fulfillments"]
    order = WooCommerceStorefront(opened(store)).order("1001")
    assert order is not None
    assert order.fulfillments == ()


def test_what_is_in_no_parcel_of_core_is_still_to_be_sent() -> None:
    raw: dict[str, Any] = {
        "id": 7, "currency": "EUR", "status": "processing", "date_created_gmt": "2026-10-05T08:00:00", "total": "30.00",
        "line_items": [{"id": 1, "name": "Kettle", "quantity": 2}, {"id": 2, "name": "Lid", "quantity": 1}],
    }  # fmt: skip
    sent = {"id": 3, "is_fulfilled": True, "meta_data": [{"key": "_items", "value": [{"item_id": 1, "qty": 2}]}]}
    label = {"id": 4, "is_fulfilled": False, "meta_data": [{"key": "_items", "value": [{"item_id": 2, "qty": 1}]}]}
    assert [line.unsent for line in read.order(raw, [sent, label]).lines] == [0, 1]
    assert read.order(raw, [sent]).sent_in_part
    elsewhere = {"key": "_wc_shipment_tracking_items", "value": [{"tracking_number": "RR1"}]}
    for unknown in (
        {"refunds": [{"id": 9, "total": "-5.00"}]},
        {"meta_data": [elsewhere]},
    ):
        assert [line.unsent for line in read.order({**raw, **unknown}, [sent]).lines] == [None, None]
    assert not read.order({**raw, "status": "completed"}, [sent]).sent_in_part


def test_fulfillments_of_an_order(store: Store, opened: Open) -> None:
    storefront = WooCommerceStorefront(opened(store))
    assert [parcel.id for parcel in storefront.fulfillments("1001")] == ["fulfillment:1001:3"]
    assert storefront.fulfillments("1009") == ()


def test_a_trashed_order_is_deleted_and_a_missing_one_is_none(store: Store, opened: Open) -> None:
    storefront = WooCommerceStorefront(opened(store))
    trashed = storefront.order("1002")
    assert trashed is not None
    assert trashed.status is OrderStatus.DELETED
    assert storefront.order("1009") is None


def test_a_product_is_gone_when_the_store_says_so_and_a_variation_is_its_parent(store: Store, opened: Open) -> None:
    storefront = WooCommerceStorefront(opened(store))
    assert [storefront.product(each) is None for each in ("88", "520", "501")] == [True, True, False]
    variation = storefront.product("511")
    assert variation is not None
    assert variation.id == "501"


@pytest.mark.parametrize("wrong", ["", "1/notes", "../settings", "1?x=1", "²"])
def test_an_id_that_is_no_id_asks_for_nothing(store: Store, opened: Open, wrong: str) -> None:
    with pytest.raises(Permanent, match="is no id"):
        WooCommerceStorefront(opened(store)).order(wrong)
    assert not store.seen


class Changing:
    """A list of orders that changes while it is read: each page asked for has one more order modified meanwhile."""

    def __init__(self, count: int, moved: int = 0) -> None:
        self.start = datetime(2026, 10, 1, tzinfo=UTC)
        self.modified = {number: self.start + timedelta(seconds=number) for number in range(1, count + 1)}
        self.moved = moved

    def __call__(self, request: Request) -> Response:
        after = request.args.get("modified_after")
        assert request.args.get("dates_are_gmt") == ("true" if after else None)
        assert (request.args["orderby"], request.args["order"]) == ("modified", "asc")
        listed = sorted((when, number) for number, when in self.modified.items() if not after or _naive(when) > after)
        first = (int(request.args["page"]) - 1) * int(request.args["per_page"])
        rows = [_row(number, when) for when, number in listed[first : first + int(request.args["per_page"])]]
        if self.moved:
            self.modified[self.moved] = self.start + timedelta(days=1, seconds=self.moved)
            self.moved -= 1
        return as_json(rows)


def _naive(when: datetime) -> str:
    return when.replace(tzinfo=None).isoformat()


def _row(number: int, when: datetime) -> dict[str, Any]:
    return {
        "id": number, "status": "processing", "currency": "EUR", "total": "1",
        "date_created_gmt": _naive(when), "date_modified_gmt": _naive(when),
    }  # fmt: skip


def _walk(store: Store, opened: Open, since: datetime | None = None) -> Iterator[list[str]]:
    storefront, cursor = WooCommerceStorefront(opened(store)), None
    for _ in range(50):
        page = storefront.orders(since, cursor)
        yield [order.id for order in page.items]
        cursor = page.cursor
        if cursor is None:
            return
    raise AssertionError("the list does not end")


def test_no_order_is_missed_in_a_list_that_changes_while_it_is_read(store: Store, opened: Open) -> None:
    store.answers[f"{API}orders"] = Changing(count=350, moved=3)
    seen = [number for page in _walk(store, opened) for number in page]
    assert {int(number) for number in seen} == set(range(1, 351))
    assert len(seen) < 370, "and hardly one is read twice"


def test_a_second_with_more_changes_than_a_page_holds(store: Store, opened: Open) -> None:
    orders = store.answers[f"{API}orders"] = Changing(count=250)
    orders.modified = dict.fromkeys(range(1, 251), orders.start)
    assert {int(number) for page in _walk(store, opened) for number in page} == set(range(1, 251))


def test_changes_are_asked_for_in_naive_utc(store: Store, opened: Open) -> None:
    store.answers[f"{API}orders"] = Changing(count=3)
    tokyo = datetime.fromisoformat("2026-10-01T09:00:02+09:00")
    assert list(_walk(store, opened, tokyo)) == [["3"]]
    assert store.seen[0][1]["modified_after"] == "2026-10-01T00:00:02"


def test_one_broken_order_does_not_hold_up_its_page(
    store: Store, opened: Open, caplog: pytest.LogCaptureFixture
) -> None:
    good = _row(1, datetime(2026, 10, 1, tzinfo=UTC))
    store.answers[f"{API}orders"] = as_json([{"id": 2, "status": "x"}, good, "nonsense", None])
    assert list(_walk(store, opened)) == [["1"]]
    assert "2 in a list of the store was left out" in caplog.text


def test_products_are_listed(store: Store, opened: Open) -> None:
    product = {"id": 5, "name": "Mug", "type": "simple", "status": "publish", "price": "3"}
    store.answers[f"{API}products"] = as_json([product, {**product, "id": 6, "type": "variation"}])
    page = WooCommerceStorefront(opened(store)).products(None, None)
    assert ([item.id for item in page.items], page.cursor) == (["5"], None)
    assert page.items[0].offers[0].price is not None
    assert page.items[0].offers[0].price.currency == "EUR", "asked of the store's settings"


@pytest.mark.parametrize("cursor", ["2026-10-01T00:00:00|1", "|2", "2026-10-01T00:00:00|3"])
def test_a_cursor_is_read_back_to_where_it_stood(cursor: str) -> None:
    position = Position.read(cursor, None)
    assert position.page == int(cursor[-1])
    assert (position.after is None) == cursor.startswith("|")

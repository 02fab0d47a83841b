"""What a customer sends back: read with its order, kept step by step, shown in the reader's words, and forgotten."""

from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sqlmodel import select

from admin_ui.returned import steps
from connectors.shopify.orders import order as read_order
from connectors.shopify.storefront import ShopifyStorefront
from integration.domain.returns import Return, ReturnedLine, ReturnStatus
from integration.store.order_list import order_story
from integration.store.privacy import held
from integration.store.retention import erase_orders
from integration.store.session import read, write
from integration.store.tables import ReturnRow
from tests.clock import Clock
from tests.connectors.shopify.conftest import Installed
from tests.connectors.shopify.test_faults import the_order
from tests.connectors.shopify_store import ShopifyStore, connection, reply
from tests.connectors.test_shopify_client import access
from tests.connectors.test_shopify_storefront import SHOP, order

DENIED = {
    "message": "Access denied for returns field. Required access: `read_returns` access scope.",
    "extensions": {"code": "ACCESS_DENIED"},
}


def back(**changes: Any) -> dict[str, Any]:
    line = {
        "quantity": 1,
        "customerNote": "It pinches.",
        "returnReasonDefinition": {"handle": "too-small", "name": "Too small"},
        "fulfillmentLineItem": {"lineItem": {"id": "gid://shopify/LineItem/1", "title": "Candle"}},
    }
    node = {
        "id": "gid://shopify/Return/4", "name": "#1001-R1", "status": "REQUESTED", "createdAt": "2026-10-05T09:00:00Z",
        "requestApprovedAt": None, "closedAt": None, "decline": None, "returnLineItems": connection([line]),
    }  # fmt: skip
    return {**node, **changes}


def of(*found: dict[str, Any]) -> tuple[Return, ...]:
    return read_order(order(returns=connection(list(found))), {}).returns


def test_what_comes_back_and_why() -> None:
    [found] = of(back())
    assert (found.id, found.name, found.status) == ("4", "#1001-R1", ReturnStatus.REQUESTED)
    assert found.lines == (ReturnedLine("1", "Candle", 1, "too-small", "Too small"),)
    assert found.note == "It pinches."


def test_the_newest_come_first_and_are_kept_in_the_order_in_which_they_came() -> None:
    found = of(back(id="gid://shopify/Return/9"), back())
    assert [one.id for one in found] == ["4", "9"]


@pytest.mark.parametrize("changes", [{"status": "LOST_IN_SPACE"}, {"createdAt": None}, {"id": None}])
def test_one_that_cannot_be_read_does_not_take_its_order_with_it(changes: dict[str, Any]) -> None:
    assert of(back(**changes)) == ()


def test_a_line_that_nobody_can_name_is_one_all_the_same() -> None:
    [found] = of(back(returnLineItems=connection([{"quantity": 2, "returnReasonDefinition": None}])))
    assert found.lines == (ReturnedLine("", "", 2),)


@pytest.fixture
def lantern(server: HTTPServer) -> ShopifyStore:
    store = ShopifyStore(server)
    store.answers["Shop"] = SHOP
    return store


def test_listed_orders_are_asked_for_returns_only_where_there_are_some(lantern: ShopifyStore) -> None:
    quiet, busy = order(returnStatus="NO_RETURN"), order(returnStatus="RETURN_REQUESTED", id="gid://shopify/Order/7")
    lantern.answers["Orders"] = {"orders": connection([quiet, busy])}
    lantern.answers["Returns"] = {"order": {"returns": connection([back()])}}
    found = ShopifyStorefront(access(lantern)).orders(access(lantern).clock(), None).items
    assert [len(one.returns) for one in found] == [0, 1]
    assert [variables for name, variables, _ in lantern.seen if name == "Returns"] == [{"id": "gid://shopify/Order/7"}]


def test_a_store_that_keeps_its_returns_to_itself_still_shows_its_orders(lantern: ShopifyStore) -> None:
    lantern.answers["Order"] = {"order": order()}
    busy = order(returnStatus="IN_PROGRESS")
    lantern.answers["Orders"] = {"orders": connection([busy, busy])}
    lantern.answers["Returns"] = lambda _: reply({"data": {"order": None}, "errors": [DENIED]})
    lantern.faults = [reply({"data": {"order": None}, "errors": [DENIED]})]
    assert ShopifyStorefront(access(lantern)).order("5501") is not None
    asked = [(one["promised"], one["returned"]) for name, one, _ in lantern.seen if name == "Order"]
    assert asked == [(True, True), (True, False)], "what was promised is still asked for"
    lantern.seen.clear()
    assert len(ShopifyStorefront(access(lantern)).orders(access(lantern).clock(), None).items) == 2
    assert lantern.asked().count("Returns") == 1


def tell(shop: Installed, topic: str, node: dict[str, Any]) -> None:
    shop.node = {**shop.node, "returns": connection([node])}
    assert shop.tell(topic, {"id": 4, "order": {"id": 5501}, "status": "whatever"}) == 200
    shop.work()


def kept(shop: Installed) -> ReturnRow:
    with read(shop.context.engine) as session:
        [row] = session.exec(select(ReturnRow)).all()
        session.expunge_all()
    return row


def told(shop: Installed) -> list[tuple[str, str]]:
    with read(shop.context.engine) as session:
        story = order_story(session, shop.row.shop_id, the_order(shop).id or 0)
        assert story is not None
        return [(step.title, step.text) for row in story.returns for step in steps(row)]


def test_a_return_is_followed_from_the_wish_to_its_end(shop: Installed, clock: Clock) -> None:
    shop.sync()
    tell(shop, "returns/request", back())
    first = kept(shop)
    assert (first.status, first.approved_at, first.ended_at) == ("requested", None, None)
    tell(shop, "returns/approve", back(status="OPEN", requestApprovedAt="2026-10-06T09:00:00Z"))
    tell(shop, "returns/close", back(status="CLOSED", closedAt="2026-10-09T09:00:00Z"))
    assert (kept(shop).id, kept(shop).status, f"{kept(shop).ended_at:%d}") == (first.id, "closed", "09")
    tell(shop, "returns/reopen", back(status="OPEN", requestApprovedAt="2026-10-06T09:00:00Z"))
    assert (kept(shop).status, kept(shop).ended_at) == ("approved", None)
    # Word of the close comes once more: what counts is how it stands in the store.
    tell(shop, "returns/close", back(status="OPEN", requestApprovedAt="2026-10-06T09:00:00Z"))
    assert kept(shop).status == "approved"


def test_of_one_that_was_declined_nobody_says_when(shop: Installed, clock: Clock) -> None:
    shop.sync()
    node = back(status="DECLINED", decline={"reason": "RETURN_PERIOD_ENDED", "note": "Thirty days are over."})
    tell(shop, "returns/decline", node)
    heard = clock()
    clock.advance(hours=5)
    tell(shop, "returns/update", node)
    assert (kept(shop).ended_at, kept(shop).declined_for) == (heard, "return-period-ended")
    assert kept(shop).note == "It pinches. · Thirty days are over."


def test_it_stands_in_the_order_s_story(shop: Installed) -> None:
    shop.sync()
    node = back(status="DECLINED", decline={"reason": "RETURN_PERIOD_ENDED", "note": None})
    tell(shop, "returns/decline", node)
    page = shop.web.get(
        f"/orders/{the_order(shop).id}", headers={"authorization": f"Bearer {shop.shopify.id_token()}"}
    ).text
    for words in ("Return asked for", "1 × Candle (too small) · It pinches.", "Return declined", "asked for too late"):
        assert words in page


def test_a_reason_of_the_store_s_own_stands_in_its_own_words() -> None:
    row = ReturnRow(
        shop_id=1, order_id=1, vendor_id="4", name="R1", status="requested", requested_at=Clock()(),
        lines=[
            {"quantity": 1, "title": "Lamp", "reason": "amperage", "words": "Amperage"},
            {"quantity": 2, "title": "Wick", "reason": "unknown", "words": "Unknown"},
        ],
    )  # fmt: skip
    assert [step.text for step in steps(row)] == ["1 × Lamp (Amperage); 2 × Wick"]


def test_what_the_customer_wrote_is_handed_over_and_forgotten_for_good(shop: Installed, clock: Clock) -> None:
    shop.sync()
    tell(shop, "returns/request", back())
    order_id = the_order(shop).id or 0
    with write(shop.context.engine) as session:
        assert held(session, shop.row.shop_id, [order_id])["returns"][0]["note"] == "It pinches."
        erase_orders(session, shop.row.shop_id, [order_id], clock())
        session.commit()
    assert kept(shop).note == ""
    tell(shop, "returns/update", back(status="OPEN"))
    assert (kept(shop).status, kept(shop).note) == ("approved", "")

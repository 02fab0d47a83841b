"""Orders in the store: late, doubled and reordered news leave the same rows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from threading import Thread

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from integration.domain.commerce import (
    Address,
    Customer,
    Fulfillment,
    Money,
    Offer,
    Order,
    OrderLine,
    OrderStatus,
    Policy,
    PolicyKind,
    Product,
    Refund,
    Tracking,
)
from integration.store import catalogue, order_parts, orders
from integration.store.order_files import files_of
from integration.store.session import write
from integration.store.tables import OrderLineRow, OrderRow, PromiseRow, RefundRow, ShopRow

NOW = datetime(2026, 10, 7, 12, tzinfo=UTC)
EUR = "EUR"


def money(amount: str) -> Money:
    return Money(Decimal(amount), EUR)


def as_kept(session: Session, row: OrderRow) -> Order:
    return orders.as_order(row, files_of(session, [row])[row.id or 0])


def line(number: str, **changed: object) -> OrderLine:
    return replace(OrderLine(number, "501", "Lantern", 1, money("10.00")), **changed)  # type: ignore[arg-type]


def order(minute: int = 0, **changed: object) -> Order:
    """An order as it stood `minute` minutes after it was placed."""
    placed = datetime(2026, 10, 5, 8, tzinfo=UTC)
    given = Order(
        id="1001",
        number="L-1001",
        status=OrderStatus.PAID,
        placed_at=placed,
        total=money("20.00"),
        lines=(line("1"), line("2")),
        customer=Customer("31", "Inês Duarte", "ines@lantern.example", "+351", "pt-PT"),
        ship_to=Address("PT", "", "4000-001", "Porto"),
        paid_at=placed,
        updated_at=placed + timedelta(minutes=minute),
        shipping_method="CTT",
        raw={"id": 1001},
    )
    return replace(given, **changed)  # type: ignore[arg-type]


@pytest.fixture
def session(engine: Engine, shop: ShopRow, other_shop: ShopRow) -> Iterator[Session]:
    with write(engine) as session:
        yield session


def test_an_order_comes_back_as_it_was_saved(session: Session, shop: ShopRow) -> None:
    parcel = Fulfillment("fulfillment:1", "1001", (Tracking("1Z", "ups", "https://ups.example"),), shipped_at=NOW)
    saved = order(refunds=(Refund("9", "1001", money("5.00"), "broken"),), fulfillments=(parcel,))
    row = orders.save_orders(session, shop.id or 0, [saved], NOW)[0]
    session.expire_all()
    assert as_kept(session, row) == replace(saved, ship_to=replace(saved.ship_to, city=""))


def test_a_repeat_changes_nothing(session: Session, shop: ShopRow) -> None:
    rows = [orders.save_orders(session, shop.id or 0, [order(fulfillments=())], NOW)[0] for _ in range(3)]
    assert len({row.id for row in rows}) == 1
    assert len(session.exec(select(OrderRow)).all()) == 1
    assert len(session.exec(select(OrderLineRow)).all()) == 2


@pytest.mark.parametrize("sequence", list(permutations(range(3))), ids=str)
def test_in_whatever_order_news_comes_the_newest_stands(
    session: Session, shop: ShopRow, sequence: tuple[int, ...]
) -> None:
    states = (
        order(0),
        order(1, refunds=(Refund("9", "1001", money("5.00")),)),
        order(2, status=OrderStatus.FULFILLED, lines=(line("1", quantity=2),), total=money("15.00")),
    )
    for index in sequence:
        row = orders.save_orders(session, shop.id or 0, [states[index]], NOW)[0]
    assert (row.status, row.total) == (OrderStatus.FULFILLED, Decimal("15.00"))
    standing = as_kept(session, row)
    assert [(line.id, line.quantity) for line in standing.lines] == [("1", 2)]
    assert standing.refunds == ()


def test_a_line_that_stays_keeps_its_row(session: Session, shop: ShopRow) -> None:
    orders.save_orders(session, shop.id or 0, [order()], NOW)
    before = {row.vendor_id: row.id for row in session.exec(select(OrderLineRow))}
    orders.save_orders(session, shop.id or 0, [order(1, lines=(line("2"), line("3")))], NOW)
    after = {row.vendor_id: row.id for row in session.exec(select(OrderLineRow))}
    assert set(after) == {"2", "3"}
    assert after["2"] == before["2"]


def test_news_without_a_time_is_believed_and_forgets_none(session: Session, shop: ShopRow) -> None:
    orders.save_orders(session, shop.id or 0, [order(5)], NOW)
    row = orders.save_orders(
        session, shop.id or 0, [order(status=OrderStatus.CANCELLED, updated_at=None, paid_at=None)], NOW
    )[0]
    assert row.status == OrderStatus.CANCELLED
    assert row.vendor_updated_at == order(5).updated_at
    assert row.paid_at is not None


def test_a_delivery_on_its_way_does_not_bring_a_deleted_order_back(session: Session, shop: ShopRow) -> None:
    row = orders.save_orders(session, shop.id or 0, [order(3)], NOW)[0]
    assert orders.mark_deleted(session, shop.id or 0, "1001") == row.id
    assert orders.save_orders(session, shop.id or 0, [order(3)], NOW)[0].status == OrderStatus.DELETED
    assert orders.save_orders(session, shop.id or 0, [order(4)], NOW)[0].status == OrderStatus.PAID, "it was restored"


def test_a_deleted_order_that_we_never_had(session: Session, shop: ShopRow) -> None:
    assert orders.mark_deleted(session, shop.id or 0, "404") is None


def test_a_promise_is_made_once_and_stands(session: Session, shop: ShopRow) -> None:
    orders.save_orders(session, shop.id or 0, [order()], NOW)
    made = session.exec(select(PromiseRow)).one()
    dates, shown = (made.promised_from, made.promised_by), made.shown_hash
    shop.settings = {"promise": {"handling_days": [9, 9], "default_transit": [30, 40]}}
    session.add(shop)
    orders.save_orders(session, shop.id or 0, [order(9, total=money("99.00"))], NOW + timedelta(days=3))
    session.expire_all()
    again = session.exec(select(PromiseRow)).one()
    assert ((again.promised_from, again.promised_by), again.shown_hash, again.made_at) == (dates, shown, NOW)


def test_a_promise_keeps_which_texts_its_customer_could_read(session: Session, shop: ShopRow) -> None:
    placed = NOW - timedelta(hours=1)
    catalogue.save_policy(session, shop.id, Policy("9", PolicyKind.REFUND, "Returns", "<p>30 days</p>"), NOW, "files")
    catalogue.save_product(session, shop.id, Product("p1", "Kettle", "<p>Steel</p>"), NOW, "files")
    catalogue.save_product(session, shop.id, Product("p2", "Cup", "<p>Clay</p>"), NOW, "files")
    bought = (line("1", product_id="p1"), line("2", product_id=""))
    orders.save_orders(session, shop.id, [order(placed_at=placed, paid_at=placed, lines=bought)], NOW)
    shown = session.exec(select(PromiseRow)).one().shown
    assert [(text["kind"], text["title"], text["version"]) for text in shown["texts"]] == [
        ("refund", "Returns", 1),
        ("product", "Kettle", 1),
    ]
    assert all(len(text["hash"]) > 30 for text in shown["texts"])
    assert "fees" in shown


def test_nothing_is_promised_before_the_order_is_paid(session: Session, shop: ShopRow) -> None:
    orders.save_orders(session, shop.id or 0, [order(status=OrderStatus.ON_HOLD, paid_at=None)], NOW)
    assert session.exec(select(PromiseRow)).all() == []
    orders.save_orders(session, shop.id or 0, [order(9)], NOW)
    assert session.exec(select(PromiseRow)).one().made_at == NOW


def test_settings_that_cannot_be_read_are_not_in_the_way(
    session: Session, shop: ShopRow, caplog: pytest.LogCaptureFixture
) -> None:
    shop.settings = {"promise": {"handling_days": "soon"}}
    session.add(shop)
    orders.save_orders(session, shop.id or 0, [order()], NOW)
    assert session.exec(select(PromiseRow)).one().promised_by is not None
    assert "handling_days" in caplog.text


def test_history_is_marked_once_and_stays_history(session: Session, shop: ShopRow) -> None:
    assert orders.save_orders(session, shop.id or 0, [order()], NOW, imported=True)[0].imported
    assert orders.save_orders(session, shop.id or 0, [order(1)], NOW)[0].imported


def test_what_was_erased_of_a_customer_stays_erased(session: Session, shop: ShopRow) -> None:
    row = orders.save_orders(session, shop.id or 0, [order()], NOW)[0]
    row.customer_name, row.customer_email, row.raw, row.erased_at = "", "", {}, NOW
    session.add(row)
    session.flush()
    row = orders.save_orders(session, shop.id or 0, [order(1, status=OrderStatus.FULFILLED)], NOW)[0]
    assert (row.customer_name, row.customer_email, row.raw) == ("", "", {})
    assert row.status == OrderStatus.FULFILLED


def test_a_line_is_shipped_as_its_product_is(session: Session, shop: ShopRow) -> None:
    download = Product("601", "Pattern", "<p>A file.</p>", offers=(Offer("1", requires_shipping=False),))
    catalogue.save_product(session, shop.id, download, NOW)
    lines = (line("1", unsent=0), line("2", product_id="601", unsent=1))
    parcel = Fulfillment("f", "1001", shipped_at=NOW)
    row = orders.save_orders(session, shop.id, [order(lines=lines, fulfillments=(parcel,))], NOW)[0]
    assert [one.requires_shipping for one in as_kept(session, row).lines] == [
        True,
        False,
    ]
    assert not row.sent_in_part, "nobody waits for a parcel with a file in it"
    row = orders.save_orders(session, shop.id, [order(1, lines=lines[1:])], NOW)[0]
    assert not row.requires_shipping
    both = (line("1", unsent=0), line("2", unsent=1))
    row = orders.save_orders(session, shop.id, [order(2, lines=both, fulfillments=(parcel,))], NOW)[0]
    session.refresh(row)
    assert row.sent_in_part
    assert as_kept(session, row).to_send == (both[1],)


def test_a_page_of_orders_takes_a_handful_of_statements(engine: Engine, session: Session, shop: ShopRow) -> None:
    page = [order(id=str(number), number=str(number)) for number in range(100)]
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *said: statements.append(said[2]))
    rows = orders.save_orders(session, shop.id or 0, page, NOW)
    assert [row.vendor_id for row in rows] == [each.id for each in page]
    assert len(statements) < 20
    assert len(session.exec(select(OrderLineRow)).all()) == 200


def test_an_order_twice_on_a_page_is_one(session: Session, shop: ShopRow) -> None:
    rows = orders.save_orders(session, shop.id or 0, [order(2, status=OrderStatus.FULFILLED), order(1)], NOW)
    assert [row.status for row in rows] == ["fulfilled", "fulfilled"]


def test_shops_with_the_same_numbers_do_not_meet(session: Session, shop: ShopRow, other_shop: ShopRow) -> None:
    ours = orders.save_orders(session, shop.id or 0, [order()], NOW)[0]
    theirs = orders.save_orders(
        session, other_shop.id or 0, [order(customer=Customer(email="else@there.example"))], NOW
    )[0]
    assert ours.id != theirs.id
    assert orders.order(session, shop.id or 0, theirs.id or 0) is None
    found = orders.order_by_vendor_id(session, shop.id or 0, "1001")
    assert found is not None
    assert found.id == ours.id
    assert [row.id for row in orders.list_orders(session, other_shop.id or 0)] == [theirs.id]


def test_orders_are_listed_newest_first_and_found_by_what_people_know_of_them(session: Session, shop: ShopRow) -> None:
    page = [order(id=str(number), number=f"L-{number}", customer=Customer(name=f"N{number}")) for number in range(5)]
    orders.save_orders(session, shop.id or 0, page, NOW)
    listed = orders.list_orders(session, shop.id or 0, limit=2)
    assert [row.vendor_id for row in listed] == ["4", "3"]
    more = orders.list_orders(session, shop.id or 0, limit=2, before_id=listed[-1].id)
    assert [row.vendor_id for row in more] == ["2", "1"]
    assert [row.vendor_id for row in orders.list_orders(session, shop.id or 0, search="n3")] == ["3"]
    assert [row.vendor_id for row in orders.list_orders(session, shop.id or 0, search="l-2")] == ["2"]
    assert orders.list_orders(session, shop.id or 0, search="%") == []


def test_one_more_refund(session: Session, shop: ShopRow) -> None:
    row = orders.save_orders(session, shop.id or 0, [order()], NOW)[0]
    for _ in range(2):
        order_parts.add_refund(session, row, Refund("9", "1001", money("5.00"), "broken", NOW))
    assert [refund.amount for refund in session.exec(select(RefundRow))] == [Decimal("5.00")]


def test_two_writers_of_one_new_order_write_one(engine: Engine, shop: ShopRow) -> None:
    problems: list[BaseException] = []

    def save(minute: int) -> None:
        try:
            with write(engine) as session:
                orders.save_orders(session, shop.id or 0, [order(minute)], NOW)
                session.commit()
        except BaseException as problem:  # noqa: BLE001 a thread's failure is the test's
            problems.append(problem)

    threads = [Thread(target=save, args=(minute,)) for minute in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    with write(engine) as session:
        assert session.exec(select(OrderRow)).one().vendor_updated_at == order(5).updated_at

"""Parcels and scans in the store."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from integration.domain.commerce import (
    Fulfillment,
    Money,
    Order,
    OrderStatus,
    Tracking,
    TrackingEvent,
    TrackingStatus,
)
from integration.store import orders, scans, tracking
from integration.store.session import write
from integration.store.tables import FulfillmentRow, ShopRow, TrackingEventRow

NOW = datetime(2026, 10, 7, 12, tzinfo=UTC)


@pytest.fixture
def session(engine: Engine, shop: ShopRow) -> Iterator[Session]:
    with write(engine) as session:
        yield session


@pytest.fixture
def order_id(session: Session, shop: ShopRow) -> int:
    return _order(session, shop)


def _order(session: Session, shop: ShopRow, number: str = "1001", status: OrderStatus = OrderStatus.PAID) -> int:
    placed = Order(number, number, status, NOW - timedelta(days=2), Money(Decimal(1), "EUR"))
    row = orders.save_orders(session, shop.id or 0, [placed], NOW)[0]
    assert row.id is not None
    return row.id


def parcel(vendor_id: str, *numbers: str, **changed: object) -> Fulfillment:
    given = Fulfillment(vendor_id, "1001", tuple(Tracking(number, "ups") for number in numbers))
    return replace(given, **changed)  # type: ignore[arg-type]


def scan(hours: int, status: TrackingStatus, words: str = "") -> TrackingEvent:
    return TrackingEvent(NOW + timedelta(hours=hours), status, words, "Porto")


def save(session: Session, shop: ShopRow, order_id: int, *parcels: Fulfillment) -> list[FulfillmentRow]:
    return tracking.save_parcels(session, shop.id or 0, {order_id: parcels}, NOW)


def numbers(session: Session, shop: ShopRow, order_id: int) -> list[str]:
    return [row.tracking_number for row in tracking.fulfillments(session, shop.id or 0, order_id)]


def test_each_number_of_a_fulfillment_is_a_row(session: Session, shop: ShopRow, order_id: int) -> None:
    for _ in range(2):
        save(session, shop, order_id, parcel("a:1", "N1", "N2"), parcel("a:2"))
    assert numbers(session, shop, order_id) == ["N1", "N2", ""]


def test_a_number_known_under_another_id_keeps_its_row(session: Session, shop: ShopRow, order_id: int) -> None:
    [before] = save(session, shop, order_id, parcel("shipment:x", "N1"))
    [after] = save(session, shop, order_id, parcel("fulfillment:1", "N1"))
    assert before.id == after.id


def test_a_parcel_gets_its_number_later(session: Session, shop: ShopRow, order_id: int) -> None:
    [before] = save(session, shop, order_id, parcel("a:1"))
    [after] = save(session, shop, order_id, parcel("a:1", "N1"))
    assert (before.id, after.tracking_number) == (after.id, "N1")


def test_a_corrected_number_takes_the_wrong_one_away(session: Session, shop: ShopRow, order_id: int) -> None:
    save(session, shop, order_id, parcel("a:1", "WRONG"), parcel("b:1", "N2"))
    save(session, shop, order_id, parcel("a:1", "RIGHT"))
    assert numbers(session, shop, order_id) == ["N2", "RIGHT"], "what another source said is not taken back"
    save(session, shop, order_id, parcel("a:1", "WRONG"))
    assert numbers(session, shop, order_id) == ["WRONG", "N2"], "it was right after all"


def test_silence_takes_nothing_back(session: Session, shop: ShopRow, order_id: int) -> None:
    told = parcel("a:1", "N1", shipped_at=NOW, raw={"n": 1})
    save(session, shop, order_id, told)
    [row] = save(session, shop, order_id, Fulfillment("a:1", "1001", (Tracking("N1"),)))
    assert (row.carrier, row.shipped_at, row.raw) == ("ups", NOW, {"n": 1})
    save(session, shop, order_id)
    assert numbers(session, shop, order_id) == ["N1"]


def test_one_parcel_says_nothing_of_the_others(session: Session, shop: ShopRow, order_id: int) -> None:
    save(session, shop, order_id, parcel("a:1", "N1"))
    tracking.save_fulfillments(session, shop.id or 0, {order_id: [parcel("a:2", "N2")]}, NOW)
    assert numbers(session, shop, order_id) == ["N1", "N2"]


def test_scans_come_twice_late_and_out_of_order(session: Session, shop: ShopRow, order_id: int) -> None:
    [row] = save(session, shop, order_id, parcel("a:1", "N1"))
    add = lambda *events: scans.add_events(session, shop.id or 0, row.id or 0, events, NOW)  # noqa: E731
    delivered, moving = scan(30, TrackingStatus.DELIVERED), scan(2, TrackingStatus.IN_TRANSIT)
    assert add(delivered) == 1
    assert add(moving, delivered, moving) == 1
    assert add(moving, delivered) == 0
    assert (row.status, row.delivered_at) == (TrackingStatus.DELIVERED, delivered.at)
    assert row.shipped_at is not None
    assert len(session.exec(select(TrackingEventRow)).all()) == 2
    found = scans.scans(session, shop.id or 0, [row.id or 0])
    assert [event.status for event in found[row.id or 0]] == ["in_transit", "delivered"]


def test_scans_that_come_with_the_parcel(session: Session, shop: ShopRow, order_id: int) -> None:
    told = parcel("a:1", "N1", events=(scan(0, TrackingStatus.PICKED_UP), scan(5, TrackingStatus.OUT_FOR_DELIVERY)))
    for _ in range(2):
        [row] = save(session, shop, order_id, told)
    assert (row.status, row.shipped_at) == (TrackingStatus.OUT_FOR_DELIVERY, NOW)
    assert len(session.exec(select(TrackingEventRow)).all()) == 2


def test_more_parcels_with_scans_are_not_read_by_more_queries(session: Session, shop: ShopRow) -> None:
    asked: list[str] = []
    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2].split()[0]))
    counts = []
    for first, many in ((0, 2), (100, 40)):
        ours = [_order(session, shop, f"{first + number}") for number in range(many)]
        told = {one: [parcel(f"a:{one}", f"N{one}", events=(scan(0, TrackingStatus.PICKED_UP),))] for one in ours}
        asked.clear()
        rows = tracking.save_fulfillments(session, shop.id or 0, told, NOW)
        counts.append(asked.count("SELECT"))
        assert {row.status for row in rows} == {TrackingStatus.PICKED_UP}
    assert counts[0] == counts[1]


def test_the_stores_word_does_not_overrule_the_carriers(session: Session, shop: ShopRow, order_id: int) -> None:
    [row] = save(session, shop, order_id, parcel("a:1", "N1", status=TrackingStatus.PENDING))
    assert row.status == TrackingStatus.PENDING
    scans.add_events(session, shop.id or 0, row.id or 0, [scan(1, TrackingStatus.IN_TRANSIT)], NOW)
    [row] = save(session, shop, order_id, parcel("a:1", "N1", status=TrackingStatus.PENDING))
    assert row.status == TrackingStatus.IN_TRANSIT


def test_a_printed_label_is_sent_when_the_store_says_so(session: Session, shop: ShopRow, order_id: int) -> None:
    save(session, shop, order_id, parcel("a:1", "N1", status=TrackingStatus.PENDING))
    [row] = save(session, shop, order_id, parcel("a:1", "N1", shipped_at=NOW))
    assert row.status == TrackingStatus.UNKNOWN


def test_parcels_still_under_way(session: Session, shop: ShopRow, order_id: int) -> None:
    save(
        session, shop, order_id,
        parcel("a:1", "OPEN"), parcel("a:2"), parcel("a:3", "BACK", status=TrackingStatus.RETURN_TO_SENDER),
        parcel("a:4", "THERE", delivered_at=NOW),
    )  # fmt: skip
    cancelled = _order(session, shop, "1002", OrderStatus.CANCELLED)
    save(session, shop, cancelled, parcel("c:1", "CANCELLED"))
    assert [row.tracking_number for row in tracking.open_parcels(session, shop.id or 0)] == ["OPEN"]


def test_two_orders_in_one_box_share_its_number(session: Session, shop: ShopRow, order_id: int) -> None:
    other = _order(session, shop, "1002")
    save(session, shop, order_id, parcel("a:1", "N1"))
    save(session, shop, other, parcel("a:2", "N1"))
    assert [row.order_id for row in tracking.by_number(session, shop.id or 0, "N1")] == [order_id, other]


def test_another_shops_parcels_are_not_there(
    session: Session, shop: ShopRow, other_shop: ShopRow, order_id: int
) -> None:
    [row] = save(session, shop, order_id, parcel("a:1", "N1"))
    elsewhere = other_shop.id or 0
    assert tracking.by_number(session, elsewhere, "N1") == []
    assert tracking.open_parcels(session, elsewhere) == []
    assert tracking.fulfillments(session, elsewhere, order_id) == []
    assert scans.scans(session, elsewhere, [row.id or 0]) == {}
    assert scans.add_events(session, elsewhere, row.id or 0, [scan(1, TrackingStatus.DELIVERED)], NOW) == 0

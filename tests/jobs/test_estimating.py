"""The nightly estimate of all open parcels: the same answer as the replay's, and only what changed is written."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import Session, delete, select

from integration.domain.commerce import (
    Address,
    Fulfillment,
    Order,
    OrderLine,
    OrderStatus,
    Tracking,
    TrackingEvent,
    TrackingStatus,
)
from integration.domain.delay import Parcel
from integration.domain.delay.workdays import day_number
from integration.domain.promise import PromiseSettings
from integration.domain.replay import Look, looks, past_table
from integration.store.learnt import due_shops, forget, learnt_until, model_of
from integration.store.orders import save_orders
from integration.store.parcels import pages_under_way, under_way
from integration.store.session import read, write
from integration.store.tables import EstimateRow, LearntGroupRow, LearntRow, OrderRow, ShopRow
from jobs import queue
from jobs.context import Context
from jobs.estimating import estimate_shop
from jobs.learning import viewpoint_of
from tests.clock import Clock
from tests.domain.replay.past import START
from tests.domain.replay.past import shop as past_shop
from tests.jobs.late import EUR, place, scan, set_shop, the_order

MORNING = START + timedelta(days=90)


def as_order(one: Parcel, known_until: date) -> Order:
    """The order as the store would tell it on that morning; a promise by the end of a day in UTC."""

    def at(day: date | None, hour: int) -> datetime | None:
        return None if day is None or day >= known_until else datetime.combine(day, time(hour), UTC)

    handed, delivered = at(one.handed_over, 14), at(one.delivered, 15)
    scans = [(handed, TrackingStatus.IN_TRANSIT), (delivered, TrackingStatus.DELIVERED)]
    parcel = Fulfillment(
        f"f{one.id}", one.id, (Tracking(f"T{one.id}"),), handed,
        events=tuple(TrackingEvent(moment, status) for moment, status in scans if moment),
    )  # fmt: skip
    bought, now = (datetime.combine(day, time(9), UTC) for day in (one.bought, known_until))
    return Order(
        one.id, one.id, OrderStatus.PAID, bought, EUR, paid_at=bought, updated_at=now,
        lines=(OrderLine("1", "p1", "Kettle", 1, EUR),),
        ship_to=Address("XX", one.destination), promised_by=datetime.combine(one.promised, time(23, 59), UTC),
        fulfillments=(parcel,) if handed else (),
    )  # fmt: skip


def as_replayed(orders: list[Parcel], settings: dict[str, tuple[int, int]]) -> dict[str, Look]:
    """What the replay says on the morning, of the same orders with the same published days."""
    known = [
        one._replace(
            seller="1", origin="DE", home="DE", country="XX", carrier="", ship_by=None, distance_km=None, **settings
        )
        for one in orders
    ]
    return {look.order: look for look in looks(past_table(known), MORNING, MORNING)}


def estimates(session: Session) -> dict[str, EstimateRow]:
    rows = session.exec(select(OrderRow.vendor_id, EstimateRow).join(EstimateRow, EstimateRow.order_id == OrderRow.id))
    return dict(rows.all())


def test_the_same_answer_as_the_replay(context: Context, shop: ShopRow, clock: Clock) -> None:
    """Learnt at once from the past, then day by day for a week, against the replay of the same facts."""
    orders = past_shop(350, days=100)
    set_shop(context, shop, timezone="UTC")
    for ago in (4, 0):
        morning = MORNING - timedelta(days=ago)
        clock.now = datetime.combine(morning, time(1), UTC)
        with write(context.engine) as session:
            save_orders(session, shop.id, [as_order(one, morning) for one in orders if one.bought < morning], clock())
            session.commit()
        estimate_shop(context, shop.id)
    with read(context.engine) as session:
        found = estimates(session)
        assert learnt_until(session, shop.id) == day_number(MORNING) - 1
    replayed = as_replayed(orders, {"published": (6, 20), "handling": (0, 3)})
    assert len(replayed) > 15
    assert set(found) >= set(replayed)
    for name, look in replayed.items():
        row = found[name]
        assert row.probability_late == pytest.approx(look.probability_late, abs=0.006), name
        assert (row.earliest.date(), row.latest.date()) == (look.expected_from, look.expected_to), name


def test_what_did_not_change_is_not_written(context: Context, shop: ShopRow, clock: Clock) -> None:
    place(context, shop, the_order(context, promised_in=9))
    estimate_shop(context, shop.id)
    with read(context.engine) as session:
        first = estimates(session)["1001"].made_at
    clock.advance(minutes=5)
    estimate_shop(context, shop.id)
    with read(context.engine) as session:
        assert estimates(session)["1001"].made_at == first
    clock.advance(days=3)
    estimate_shop(context, shop.id)
    with read(context.engine) as session:
        assert estimates(session)["1001"].made_at == clock()


def test_what_may_be_told_now_is_rung(context: Context, shop: ShopRow, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[tuple[str, list[int]]] = []
    monkeypatch.setattr("jobs.estimating.ring_many", lambda _context, name, ids: rung.append((name, list(ids))))
    near = place(context, shop, the_order(context, promised_in=2))
    place(context, shop, the_order(context, promised_in=30, vendor_id="far"))
    place(context, shop, the_order(context, promised_in=1, vendor_id="history"), imported=True)
    place(context, shop, the_order(context, promised_in=1, vendor_id="gone", status=OrderStatus.CANCELLED))
    delivered = place(context, shop, the_order(context, promised_in=1, vendor_id="there"))
    scan(context, shop, delivered, TrackingStatus.DELIVERED)
    estimate_shop(context, shop.id)
    assert rung == [("decide", [near])]
    with read(context.engine) as session:
        assert set(estimates(session)) == {"1001", "far"}


def test_an_order_in_two_parcels_waits_for_the_second(context: Context, shop: ShopRow, clock: Clock) -> None:
    order = the_order(context, promised_in=3)
    waiting = Fulfillment("f2", "1001", (Tracking("TN2", "DHL"),))
    place(context, shop, Order(**{**{name: getattr(order, name) for name in Order.__slots__},
                                  "fulfillments": (*order.fulfillments, waiting)}))  # fmt: skip
    place(context, shop, the_order(context, promised_in=3, vendor_id="one"))
    estimate_shop(context, shop.id)
    with read(context.engine) as session:
        found = estimates(session)
    assert found["1001"].latest > found["one"].latest
    assert found["1001"].probability_late > found["one"].probability_late


def test_page_by_page_as_all_at_once(context: Context, shop: ShopRow, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        place(context, shop, the_order(context, promised_in=number, vendor_id=f"v{number}"))
    estimate_shop(context, shop.id)
    with write(context.engine) as session:
        once = {name: (row.latest, row.probability_late) for name, row in estimates(session).items()}
        session.exec(delete(EstimateRow))
        session.commit()
    monkeypatch.setattr("jobs.estimating.AT_ONCE", 3)
    estimate_shop(context, shop.id)
    with read(context.engine) as session:
        assert {name: (row.latest, row.probability_late) for name, row in estimates(session).items()} == once
    assert len(once) == 7


def test_pages_begin_with_the_first_promise_that_still_counts(context: Context, shop: ShopRow) -> None:
    long_ago = place(context, shop, the_order(context, promised_in=-60, vendor_id="old"))
    ids = [place(context, shop, the_order(context, promised_in=number, vendor_id=f"v{number}")) for number in range(3)]
    with read(context.engine) as session:
        viewpoint = viewpoint_of(shop, PromiseSettings(), context.clock())
        two, none = (pages_under_way(session, viewpoint, size) for size in (2, 100))
    assert [*two[0], *two[1]] == [ids[0] - 1, ids[2] - 1, ids[2] - 1, None]
    assert none == [(ids[0] - 1, None)]
    assert ids[0] > long_ago


@pytest.mark.parametrize(("ago", "status"), [(3, "out_for_delivery"), (0, "out_for_delivery"), (0, "in_transit")])
def test_only_a_scan_of_this_very_day_says_that_it_is_on_the_van(
    context: Context, shop: ShopRow, ago: int, status: str
) -> None:
    order_id = place(context, shop, the_order(context, promised_in=3))
    context.clock.advance(days=-ago)
    scan(context, shop, order_id, TrackingStatus(status))
    context.clock.advance(days=ago)
    with read(context.engine) as session:
        viewpoint = viewpoint_of(shop, PromiseSettings(), context.clock())
        [parcel] = under_way(session, viewpoint, [order_id])[order_id]
    assert parcel.on_van is (ago == 0 and status == "out_for_delivery")


def test_a_parcel_goes_by_its_service_and_by_the_calendar_where_it_begins(context: Context, shop: ShopRow) -> None:
    order_id = place(context, shop, the_order(context, promised_in=3, shipping_method=" Express "))
    said = PromiseSettings(country="pl", services={"express": {"": (1, 2)}}, default_transit=(5, 9))
    with read(context.engine) as session:
        viewpoint = viewpoint_of(shop, said, context.clock())
        [parcel] = under_way(session, viewpoint, [order_id])[order_id]
    assert (parcel.service, parcel.published, parcel.home) == ("express", (1, 2), "PL")


def test_only_one_at_a_time_and_none_for_a_shop_that_is_gone(context: Context, shop: ShopRow, clock: Clock) -> None:
    estimate_shop(context, 4242)
    with read(context.engine) as session:
        assert due_shops(session, clock(), 9) == [shop.id]
    estimate_shop(context, shop.id)
    with read(context.engine) as session:
        assert due_shops(session, clock(), 9) == []
        assert due_shops(session, clock() + timedelta(days=1), 9) == [shop.id]
    set_shop(context, shop, uninstalled_at=clock())
    with read(context.engine) as session:
        assert due_shops(session, clock() + timedelta(days=1), 9) == []
    assert "estimate" in queue.ACTS


def test_a_shop_is_forgotten_whole(context: Context, shop: ShopRow) -> None:
    scan(context, shop, place(context, shop, the_order(context), imported=True), TrackingStatus.DELIVERED)
    context.clock.advance(days=1)
    estimate_shop(context, shop.id)
    with write(context.engine) as session:
        assert model_of(session, shop.id) is not None
        assert session.exec(select(LearntGroupRow)).all()
        forget(session, shop.id)
        assert model_of(session, shop.id) is None
        assert session.exec(select(LearntRow)).all() == session.exec(select(LearntGroupRow)).all() == []

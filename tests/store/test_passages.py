"""What the shop's own parcels teach, and what they must not."""

from datetime import date, timedelta

from integration.domain.commerce import Fulfillment, OrderStatus, TrackingEvent, TrackingStatus
from integration.store import shops
from integration.store.passages import Passages, passages
from integration.store.session import read
from tests.jobs.late import place, scan, the_order

LEFT = date(2026, 2, 24)
PAID = date(2026, 2, 22)
TODAY = date(2026, 3, 2)


def learnt(context, shop) -> Passages:
    with read(context.engine) as session:
        return passages(session, shops.shop(session, shop.id), context.clock())


def days(stages) -> list[tuple[date, date | None]]:
    return [(stage.begun, stage.ended) for stage in stages]


def test_a_delivered_parcel_teaches_both_stages(context, shop):
    scan(context, shop, place(context, shop, the_order(context), imported=True), TrackingStatus.DELIVERED)
    found = learnt(context, shop)
    assert days(found.handling) == [(PAID, LEFT)]
    assert days(found.transit) == [(LEFT, TODAY)]
    assert found.transit[0].route.levels == ("all", "DE>DE", "DE>DE/BE")


def test_what_is_still_under_way_counts_as_such(context, shop):
    place(context, shop, the_order(context))
    place(context, shop, the_order(context, vendor_id="2", fulfillments=()))
    found = learnt(context, shop)
    assert days(found.handling) == [(PAID, None), (PAID, LEFT)]
    assert days(found.transit) == [(LEFT, None)]


def test_parcels_nobody_follows_teach_nothing(context, shop, clock):
    unseen = Fulfillment("f", "1001", (), clock() - timedelta(days=6))
    place(context, shop, the_order(context, fulfillments=(unseen,)))
    place(context, shop, the_order(context, vendor_id="2", fulfillments=(), status=OrderStatus.FULFILLED))
    found = learnt(context, shop)
    assert days(found.handling) == [(PAID, LEFT)]
    assert found.transit == []


def test_orders_that_were_not_sent_or_are_old_or_another_shops(context, shop, other_shop, clock):
    place(context, shop, the_order(context, status=OrderStatus.CANCELLED))
    place(context, shop, the_order(context, vendor_id="2", placed_at=clock() - timedelta(days=400)))
    place(context, other_shop, the_order(context))
    assert learnt(context, shop) == Passages()


def test_a_clock_that_runs_backwards_is_no_negative_day(context, shop, clock):
    early = TrackingEvent(clock() - timedelta(days=30), TrackingStatus.DELIVERED)
    parcel = Fulfillment("f", "1001", (), clock() - timedelta(days=6), events=(early,))
    place(context, shop, the_order(context, fulfillments=(parcel,)))
    assert days(learnt(context, shop).transit) == [(LEFT, LEFT)]

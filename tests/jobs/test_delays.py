"""One look at an order keeps the estimate, the decision and at most one message."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from integration.domain.commerce import Address, Money, OrderLine, OrderStatus, Refund, TrackingStatus
from integration.store import notices, outbox, shops
from integration.store.legal_lines import legal_lines
from integration.store.order_list import order_page, order_story
from integration.store.session import read, write
from integration.store.tables import OrderRow, PreferenceRow, ShopRow
from jobs.context import Context
from jobs.delays import decide_order
from jobs.estimating import estimate_shop
from jobs.facts import expected, gather
from tests.clock import Clock
from tests.jobs.late import EUR, connect_console, decisions, messages, place, scan, set_order, set_shop, the_order


@pytest.fixture(autouse=True)
def _connected(context: Context, shop: ShopRow, tmp_path: Path) -> None:
    connect_console(context, shop, tmp_path / "mail")


def look(context: Context, shop: ShopRow, **order) -> int:
    order_id = place(context, shop, the_order(context, **order))
    decide_order(context, order_id)
    return order_id


def test_a_late_order_is_proposed_with_its_reasons(context, shop, clock):
    order_id = look(context, shop)
    [decision] = decisions(context, shop)
    assert (decision.decision, decision.kind, decision.reason) == ("send", "delay_on_the_day", "overdue")
    assert decision.weighed["days_to_promise"] == -1
    assert decision.weighed["basis"]["stage"] == "transit"
    [message] = messages(context, shop)
    assert (message.state, message.decision_id, message.order_id) == ("proposed", decision.id, order_id)
    assert (message.to_address, message.language) == ("ana@customer.example", "de")
    assert "Ihre Bestellung 1001" in message.subject
    assert "Sonntag, 1. März" in message.text
    with read(context.engine) as session:
        kept = order_story(session, shop.id, order_id).estimate
    assert kept.earliest <= kept.expected <= kept.latest
    assert kept.probability_late == 1
    assert json.loads(kept.basis)["parcels"]["all"] == 0


def in_part(context: Context, shop: ShopRow, **order: object) -> int:
    """An order of two things, one of which has come and the other is in no parcel yet."""
    lines = tuple(OrderLine(name, name, name, 1, EUR, unsent=left) for name, left in (("kettle", 0), ("lid", 1)))
    order_id = place(context, shop, the_order(context, lines=lines, **order))
    scan(context, shop, order_id, TrackingStatus.DELIVERED)
    return order_id


def test_who_has_a_part_of_it_hears_of_the_rest(context, shop, clock):
    decide_order(context, in_part(context, shop))
    [message] = messages(context, shop)
    assert message.kind == "delay_on_the_day"
    assert "Ein Teil Ihrer Bestellung ist schon bei Ihnen" in message.text


def test_the_rest_of_an_order_is_estimated_every_night_and_listed_as_not_sent(context, shop, clock):
    order_id = in_part(context, shop, promised_in=4)
    place(context, shop, the_order(context, promised_in=4, vendor_id="2"))
    estimate_shop(context, shop.id)
    with read(context.engine) as session:
        kept = order_story(session, shop.id, order_id).estimate
        alone = expected(session, gather(session, session.get(OrderRow, order_id), clock(), context.vault), order_id)
        listed = {
            stage: [one.order.id for one in order_page(session, shop.id, stage, 9)] for stage in ("unsent", "arrived")
        }
    assert kept.latest == alone.latest
    assert listed == {"unsent": [order_id], "arrived": []}


def test_the_law_of_shipment_looks_at_each_line(context, shop, clock):
    order_id = in_part(context, shop, ship_to=Address("US", "CA", "94016"), promised_in=2)
    decide_order(context, order_id)
    with read(context.engine) as session:
        stages = {line.line_id: line.stage for line in legal_lines(session, shop.id, order_id)}
    assert stages["kettle"] == "shipped"
    assert stages["lid"] != "shipped"


def test_on_autopilot_it_goes_after_a_minute(context, shop, clock):
    set_shop(context, shop, mode="autopilot")
    look(context, shop)
    [message] = messages(context, shop)
    assert (message.state, message.next_at) == ("waiting", clock() + timedelta(minutes=1))


def test_the_same_look_again_writes_nothing_new(context, shop, clock):
    order_id = look(context, shop)
    for _ in range(3):
        clock.advance(hours=1)
        decide_order(context, order_id)
    assert len(messages(context, shop)) == 1
    assert [decision.reason for decision in decisions(context, shop)] == ["overdue", "already_told"]


def test_many_looks_at_once_write_one_message(context, shop):
    order_id = place(context, shop, the_order(context))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: decide_order(context, order_id), range(16)))
    assert len(messages(context, shop)) == 1


def test_nothing_changed_is_no_new_decision(context, shop, clock):
    order_id = look(context, shop, promised_in=12)
    clock.advance(hours=1)
    decide_order(context, order_id)
    [decision] = decisions(context, shop)
    assert (decision.decision, decision.reason) == ("hold", "too_early")
    with read(context.engine) as session:
        assert order_story(session, shop.id, order_id).estimate.made_at == clock()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": OrderStatus.CANCELLED}, "cancelled"),
        ({"status": OrderStatus.REFUNDED}, "refunded"),
        ({"status": OrderStatus.ON_HOLD}, "on_hold"),
        ({"shipping_method": "local_pickup"}, "pickup"),
        ({"refunds": (Refund("r1", "1001", Money(Decimal(50), "EUR")),)}, "refunded"),
    ],
)
def test_orders_that_are_not_written_about(context, shop, fields, reason):
    look(context, shop, **fields)
    assert [decision.reason for decision in decisions(context, shop)] == [reason]
    assert messages(context, shop) == []


def test_history_is_not_written_about(context, shop):
    decide_order(context, place(context, shop, the_order(context), imported=True))
    assert [decision.reason for decision in decisions(context, shop)] == ["imported"]
    assert messages(context, shop) == []


def test_a_delivered_order_is_left_alone(context, shop):
    order_id = place(context, shop, the_order(context))
    scan(context, shop, order_id, TrackingStatus.DELIVERED)
    decide_order(context, order_id)
    assert [decision.reason for decision in decisions(context, shop)] == ["delivered"]


def test_who_does_not_want_messages_gets_none(context, shop, clock):
    with write(context.engine) as session:
        session.add(PreferenceRow(shop_id=shop.id, address="ana@customer.example", unsubscribed_at=clock()))
        session.commit()
    look(context, shop)
    assert [decision.reason for decision in decisions(context, shop)] == ["unsubscribed"]


def test_one_switch_stops_a_shop(context, shop):
    set_shop(context, shop, messages_stopped=True)
    look(context, shop)
    assert [decision.reason for decision in decisions(context, shop)] == ["shop_stopped"]


def test_a_silent_feed_is_no_delay(context, shop, clock):
    order_id = place(context, shop, the_order(context, promised_in=1))
    clock.advance(days=3)
    decide_order(context, order_id)
    assert decisions(context, shop)[-1].reason == "feed_stopped"
    with write(context.engine) as session:
        shops.seen(session, shop.id, "console", clock())
        session.commit()
    decide_order(context, order_id)
    assert decisions(context, shop)[-1].reason == "overdue"


def test_a_paused_connection_is_a_silent_feed(context, shop):
    with write(context.engine) as session:
        shops.pause_connection(session, shop.id, "console", "the key was changed")
        session.commit()
    look(context, shop)
    assert decisions(context, shop)[-1].reason == "feed_stopped"
    assert messages(context, shop) == []


def test_settings_that_cannot_be_read_do_not_stand_in_the_way(context, shop):
    set_shop(context, shop, settings={"notices": {"sensitivity": "wild"}})
    look(context, shop)
    assert decisions(context, shop)[-1].weighed["sensitivity"] == "normal"


def test_the_shops_own_parcels_teach(context, shop, clock):
    def chance() -> float:
        with read(context.engine) as session:
            return order_story(session, shop.id, order_id).estimate.probability_late

    order_id = look(context, shop, promised_in=2)
    before = chance()
    for number in range(40):
        slow = place(context, shop, the_order(context, vendor_id=f"old{number}"), imported=True)
        scan(context, shop, slow, TrackingStatus.DELIVERED)
        set_order(context, slow, placed_at=clock() - timedelta(days=20), paid_at=clock() - timedelta(days=20))
    decide_order(context, order_id)
    assert chance() == before, "nothing is learnt before the day is over"
    clock.advance(days=1)
    estimate_shop(context, shop.id)
    decide_order(context, order_id)
    with read(context.engine) as session:
        basis = json.loads(order_story(session, shop.id, order_id).estimate.basis)
    assert basis["parcels"]["all"] == 40


def test_an_order_that_is_gone_or_erased_is_nothing_to_decide(context, shop, clock):
    decide_order(context, 987654)
    order_id = place(context, shop, the_order(context))
    set_order(context, order_id, erased_at=clock())
    decide_order(context, order_id)
    assert decisions(context, shop) == []


def test_what_a_person_held_is_not_written_anew(context, shop, clock):
    order_id = look(context, shop)
    [message] = messages(context, shop)
    with write(context.engine) as session:
        assert outbox.hold(session, shop.id, message.id, "a bad idea")
        session.commit()
    decide_order(context, order_id)
    assert len(messages(context, shop)) == 1
    assert decisions(context, shop)[-1].reason == "declined"


def test_a_shop_that_wishes_to_apologises_for_what_came_late(context, shop, clock):
    set_shop(context, shop, settings={"notices": {"apologise": True}})
    order_id = look(context, shop, promised_in=-2)
    clock.advance(hours=2)
    scan(context, shop, order_id, TrackingStatus.DELIVERED)
    for _ in range(2):
        decide_order(context, order_id)
    warning, apology = messages(context, shop)
    assert (warning.kind, apology.kind) == ("delay_on_the_day", "delivered_late")
    assert "Montag, 2. März" in apology.text
    assert "2 Tage später" in apology.text
    assert decisions(context, shop)[-1].reason == "already_told"


class TestDueOrders:
    def due(self, context: Context) -> list[int]:
        with read(context.engine) as session:
            return notices.due_orders(session, context.clock(), 10)

    def test_near_the_promise_every_three_hours(self, context, shop, clock: Clock):
        near = place(context, shop, the_order(context, promised_in=2))
        far = place(context, shop, the_order(context, promised_in=9, vendor_id="1002"))
        assert self.due(context) == [near, far]
        for order_id in (near, far):
            decide_order(context, order_id)
        assert self.due(context) == []
        clock.advance(hours=3)
        assert self.due(context) == [near]
        clock.advance(hours=17)
        assert self.due(context) == [near], "the others are estimated all at once"

    def test_what_is_over_is_not_looked_at(self, context, shop, clock):
        delivered = place(context, shop, the_order(context, vendor_id="1"))
        scan(context, shop, delivered, TrackingStatus.DELIVERED)
        place(context, shop, the_order(context, vendor_id="2", status=OrderStatus.CANCELLED))
        place(context, shop, the_order(context, vendor_id="3"), imported=True)
        place(context, shop, the_order(context, vendor_id="4", promised_in=-60))
        place(context, shop, the_order(context, vendor_id="5", shipping_method="local_pickup"))
        waiting = place(context, shop, the_order(context, vendor_id="6", fulfillments=()))
        assert self.due(context) == [waiting]
        set_shop(context, shop, uninstalled_at=clock())
        assert self.due(context) == []

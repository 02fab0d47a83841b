from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.bars import Case, Circumstances
from integration.domain.commerce import (
    Address,
    Customer,
    Fulfillment,
    Money,
    Order,
    OrderLine,
    OrderStatus,
    Refund,
    TrackingEvent,
    TrackingStatus,
)
from integration.domain.delay.estimate import Estimate
from integration.domain.incident_reason import HoldCause, IncidentReason
from integration.domain.notice import Hold, Send, Told, decide, forbids
from integration.domain.notice_settings import NoticeSettings, Sensitivity, read_notice_settings
from integration.domain.promise import Basis, Promise, PromiseSettings
from integration.domain.reasons import HoldReason, NoticeKind, SendReason, words

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
SETTINGS = NoticeSettings(PromiseSettings(country="DE", timezone="Europe/Berlin"))
FEED = Circumstances(carrier_feed=True, feed_seen_at=NOW - timedelta(hours=1))
EUR = "EUR"


def parcel(status=TrackingStatus.IN_TRANSIT, delivered_at=None) -> Fulfillment:
    scan = TrackingEvent(NOW - timedelta(days=1), status)
    return Fulfillment("f1", "1", status=status, events=(scan,), delivered_at=delivered_at)


def order(**fields) -> Order:
    known = {
        "id": "1", "number": "1001", "status": OrderStatus.PAID, "placed_at": NOW - timedelta(days=6),
        "total": Money(Decimal(50), EUR), "ship_to": Address("DE"), "customer": Customer(email="ana@example.org"),
        "lines": (OrderLine("1", "p", "Kettle", 1, Money(Decimal(50), EUR)),), "fulfillments": (parcel(),),
    }  # fmt: skip
    return Order(**{**known, **fields})


def promise(days_left: int) -> Promise:
    end = datetime(2026, 11, 18, 21, tzinfo=UTC)
    return Promise(None, end + timedelta(days=days_left), Basis.STATED)


def estimate(chance: float, span: int = 4) -> Estimate:
    return Estimate(NOW, NOW + timedelta(days=1), NOW + timedelta(days=span), chance)


def decided(chance=0.9, days_left=2, sent=(), settings=SETTINGS, around=FEED, now=NOW, span=4, **fields):
    return decide(order(**fields), promise(days_left), estimate(chance, span), sent, now, settings, around)


def test_what_is_in_no_parcel_yet_is_late_by_itself():
    kettle, lid = (
        OrderLine(name, "p", name, 1, Money(Decimal(25), EUR), unsent=left) for name, left in (("k", 0), ("l", 1))
    )
    came = (parcel(TrackingStatus.DELIVERED, NOW - timedelta(days=1)),)
    found = decided(days_left=0, lines=(kettle, lid), fulfillments=came)
    assert (found.kind, found.reason) == (NoticeKind.DELAY_ON_THE_DAY, SendReason.ON_THE_DAY)
    for done in (
        {"lines": (kettle, replace(lid, requires_shipping=False))},
        {"lines": (kettle, replace(lid, unsent=0))},
        {"lines": (kettle, replace(lid, unsent=None))},
        {"lines": (kettle, lid), "status": OrderStatus.FULFILLED},
    ):
        assert decided(days_left=0, fulfillments=came, **done).reason is HoldReason.DELIVERED


def test_no_apology_before_the_rest_has_come():
    lid = OrderLine("l", "p", "lid", 1, Money(Decimal(25), EUR), unsent=1)
    came = (parcel(TrackingStatus.DELIVERED, NOW - timedelta(days=1)),)
    found = decided(0.1, days_left=-2, lines=(lid,), fulfillments=came, settings=replace(SETTINGS, apologise=True))
    assert found.kind is NoticeKind.DELAY_ON_THE_DAY


@pytest.mark.parametrize(
    ("chance", "days_left", "kind", "reason"),
    [
        (0.85, 6, NoticeKind.DELAY_BEFORE_PROMISE, SendReason.NEARLY_CERTAIN),
        (0.40, 2, NoticeKind.DELAY_BEFORE_PROMISE, SendReason.MAIN_LOOK),
        (0.55, 1, NoticeKind.DELAY_BEFORE_PROMISE, SendReason.MAIN_LOOK),
        (0.55, 0, NoticeKind.DELAY_ON_THE_DAY, SendReason.ON_THE_DAY),
        (0.10, -1, NoticeKind.DELAY_ON_THE_DAY, SendReason.OVERDUE),
        (0.75, 6, None, HoldReason.TOO_EARLY),
        (0.30, 2, None, HoldReason.LIKELY_ON_TIME),
        (0.45, 1, None, HoldReason.LIKELY_ON_TIME),
        (0.45, 0, None, HoldReason.LIKELY_ON_TIME),
        (1.00, -31, None, HoldReason.TOO_OLD),
    ],
)
def test_by_day_and_chance(chance, days_left, kind, reason):
    found = decided(chance, days_left)
    assert found.reason is reason
    assert getattr(found, "kind", None) is kind


@pytest.mark.parametrize(("sensitivity", "limit"), [("cautious", 0.5), ("normal", 0.357), ("eager", 0.167)])
def test_the_main_look_follows_what_a_miss_costs(sensitivity, limit):
    settings = read_notice_settings({"notices": {"sensitivity": sensitivity}}, SETTINGS.promise)
    assert isinstance(decided(limit + 0.01, settings=settings), Send)
    assert isinstance(decided(limit - 0.01, settings=settings), Hold)


def test_days_are_the_customers():
    before_midnight_here = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    around = replace(FEED, feed_seen_at=before_midnight_here)
    found = decided(0.5, 0, now=before_midnight_here, around=around)
    assert found.weighed["days_to_promise"] == -1  # in Berlin it is half past midnight


def test_too_vague_a_date_is_no_date():
    assert decided(span=30).kind is NoticeKind.NO_DATE_KNOWN


def scanned(status, reason=None, days_ago=1.0, words="") -> Fulfillment:
    scan = TrackingEvent(NOW - timedelta(days=days_ago), status, words, reason=reason)
    return Fulfillment("f1", "1", status=status, events=(scan,))


@pytest.mark.parametrize("reason", ["carrier_lost", "carrier_damaged", "consignee_address"])
def test_what_does_not_mend_itself_is_told_at_once(reason):
    stuck = (scanned(TrackingStatus.ON_HOLD, IncidentReason(reason)),)
    found = decided(0.05, 9, fulfillments=stuck)
    assert (found.kind, found.reason) == (NoticeKind.CARRIER_EXCEPTION, SendReason.HELD_UP)
    assert decided(0.05, 9, fulfillments=stuck, sent=[Told("carrier_exception")]).reason is HoldReason.ALREADY_TOLD
    old = (scanned(TrackingStatus.ON_HOLD, IncidentReason(reason), days_ago=4),)
    assert decided(0.05, 9, fulfillments=old).reason is HoldReason.TOO_EARLY, "no news any more"


@pytest.mark.parametrize("reason", ["customs", "weather", "carrier_missorted", "carrier_late", "consignee_duties"])
def test_what_may_mend_itself_is_told_once_it_makes_the_order_late(reason):
    stuck = (scanned(TrackingStatus.ON_HOLD, IncidentReason(reason)),)
    assert decided(0.2, 6, fulfillments=stuck).reason is HoldReason.TOO_EARLY
    assert decided(0.4, 6, fulfillments=stuck).kind is NoticeKind.CARRIER_EXCEPTION
    assert decided(0.9, 0, fulfillments=stuck).kind is NoticeKind.CARRIER_EXCEPTION


def test_that_nobody_was_at_home_is_no_letter_of_ours():
    away = (scanned(TrackingStatus.DELIVERY_FAILED, IncidentReason.CONSIGNEE_ABSENT),)
    assert decided(0.2, 6, fulfillments=away).reason is HoldReason.TOO_EARLY
    assert decided(0.9, 2, fulfillments=away).kind is NoticeKind.DELAY_BEFORE_PROMISE


WAITING = (scanned(TrackingStatus.READY_FOR_PICKUP),)


def test_a_parcel_to_be_fetched_is_told_once_also_after_a_delay_and_without_a_promise():
    found = decided(fulfillments=WAITING)
    assert (found.kind, found.reason) == (NoticeKind.READY_FOR_PICKUP, SendReason.WAITS_AT_PICKUP)
    assert decided(fulfillments=WAITING, sent=[Told("delay_before_promise")]).kind is NoticeKind.READY_FOR_PICKUP
    nothing = Promise(None, None, Basis.NONE)
    assert decide(order(fulfillments=WAITING), nothing, None, (), NOW, SETTINGS, FEED).kind == "ready_for_pickup"
    again = decided(fulfillments=WAITING, sent=[Told("ready_for_pickup")])
    assert again.reason is HoldReason.READY_FOR_PICKUP
    assert decided(fulfillments=WAITING, sent=[Told("ready_for_pickup", declined=True)]).reason is HoldReason.DECLINED


def test_a_parcel_to_be_fetched_is_not_told_where_it_should_not():
    quiet = replace(SETTINGS, pickup_letter=False)
    old = (scanned(TrackingStatus.READY_FOR_PICKUP, days_ago=4),)
    both = (*WAITING, replace(parcel(), id="f2"))
    assert decided(fulfillments=WAITING, settings=quiet).reason is HoldReason.READY_FOR_PICKUP
    assert decided(fulfillments=old).reason is HoldReason.READY_FOR_PICKUP
    assert decided(fulfillments=both).kind is NoticeKind.DELAY_BEFORE_PROMISE
    assert decided(fulfillments=WAITING, around=replace(FEED, unsubscribed=True)).reason is HoldReason.UNSUBSCRIBED
    assert decided(fulfillments=WAITING, status=OrderStatus.CANCELLED).reason is HoldReason.CANCELLED
    assert decided(fulfillments=WAITING, shipping_method="local_pickup").reason is HoldReason.PICKUP


def test_the_letter_to_fetch_it_stops_no_notice_of_a_delay():
    assert decided(sent=[Told("ready_for_pickup")]).kind is NoticeKind.DELAY_BEFORE_PROMISE


@pytest.mark.parametrize(
    ("parcels", "bar"),
    [
        (WAITING, None),
        ((scanned(TrackingStatus.IN_TRANSIT),), HoldReason.NEW_SCAN),
        ((scanned(TrackingStatus.DELIVERED),), HoldReason.DELIVERED),
    ],
)
def test_at_the_moment_of_sending_it_still_waits(parcels, bar):
    case = Case(order(fulfillments=parcels), promise(2), NOW, SETTINGS, FEED)
    assert forbids(NoticeKind.READY_FOR_PICKUP, case) is bar


def test_when_the_days_we_named_are_over_the_customer_hears_once_more():
    yesterday = Told("delay_before_promise", until=NOW - timedelta(days=1))
    found = decided(1.0, -4, sent=[yesterday])
    assert (found.kind, found.reason) == (NoticeKind.SECOND_DELAY, SendReason.TOLD_DAY_PASSED)
    assert decided(1.0, -4, sent=[replace(yesterday, until=NOW)]).reason is HoldReason.ALREADY_TOLD
    assert decided(1.0, -4, sent=[replace(yesterday, declined=True)]).reason is HoldReason.DECLINED
    assert decided(1.0, -4, sent=[replace(yesterday, until=None)]).reason is HoldReason.ALREADY_TOLD
    assert decided(1.0, -9, sent=[yesterday, Told("second_delay")]).reason is HoldReason.ALREADY_TOLD
    late = replace(yesterday, until=NOW - timedelta(days=31))
    assert decided(1.0, -40, sent=[late]).reason is HoldReason.ALREADY_TOLD


def test_a_van_that_will_make_it_is_left_alone():
    on_the_van = (parcel(TrackingStatus.OUT_FOR_DELIVERY),)
    assert decided(0.15, 0, fulfillments=on_the_van).reason is HoldReason.OUT_FOR_DELIVERY
    assert decided(1.0, 0, fulfillments=on_the_van).reason is SendReason.ON_THE_DAY


FORBIDDEN = {
    HoldReason.CANCELLED: ({"status": OrderStatus.CANCELLED}, {}),
    HoldReason.REFUNDED: ({"refunds": (Refund("r", "1", Money(Decimal(50), EUR)),)}, {}),
    HoldReason.DELETED: ({"status": OrderStatus.DELETED}, {}),
    HoldReason.UNPAID: ({"status": OrderStatus.PENDING}, {}),
    HoldReason.ON_HOLD: ({"status": OrderStatus.ON_HOLD}, {}),
    HoldReason.HELD_AT_STORE: ({"held_for": (HoldCause.OUT_OF_STOCK,)}, {}),
    HoldReason.DIGITAL: ({"lines": (replace(order().lines[0], requires_shipping=False),)}, {}),
    HoldReason.PICKUP: ({"shipping_method": "Local pickup"}, {}),
    HoldReason.NO_ADDRESS: ({"customer": Customer(name="Ana")}, {}),
    HoldReason.IMPORTED: ({}, {"imported": True}),
    HoldReason.UNSUBSCRIBED: ({}, {"unsubscribed": True}),
    HoldReason.BOUNCED: ({}, {"bounced": True}),
    HoldReason.SHOP_STOPPED: ({}, {"shop_stopped": True}),
    HoldReason.DELIVERED: ({"fulfillments": (parcel(TrackingStatus.DELIVERED),)}, {}),
    HoldReason.READY_FOR_PICKUP: ({"fulfillments": (parcel(TrackingStatus.READY_FOR_PICKUP),)}, {}),
    HoldReason.DISPUTED: ({"disputed": True}, {}),
    HoldReason.RETURNING: ({"fulfillments": (parcel(TrackingStatus.RETURN_TO_SENDER),)}, {}),
    HoldReason.FEED_STOPPED: ({}, {"feed_seen_at": NOW - timedelta(hours=49)}),
}


@given(
    st.sampled_from(sorted(FORBIDDEN)),
    st.floats(0, 1),
    st.integers(-20, 20),
    st.sampled_from(list(Sensitivity)),
    st.integers(1, 60),
    st.booleans(),
)
def test_never_when_it_must_not(bar, chance, days_left, sensitivity, span, apologise):
    fields, around = FORBIDDEN[bar]
    settings = NoticeSettings(SETTINGS.promise, sensitivity, apologise, pickup_letter=False)
    found = decided(chance, days_left, settings=settings, around=replace(FEED, **around), span=span, **fields)
    assert isinstance(found, Hold)
    assert found.reason is bar
    case = Case(order(**fields), promise(days_left), NOW, settings, replace(FEED, **around))
    assert forbids(NoticeKind.DELAY_BEFORE_PROMISE, case) is bar


OF_ONE_DELAY = [kind for kind in NoticeKind if kind is not NoticeKind.READY_FOR_PICKUP]


@given(st.floats(0, 1), st.integers(-20, 20), st.sampled_from(OF_ONE_DELAY), st.booleans(), st.booleans())
def test_never_twice(chance, days_left, kind, declined, failed):
    assert isinstance(decided(chance, days_left, sent=[Told(kind, declined, failed)]), Hold)


def test_why_it_is_not_said_again():
    kind = NoticeKind.DELAY_BEFORE_PROMISE
    assert decided(sent=[Told(kind)]).reason is HoldReason.ALREADY_TOLD
    assert decided(sent=[Told(kind, declined=True)]).reason is HoldReason.DECLINED
    assert decided(sent=[Told(kind, failed=True)]).reason is HoldReason.UNREACHABLE


def test_the_store_never_heard_is_a_silent_feed():
    assert decided(around=Circumstances(carrier_feed=True)).reason is HoldReason.FEED_STOPPED


def test_nothing_promised_is_nothing_late():
    found = decide(order(), Promise(None, None, Basis.NONE), None, (), NOW, SETTINGS, FEED)
    assert found.reason is HoldReason.NO_PROMISE


class TestUnseenParcels:
    silent = Circumstances(feed_seen_at=NOW)

    def test_shipped_without_number_or_scan(self):
        unseen = replace(parcel(), events=())
        assert decided(around=self.silent, fulfillments=(unseen,)).reason is HoldReason.UNTRACKED
        completed = {"status": OrderStatus.FULFILLED, "fulfillments": ()}
        assert decided(around=self.silent, **completed).reason is HoldReason.UNTRACKED

    def test_not_shipped_needs_no_carrier_to_be_known(self):
        assert isinstance(decided(around=self.silent, fulfillments=()), Send)

    def test_a_store_that_reports_scans_is_enough(self):
        assert isinstance(decided(around=self.silent), Send)


def test_a_voided_label_is_no_parcel():
    voided = parcel(TrackingStatus.CANCELLED)
    delivered = parcel(TrackingStatus.DELIVERED)
    assert decided(fulfillments=(voided, delivered)).reason is HoldReason.DELIVERED
    assert isinstance(decided(fulfillments=(voided,)), Send)


def test_a_part_that_is_there_does_not_end_the_wait():
    assert isinstance(decided(fulfillments=(parcel(TrackingStatus.DELIVERED), parcel())), Send)


def test_a_goodwill_refund_does_not_end_the_wait():
    assert isinstance(decided(refunds=(Refund("r", "1", Money(Decimal(5), EUR)),)), Send)


class TestApology:
    settings = replace(SETTINGS, apologise=True)

    def decided(self, days_late, sent=(), ago=1, **fields):
        arrived = parcel(TrackingStatus.DELIVERED, NOW - timedelta(days=ago))
        return decided(
            days_left=-ago - days_late, sent=sent, settings=self.settings, **{"fulfillments": (arrived,), **fields}
        )

    def test_late_and_fresh(self):
        found = self.decided(2)
        assert (found.kind, found.reason) == (NoticeKind.DELIVERED_LATE, SendReason.CAME_LATE)

    def test_in_time_or_long_ago(self):
        assert self.decided(0).reason is HoldReason.DELIVERED
        assert self.decided(2, ago=4).reason is HoldReason.DELIVERED

    def test_after_a_warning_but_once(self):
        assert isinstance(self.decided(2, sent=[Told(NoticeKind.DELAY_BEFORE_PROMISE)]), Send)
        assert isinstance(self.decided(2, sent=[Told(NoticeKind.DELIVERED_LATE)]), Hold)

    def test_not_for_a_refunded_order(self):
        assert self.decided(2, status=OrderStatus.REFUNDED).reason is HoldReason.REFUNDED

    def test_truth_at_sending_needs_the_delivery(self):
        case = Case(order(), promise(-3), NOW, self.settings, FEED)
        assert forbids(NoticeKind.DELIVERED_LATE, case) is HoldReason.NEW_SCAN


def test_what_was_weighed_is_kept():
    held_up = TrackingEvent(NOW - timedelta(days=9), TrackingStatus.IN_TRANSIT, reason=IncidentReason.CUSTOMS)
    stuck = replace(parcel(), events=(held_up,))
    weighed = decided(0.5, fulfillments=(stuck,)).weighed
    assert weighed["incidents"] == ["customs"]
    assert weighed["stalled"] is True
    assert (weighed["probability_late"], weighed["threshold"], weighed["days_to_promise"]) == (0.5, 0.357, 2)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"sensitivity": "wild"}, "cautious, normal, eager"),
        ({"apologise": "yes"}, "true or false"),
        ({"undo_seconds": -1}, "at most 3600"),
        ({"undo_seconds": True}, "at most 3600"),
        ([1], "a table"),
    ],
)
def test_bad_settings_are_named(given, why):
    with pytest.raises(ValueError, match=why):
        read_notice_settings({"notices": given}, PromiseSettings())


def test_every_reason_has_words():
    for reason in (*SendReason, *HoldReason):
        assert words(reason.value).endswith(".")
    assert words("something else") == "something else"

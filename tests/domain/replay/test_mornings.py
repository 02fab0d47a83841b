"""A replay knows only the past, and says what was so."""

from datetime import timedelta

import numpy as np
import pytest

from integration.domain.delay import Parcel
from integration.domain.delay.policy import THRESHOLDS, Sensitivity, verdict
from integration.domain.reasons import HoldReason, SendReason, words
from integration.domain.replay import looks, past_table
from integration.domain.replay.outcome import End, scored, simple_rules
from tests.domain.replay.past import START, known_on, shop


@pytest.mark.parametrize("days", [60, 140])
def test_hiding_the_future_changes_no_morning(days: int) -> None:
    orders, morning = shop(), START + timedelta(days=days)
    whole = {look.order: look for look in looks(past_table(orders), morning, morning)}
    seen = {look.order: look for look in looks(past_table(known_on(morning, orders)), morning, morning)}
    assert whole
    assert seen == whole


def test_only_open_orders_are_looked_at() -> None:
    orders = {order.id: order for order in shop(400)}
    for look in looks(past_table(orders.values())):
        order = orders[look.order]
        assert order.bought < look.day <= order.promised
        assert order.delivered is None or order.delivered >= look.day
        assert look.days_to_promise == (order.promised - look.day).days
        assert 0 <= look.probability_late <= 1
        assert look.day <= look.expected_from <= look.expected_to


def test_what_was_said_is_about_what_was() -> None:
    orders = {order.id: order for order in shop(3000, days=200, steady=True)}
    settled = START + timedelta(days=90)
    seen = [look for look in looks(past_table(orders.values()), settled) if orders[look.order].delivered]
    said = np.array([look.probability_late for look in seen])
    was = np.array([orders[look.order].delivered > orders[look.order].promised for look in seen])
    assert abs(said.mean() - was.mean()) < 0.05
    low, high = said < np.quantile(said, 0.5), said > np.quantile(said, 0.9)
    assert was[low].mean() < 0.03
    assert was[high].mean() > 3 * was.mean()


def test_a_region_that_slows_down_is_noticed() -> None:
    orders = {order.id: order for order in shop(3000)}
    slow = [look for look in looks(past_table(orders.values()), START + timedelta(days=140)) if
            look.day < START + timedelta(days=170) and look.days_to_promise == 2]  # fmt: skip
    by_region = {
        region: [look.probability_late for look in slow if orders[look.order].destination == region]
        for region in ("mainland", "islands")
    }
    assert np.mean(by_region["islands"]) > 2 * np.mean(by_region["mainland"])


def test_the_span_holds_about_eight_of_ten() -> None:
    orders = {order.id: order for order in shop(4000)}
    seen = [look for look in looks(past_table(orders.values()), START + timedelta(days=120))
            if orders[look.order].delivered]  # fmt: skip
    held = [look.expected_from <= orders[look.order].delivered <= look.expected_to for look in seen]
    assert 0.7 < np.mean(held) < 0.95


def test_a_shop_without_hand_overs_or_payments() -> None:
    bare = [order._replace(paid=None, handed_over=None, ship_by=None) for order in shop(600)]
    assert any(look.probability_late > 0.5 for look in looks(past_table(bare)))
    assert list(looks(past_table([]))) == []


def test_an_order_that_was_never_paid_is_not_looked_at() -> None:
    paid = shop(50)
    unpaid = paid[0]._replace(id="never", paid=None)
    assert "never" not in {look.order for look in looks(past_table([*paid, unpaid]))}


@pytest.mark.parametrize(
    ("setting", "days", "chance", "found"),
    [
        ("normal", 2, 0.37, SendReason.MAIN_LOOK),
        ("normal", 2, 0.34, HoldReason.LIKELY_ON_TIME),
        ("normal", 3, 0.84, HoldReason.TOO_EARLY),
        ("normal", 3, 0.9, SendReason.NEARLY_CERTAIN),
        ("normal", 1, 0.45, HoldReason.LIKELY_ON_TIME),
        ("normal", 1, 0.55, SendReason.MAIN_LOOK),
        ("normal", 0, 0.45, HoldReason.LIKELY_ON_TIME),
        ("normal", 0, 0.55, SendReason.ON_THE_DAY),
        ("normal", -1, 0.0, SendReason.OVERDUE),
        ("cautious", 2, 0.45, HoldReason.LIKELY_ON_TIME),
        ("eager", 2, 0.25, SendReason.MAIN_LOOK),
        ("early", 8, 0.6, SendReason.NEARLY_CERTAIN),
        ("early", 8, 0.5, HoldReason.TOO_EARLY),
        ("early", 2, 0.6, SendReason.MAIN_LOOK),
        ("early", 0, 0.9, HoldReason.LOOK_PASSED),
    ],
)
def test_when_a_chance_is_worth_a_letter(setting: str, days: int, chance: float, found: SendReason) -> None:
    assert verdict(THRESHOLDS[Sensitivity(setting)], days, chance, seen_before=True) is found
    assert words(found) != found


def test_an_order_of_yesterday_has_its_main_look_today() -> None:
    limits = THRESHOLDS[Sensitivity.NORMAL]
    assert verdict(limits, 1, 0.4, seen_before=False) is SendReason.MAIN_LOOK
    assert verdict(limits, 1, 0.4, seen_before=True) is HoldReason.LIKELY_ON_TIME


def test_outcomes_are_counted_over_what_was_delivered() -> None:
    day = START
    ends = [End("a", day, day + timedelta(days=3)), End("b", day, day), End("c", day, day + timedelta(days=1))]
    outcome = scored(ends, {"a": day - timedelta(days=2), "b": day, "x": day, "c": day})
    assert (outcome.delivered, outcome.late, outcome.warned, outcome.right, outcome.in_time) == (3, 2, 3, 2, 1)
    assert outcome.lead == 1
    rules = simple_rules(ends)
    assert [(each.warned, each.right, each.in_time) for each in rules.values()] == [(2, 2, 0), (3, 2, 0), (3, 2, 2)]


def test_one_order_alone() -> None:
    order = Parcel("1", START, START + timedelta(days=5))
    seen = list(looks(past_table([order])))
    assert [look.days_to_promise for look in seen] == [4, 3, 2, 1, 0]

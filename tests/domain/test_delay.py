from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.data.transit import handling_prior, transit_prior
from integration.domain.commerce import TrackingStatus
from integration.domain.counts import HORIZON, Passage, Route, tally
from integration.domain.delay.estimate import Estimate, History, Parcel, Stage, estimate, hazards, slowest

BERLIN = ZoneInfo("Europe/Berlin")
LANE = Route("DE", "DE", "BE")
NEW_SHOP = History(Stage((0, 3)), Stage((1, 4)))
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


def day(moment: datetime) -> date:
    return moment.astimezone(BERLIN).date()


def parcel(days_under_way: int = 0, promised_in: int = 4, **fields) -> Parcel:
    handed = MONDAY - timedelta(days=days_under_way)
    known = {
        "route": LANE, "ready_at": handed - timedelta(days=1), "handed_over_at": handed,
        "promised_by": datetime.combine(day(MONDAY) + timedelta(days=promised_in), datetime.max.time(), BERLIN),
        "zone": BERLIN,
    }  # fmt: skip
    return Parcel(**{**known, **fields})


def test_a_new_shop_goes_by_what_carriers_say():
    fresh = estimate(parcel(), NEW_SHOP, MONDAY)
    assert [day(moment) for moment in (fresh.earliest, fresh.expected, fresh.latest)] == [
        date(2026, 11, 17), date(2026, 11, 18), date(2026, 11, 20)
    ]  # fmt: skip
    assert fresh.probability_late == pytest.approx(0.1, abs=0.01)
    assert fresh.basis == {"stage": "transit", "age": 0, "parcels": {}, "prior_days": [1, 4]}


def test_nine_of_ten_by_the_published_most():
    for prior in ((0, 0), (1, 4), (6, 20), (5, 5)):
        alive = np.cumprod(1 - hazards(Stage(prior), LANE))
        assert 1 - alive[prior[1]] == pytest.approx(0.9, abs=0.01)


def test_a_parcel_not_handed_over_takes_longer():
    waiting = estimate(parcel(handed_over_at=None), NEW_SHOP, MONDAY)
    assert waiting.basis["stage"] == "handling"
    assert waiting.latest > estimate(parcel(), NEW_SHOP, MONDAY).latest


def test_a_long_silent_parcel_is_not_due_tomorrow():
    old = estimate(parcel(days_under_way=84), NEW_SHOP, MONDAY)
    assert old.expected - MONDAY > timedelta(days=7)
    assert old.latest - old.earliest > timedelta(days=21)


def test_the_shops_own_parcels_take_over():
    slow = [Passage(LANE, date(2026, 9, 1), date(2026, 9, 11)) for _ in range(300)]
    history = replace(NEW_SHOP, transit=Stage((1, 4), tally(slow, day(MONDAY))))
    learnt = estimate(parcel(), history, MONDAY)
    assert day(learnt.expected) == date(2026, 11, 26)  # eight business days, as the three hundred took
    assert learnt.probability_late > 0.7
    assert learnt.basis["parcels"] == {"all": 300, "DE>DE": 300, "DE>DE/BE": 300}


def test_few_parcels_change_little():
    slow = [Passage(LANE, date(2026, 9, 1), date(2026, 9, 11)) for _ in range(3)]
    history = replace(NEW_SHOP, transit=Stage((1, 4), tally(slow, day(MONDAY))))
    learnt, before = (estimate(parcel(), known, MONDAY).probability_late for known in (history, NEW_SHOP))
    assert before < learnt < before + 0.25


def test_another_lane_teaches_less_than_the_own():
    elsewhere = [Passage(Route("DE", "FR", "IDF"), date(2026, 9, 1), date(2026, 9, 15)) for _ in range(100)]
    own = [replace(passage, route=LANE) for passage in elsewhere]
    late = [
        estimate(parcel(), replace(NEW_SHOP, transit=Stage((1, 4), tally(seen, day(MONDAY)))), MONDAY).probability_late
        for seen in ([], elsewhere, own)
    ]
    assert late == sorted(late)
    assert late[1] < late[2]


def test_parcels_still_under_way_count():
    arrived = [Passage(LANE, date(2026, 11, 2), date(2026, 11, 3))] * 20
    stuck = [Passage(LANE, date(2026, 11, 2))] * 20
    quick, honest = (tally(seen, day(MONDAY))["all"] for seen in (arrived, arrived + stuck))
    assert quick.exposed[1] == 20
    assert honest.exposed[1] == 40
    assert honest.exposed[9] == 20
    assert honest.exposed[10] == 0
    assert honest.ended.sum() == quick.ended.sum() == 20


def test_weekends_and_holidays_are_no_transit_days():
    friday = datetime(2026, 12, 24, 9, tzinfo=UTC)
    late = estimate(parcel(handed_over_at=friday, ready_at=friday), NEW_SHOP, friday)
    assert day(late.earliest) == date(2026, 12, 28)  # the 25th is a holiday in Germany, then a weekend


def test_in_the_evening_today_is_over():
    morning, evening = (estimate(parcel(1, 0), NEW_SHOP, MONDAY.replace(hour=hour)) for hour in (9, 20))
    assert morning.probability_late < 1
    assert evening.probability_late == 1
    assert day(evening.earliest) > day(MONDAY)


def test_a_parcel_on_the_van_is_probably_there_today():
    on_the_van = parcel(2, 0, status=TrackingStatus.OUT_FOR_DELIVERY, scanned_at=MONDAY)
    assert estimate(on_the_van, NEW_SHOP, MONDAY).probability_late == pytest.approx(0.15)
    evening, night = (estimate(on_the_van, NEW_SHOP, MONDAY.replace(hour=hour)) for hour in (20, 21))  # UTC
    assert (evening.probability_late, night.probability_late) == (pytest.approx(0.15), 1)
    came_back = replace(on_the_van, scanned_at=MONDAY - timedelta(days=3))
    assert estimate(came_back, NEW_SHOP, MONDAY) == estimate(parcel(2, 0), NEW_SHOP, MONDAY)


def test_nothing_promised_is_never_late():
    assert estimate(parcel(30, promised_by=None), NEW_SHOP, MONDAY).probability_late == 0


def test_an_order_is_complete_with_its_last_parcel():
    fast, slow = estimate(parcel(), NEW_SHOP, MONDAY), estimate(parcel(handed_over_at=None), NEW_SHOP, MONDAY)
    whole = slowest([fast, slow])
    assert (whole.earliest, whole.latest) == (slow.earliest, slow.latest)
    assert whole.probability_late == max(fast.probability_late, slow.probability_late)
    assert slowest([]) is None


passages = st.lists(
    st.builds(
        lambda begun, length, country: Passage(
            Route("DE", country, "X"), date(2026, 9, 1) + timedelta(days=begun),
            None if length is None else date(2026, 9, 1) + timedelta(days=begun + length),
        ),
        st.integers(0, 70), st.none() | st.integers(0, 150), st.sampled_from(["DE", "FR", "XX"]),
    ),
    max_size=30,
)  # fmt: skip


@given(
    passages,
    st.integers(0, 120),
    st.integers(-40, 40),
    st.booleans(),
    st.integers(0, 23),
    st.tuples(st.integers(0, 30), st.integers(30, 365)),
)
def test_every_estimate_is_sound(seen, age, promised_in, handed_over, hour, prior):
    now = MONDAY.replace(hour=hour)
    history = History(Stage((0, 3), tally(seen, day(now))), Stage(prior, tally(seen, day(now))))
    one = parcel(age, promised_in)
    found = estimate(one if handed_over else replace(one, handed_over_at=None), history, now)
    assert day(now) <= day(found.earliest) <= day(found.expected) <= day(found.latest)
    assert 0 <= found.probability_late <= 1
    assert isinstance(found, Estimate)
    assert found == estimate(one if handed_over else replace(one, handed_over_at=None), history, now)


@given(st.integers(0, 60))
def test_the_later_the_promise_the_less_likely_it_breaks(promised_in):
    sooner, later = (estimate(parcel(2, days), NEW_SHOP, MONDAY) for days in (promised_in, promised_in + 1))
    assert later.probability_late <= sooner.probability_late


def test_hazards_are_chances():
    for days in ((0, 0), (0, 365), (365, 365), (3, 3)):
        found = hazards(Stage(days), LANE)
        assert found.shape == (HORIZON,)
        assert ((found >= 0) & (found <= 1)).all()


@pytest.mark.parametrize(
    ("origin", "place", "days"),
    [("US", "US", (2, 7)), ("DE", "DE", (1, 4)), ("DE", "FR", (2, 8)), ("US", "CA", (4, 12)), ("", "JP", (6, 20))],
)
def test_where_an_estimate_begins(origin, place, days):
    assert transit_prior(origin, place) == days
    assert handling_prior() == (0, 3)

"""What is said of one live order: moments of the customer's days, from counts or from what is published."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integration.data.transit import handling_prior, transit_prior
from integration.domain.delay import Model, Parcel, parcels_table
from integration.domain.delay.estimate import Estimate, estimate, first_possible_day
from integration.domain.delay.hazards import prior_hazards
from integration.domain.delay.record import counted, record, restored
from integration.domain.delay.workdays import day_number

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
TODAY = MONDAY.astimezone(BERLIN).date()


def day(moment: datetime) -> date:
    return moment.astimezone(BERLIN).date()


def parcel(under_way: int = 0, promised_in: int = 4, **fields) -> Parcel:
    handed = TODAY - timedelta(days=under_way)
    known = {
        "id": "1", "bought": handed - timedelta(days=1), "paid": handed - timedelta(days=1), "handed_over": handed,
        "promised": TODAY + timedelta(days=promised_in), "origin": "DE", "home": "DE", "country": "DE",
        "destination": "BE", "published": (1, 4),
    }  # fmt: skip
    return Parcel(**{**known, **fields})


def said(one: Parcel, model: Model | None = None, now: datetime = MONDAY) -> Estimate:
    found = estimate(model or Model(), [one], now, BERLIN)
    assert found is not None
    return found


def taught(days: int, count: int, **fields) -> Model:
    """A shop of which `count` parcels took so many days each, all in the weeks before."""
    begun = [TODAY - timedelta(days=60 - number % 40) for number in range(count)]
    rows = [
        parcel(
            id=f"p{number}", bought=start, paid=start, handed_over=start,
            delivered=start + timedelta(days=days), **fields,
        )
        for number, start in enumerate(begun)
    ]  # fmt: skip
    model, table = Model(), parcels_table(rows)
    for number in range(day_number(TODAY) - 61, day_number(TODAY)):
        model.learn(number, table)
    return model


def test_a_new_shop_goes_by_what_carriers_say():
    fresh = said(parcel())
    assert [day(moment) for moment in (fresh.earliest, fresh.expected, fresh.latest)] == [
        date(2026, 11, 17), date(2026, 11, 18), date(2026, 11, 20)
    ]  # fmt: skip
    assert fresh.probability_late == pytest.approx(0.1, abs=0.02)
    assert fresh.basis["stage"] == "transit"
    assert (fresh.basis["published_days"], fresh.basis["parcels"]) == ([1, 4], {"all": 0})


def test_nine_of_ten_by_the_published_most():
    for prior in ((0, 0), (1, 4), (6, 20), (5, 5)):
        alive = np.cumprod(1 - prior_hazards(prior, 60))
        assert 1 - alive[prior[1]] == pytest.approx(0.9, abs=0.01)


def test_a_parcel_not_handed_over_takes_longer():
    waiting = said(parcel(handed_over=None))
    assert waiting.basis["stage"] == "handling"
    assert waiting.latest > said(parcel()).latest


def test_a_long_silent_parcel_is_not_due_tomorrow():
    old = said(parcel(under_way=84))
    assert old.expected - MONDAY > timedelta(days=7)
    assert old.latest - old.earliest > timedelta(days=21)


def test_the_shops_own_parcels_take_over():
    learnt = said(parcel(), taught(11, 300))
    assert date(2026, 11, 25) <= day(learnt.expected) <= date(2026, 11, 30)
    assert learnt.probability_late > 0.7
    assert learnt.basis["parcels"]["all"] > 100


def test_few_parcels_change_little():
    learnt, before = said(parcel(), taught(11, 3)).probability_late, said(parcel()).probability_late
    assert before <= learnt < before + 0.25


def test_another_lane_teaches_less_than_the_own():
    chances = [
        said(parcel(), model).probability_late
        for model in (Model(), taught(14, 100, destination="BY", carrier="x"), taught(14, 100))
    ]
    assert chances == sorted(chances)
    assert chances[1] < chances[2]


def test_what_is_published_for_elsewhere_is_not_unlearnt_by_parcels_at_home():
    far = parcel(country="JP", destination="13", published=(6, 20), promised_in=25)
    at_home = taught(2, 500)
    assert said(far, at_home).expected - said(far).expected < timedelta(days=3)
    assert said(far, at_home).expected > said(parcel(), at_home).expected + timedelta(days=7)


def test_weekends_and_holidays_are_hardly_transit_days():
    eve = date(2026, 12, 24)
    late = estimate(
        Model(), [parcel(bought=eve, paid=eve, handed_over=eve, promised=date(2026, 12, 30), published=(1, 1))],
        datetime(2026, 12, 24, 9, tzinfo=UTC), BERLIN,
    )  # fmt: skip
    assert day(late.expected) == date(2026, 12, 28)  # the 25th is a holiday in Germany, then a weekend


def test_a_carrier_that_delivers_on_saturdays_is_known_by_its_parcels():
    friday = date(2026, 11, 20)
    rows = [
        parcel(id=f"s{week}.{number}", bought=start, paid=start, handed_over=start, delivered=start + timedelta(days=1))
        for week in range(1, 12) for number in range(20) for start in [friday - timedelta(weeks=week)]
    ]  # fmt: skip
    model, table = Model(), parcels_table(rows)
    for number in range(int(table.paid.min()), day_number(TODAY)):
        model.learn(number, table)
    at_first, later = Model().way_rhythm.factors[5], model.way_rhythm.factors[5]
    assert at_first == pytest.approx(0.2)
    assert later > 2 * at_first


def test_in_the_evening_today_is_over():
    assert first_possible_day(False, MONDAY.astimezone(BERLIN)) == TODAY
    assert first_possible_day(False, MONDAY.replace(hour=20).astimezone(BERLIN)) == TODAY + timedelta(days=1)
    assert first_possible_day(True, MONDAY.replace(hour=20).astimezone(BERLIN)) == TODAY
    morning, evening = (said(parcel(1, 0), now=MONDAY.replace(hour=hour)) for hour in (9, 20))
    assert morning.probability_late < evening.probability_late == 1
    assert day(evening.earliest) > TODAY


def test_a_parcel_on_the_van_is_probably_there_today():
    out = parcel(2, 0, on_van=True)
    assert said(out).probability_late == pytest.approx(0.15, abs=0.01)
    assert said(out).probability_late < said(parcel(2, 0)).probability_late


def test_an_order_is_complete_with_its_last_parcel():
    slow = parcel(id="2", handed_over=None)
    whole, alone = estimate(Model(), [parcel(), slow], MONDAY, BERLIN), said(slow)
    assert (whole.earliest, whole.latest) == (alone.earliest, alone.latest)
    assert whole.probability_late == pytest.approx(alone.probability_late)
    assert whole.basis["parcels_open"] == 2
    assert estimate(Model(), [], MONDAY, BERLIN) is None


def test_a_parcel_that_nobody_follows_teaches_no_transit():
    quick = taught(3, 200)
    silent = [parcel(id=f"x{number}", under_way=30, followed=False) for number in range(300)]
    table = parcels_table(silent)
    before = said(parcel(), quick).probability_late
    for number in range(day_number(TODAY) - 30, day_number(TODAY)):
        quick.learn(number, table)
    assert said(parcel(), quick).probability_late < before + 0.05


parcels = st.lists(
    st.builds(
        lambda number, begun, length, country: parcel(
            id=str(number), bought=TODAY - timedelta(days=begun), paid=TODAY - timedelta(days=begun),
            handed_over=TODAY - timedelta(days=begun), country=country,
            delivered=None if length is None or length > begun else TODAY - timedelta(days=begun - length),
        ),
        st.integers(0, 10**9), st.integers(1, 90), st.none() | st.integers(0, 60),
        st.sampled_from(["DE", "FR", "XX", ""]),
    ),
    max_size=20, unique_by=lambda one: one.id,
)  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(parcels, st.integers(0, 120), st.integers(-40, 60), st.booleans(), st.integers(0, 23),
       st.tuples(st.integers(0, 30), st.integers(30, 365)))  # fmt: skip
def test_every_estimate_is_sound(seen, age, promised_in, handed_over, hour, prior):
    model, table = Model(), parcels_table(seen)
    for number in range(int(table.paid.min()) if len(table) else 0, day_number(TODAY) if len(table) else 0):
        model.learn(number, table)
    one, now = parcel(age, promised_in, published=prior), MONDAY.replace(hour=hour)
    found = said(one if handed_over else one._replace(handed_over=None), model, now)
    assert day(now) <= day(found.earliest) <= day(found.expected) <= day(found.latest)
    assert 0 <= found.probability_late <= 1
    assert found.probability_late == 1 or promised_in >= 0


@given(st.integers(0, 55))
def test_the_later_the_promise_the_less_likely_it_breaks(promised_in):
    sooner, later = (said(parcel(2, days)) for days in (promised_in, promised_in + 1))
    assert later.probability_late <= sooner.probability_late + 1e-9


def test_what_was_learnt_is_kept_and_comes_back():
    model = taught(5, 200)
    table = parcels_table(
        [parcel(id=f"o{number}", under_way=number % 6, promised_in=number % 9) for number in range(40)]
    )
    rows, today = np.arange(len(table)), day_number(TODAY)
    model.remember(table, rows, today, model.look(table, rows, today, today))
    again = restored(record(model), list(counted(model, today - 1)), today - 1)
    for one, other in zip(model.look(table, rows, today, today), again.look(table, rows, today, today), strict=True):
        np.testing.assert_allclose(one, other)
    assert list(counted(model, today)) == [], "only what was learnt since is written"
    faded = restored(record(model), list(counted(taught(5, 200), today - 1)), today + 9)
    assert faded.transit.levels[0].exposed.sum() == pytest.approx(model.transit.levels[0].exposed.sum() * 0.99**10)
    with pytest.raises(ValueError, match="version"):
        restored({**record(model), "version": 0}, [], today)


@pytest.mark.parametrize(
    ("origin", "place", "days"),
    [("US", "US", (2, 7)), ("DE", "DE", (1, 4)), ("DE", "FR", (2, 8)), ("US", "CA", (4, 12)), ("", "JP", (6, 20))],
)
def test_where_an_estimate_begins(origin, place, days):
    assert transit_prior(origin, place) == days
    assert handling_prior() == (0, 3)


def test_express_and_standard_on_one_lane_are_told_apart():
    """Both are said to take as long, by a merchant who said it of neither: what was counted of each knows better."""
    both = [("express", 1), ("standard", 5)] * 60
    begun = [TODAY - timedelta(days=60 - number % 40) for number in range(len(both))]
    rows = [
        parcel(
            id=f"p{number}", bought=start, paid=start, handed_over=start,
            delivered=start + timedelta(days=took), service=service,
        )
        for number, (start, (service, took)) in enumerate(zip(begun, both, strict=True))
    ]  # fmt: skip
    model, table = Model(), parcels_table(rows)
    for number in range(day_number(TODAY) - 61, day_number(TODAY)):
        model.learn(number, table)
    express, standard = (said(parcel(promised_in=2, service=service), model) for service in ("express", "standard"))
    assert express.probability_late < 0.2 < 0.7 < standard.probability_late
    assert express.expected < standard.expected
    elsewhere = [said(parcel(promised_in=2, service=name, destination="BY"), model) for name in ("express", "standard")]
    assert elsewhere[0].probability_late < elsewhere[1].probability_late, "where none went yet, the service is known"

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.commerce import Address, Money, Order, OrderLine, OrderStatus
from integration.domain.promise import Basis, PromiseSettings, promise_for, read_promise_settings

NOW = datetime(2026, 11, 20, 20, tzinfo=UTC)
MONDAY = datetime(2026, 11, 16, 10, tzinfo=UTC)
SETTINGS = PromiseSettings(
    country="DE",
    timezone="Europe/Berlin",
    handling=(0, 1),
    cutoff_hour=14,
    transit={"DE": (1, 2), "US": (5, 8)},
    default_transit=(3, 6),
)


def order(**fields) -> Order:
    line = OrderLine("1", "p1", "Kettle", 1, Money(Decimal("49.90"), "EUR"))
    known = {
        "id": "1", "number": "1001", "status": OrderStatus.PAID, "placed_at": MONDAY,
        "total": Money(Decimal("54.80"), "EUR"), "lines": (line,), "ship_to": Address("DE"),
    }  # fmt: skip
    return Order(**{**known, **fields})


def local_days(promise, name="Europe/Berlin"):
    zone = ZoneInfo(name)
    return promise.promised_from.astimezone(zone).date(), promise.promised_by.astimezone(zone).date()


def test_the_stores_own_date_wins():
    stated = datetime(2026, 12, 1, 22, 59, tzinfo=UTC)
    promise = promise_for(order(promised_by=stated), SETTINGS, NOW)
    assert (promise.basis, promise.promised_from, promise.promised_by) == (Basis.STATED, None, stated)


def test_the_day_by_which_the_store_sends_goes_before_our_handling():
    promise = promise_for(order(ships_by=datetime(2026, 11, 18, 16, tzinfo=UTC)), SETTINGS, NOW)
    assert promise.basis is Basis.SETTINGS
    assert local_days(promise) == (date(2026, 11, 17), date(2026, 11, 20))
    assert promise.shown["ships_by"] == "2026-11-18T16:00:00+00:00"
    overdue = promise_for(order(ships_by=datetime(2026, 11, 1, tzinfo=UTC)), SETTINGS, NOW)
    assert local_days(overdue) == (date(2026, 11, 17), date(2026, 11, 18)), "not before it was bought"


def test_handling_and_transit_in_business_days():
    promise = promise_for(order(), SETTINGS, NOW)
    assert promise.basis is Basis.SETTINGS
    assert local_days(promise) == (date(2026, 11, 17), date(2026, 11, 19))


def test_after_the_cutoff_it_counts_for_the_next_working_day():
    late = order(placed_at=datetime(2026, 11, 20, 13, tzinfo=UTC))  # 14:00 in Berlin, a Friday
    assert local_days(promise_for(late, SETTINGS, NOW)) == (date(2026, 11, 24), date(2026, 11, 26))


def test_the_destinations_holidays_count():
    there = order(ship_to=Address("US", "NY"), placed_at=MONDAY + timedelta(days=7))
    days = local_days(promise_for(there, SETTINGS, NOW + timedelta(days=9)), "America/New_York")
    assert days == (date(2026, 12, 1), date(2026, 12, 7))  # Thanksgiving, the 26th, is skipped


def test_the_promise_ends_with_the_customers_day():
    there = order(ship_to=Address("JP"))
    promised_by = promise_for(there, SETTINGS, NOW).promised_by
    assert promised_by.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%H:%M:%S") == "23:59:59"


@pytest.mark.parametrize(
    ("place", "span"), [("DE", (2, 7)), ("FR", (4, 10)), ("US", (7, 21)), ("", (7, 21)), ("XX", (7, 21))]
)
def test_a_silent_merchant_gets_a_derived_promise(place, span):
    promise = promise_for(order(ship_to=Address(place)), PromiseSettings(country="DE"), NOW)
    assert promise.basis is Basis.DERIVED
    assert promise.shown["transit_days"] == list(span)


def test_handling_without_transit_is_still_derived():
    assert promise_for(order(), PromiseSettings(country="DE", handling=(0, 1)), NOW).basis is Basis.DERIVED


def test_digital_goods_and_pickups_promise_nothing():
    line = replace(order().lines[0], requires_shipping=False)
    stated = datetime(2026, 12, 1, tzinfo=UTC)
    assert promise_for(order(lines=(line,), promised_by=stated), SETTINGS, NOW).basis is Basis.NONE
    assert promise_for(order(shipping_method="local_pickup"), SETTINGS, NOW).promised_by is None
    fetched = replace(SETTINGS, pickup_methods=frozenset({"abholung im laden"}))
    assert promise_for(order(shipping_method="Abholung im Laden"), fetched, NOW).basis is Basis.NONE
    assert promise_for(order(shipping_method="Pickup point (Mondial Relay)"), SETTINGS, NOW).promised_by


def test_what_was_shown_is_kept_with_its_hash():
    promise = promise_for(order(shipping_method="Standard"), SETTINGS, NOW)
    assert promise.shown["lines"] == [{"title": "Kettle", "quantity": 1, "total": "49.90"}]
    assert promise.shown_hash == promise_for(order(shipping_method="Standard"), SETTINGS, NOW).shown_hash
    assert promise.shown_hash != promise_for(order(shipping_method="Express"), SETTINGS, NOW).shown_hash


@given(
    placed=st.integers(0, 3_000_000).map(lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    country=st.sampled_from(["DE", "US", "CN", "JP", "BR", "XX", ""]),
    handling=st.tuples(st.integers(0, 5), st.integers(5, 9)),
)
def test_a_promise_is_never_before_the_order_nor_upside_down(placed, country, handling):
    settings = replace(SETTINGS, handling=handling)
    promise = promise_for(order(placed_at=placed, ship_to=Address(country)), settings, placed)
    assert promise.promised_by > placed
    assert promise.promised_from < promise.promised_by


def test_settings_are_read_from_the_shops_own():
    read = read_promise_settings(
        {"promise": {"handling_days": [1, 2], "cutoff_hour": 15, "working_days": [0, 1, 5], "transit": {"fr": [2, 4]}}},
        country="FR",
        timezone="Europe/Paris",
    )
    assert (read.handling, read.cutoff_hour, read.transit) == ((1, 2), 15, {"FR": (2, 4)})
    assert read.working_days == {0, 1, 5}
    assert read_promise_settings({}, country="FR") == PromiseSettings(country="FR")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"handling_days": 3}, "handling_days: two numbers"),
        ({"handling_days": [3, 1]}, "wrong way round"),
        ({"cutoff_hour": 25}, "cutoff_hour: a whole number from 0 to 24"),
        ({"working_days": []}, "at least one weekday"),
        ({"transit": {"DE": [1, True]}}, "transit DE"),
        ({"transit": [1, 2]}, "transit: a table"),
        ([1], "promise: a table"),
    ],
)
def test_bad_settings_are_named(given, why):
    with pytest.raises(ValueError, match=why):
        read_promise_settings({"promise": given})


EXPRESS = replace(
    SETTINGS, services={"express": {"DE": (1, 1), "": (2, 3)}}, transit={"DE": (2, 4)}, default_transit=(5, 9)
)


@pytest.mark.parametrize(
    ("service", "place", "days"),
    [
        ("Express ", "DE", (1, 1)), ("express", "FR", (2, 3)), ("Standard", "DE", (2, 4)), ("", "FR", (5, 9)),
    ],
)  # fmt: skip
def test_a_service_has_days_of_its_own_before_its_destination_has(service, place, days):
    assert EXPRESS.transit_to(place, service) == days


def test_an_express_parcel_is_promised_sooner():
    quick = promise_for(order(shipping_method="EXPRESS"), EXPRESS, NOW)
    slow = promise_for(order(shipping_method="Standard"), EXPRESS, NOW)
    assert quick.shown["transit_days"] == [1, 1]
    assert slow.promised_by - quick.promised_by >= timedelta(days=2)


def test_services_are_read_and_what_is_wrong_is_named():
    given = {
        "services": [{"service": "Express", "place": "de", "days": [1, 2]}, {"service": "Express", "days": [2, 3]}]
    }
    read = read_promise_settings({"promise": {**given, "carrier_days": [0, 1, 2, 3, 4, 5]}})
    assert read.services == {"express": {"DE": (1, 2), "": (2, 3)}}
    assert 5 in read.carrier_days
    with pytest.raises(ValueError, match="services Express: fewest and most"):
        read_promise_settings({"promise": {"services": [{"service": "Express", "days": [3, 1]}]}})
    with pytest.raises(ValueError, match="services: a table"):
        read_promise_settings({"promise": {"services": ["Express"]}})


def test_a_carrier_that_delivers_on_saturdays_is_a_day_ahead():
    friday = datetime(2026, 11, 20, 8, tzinfo=UTC)
    settings = replace(SETTINGS, handling=(0, 0), transit={"DE": (1, 1)})
    usual, saturday = (
        promise_for(order(placed_at=friday, paid_at=friday), each, friday).promised_by
        for each in (settings, replace(settings, carrier_days=frozenset(range(6))))
    )
    assert (usual.date().weekday(), saturday.date().weekday()) == (0, 5)


def test_a_holiday_of_the_customers_state_counts_there_and_nowhere_else():
    """Corpus Christi, 4 June 2026, is none in Berlin."""
    wednesday = datetime(2026, 6, 3, 8, tzinfo=UTC)
    settings = replace(SETTINGS, handling=(0, 0), transit={"DE": (1, 1)})
    days = {
        state: promise_for(
            order(placed_at=wednesday, paid_at=wednesday, ship_to=Address("DE", state)), settings, wednesday
        ).promised_by.date()
        for state in ("BE", "BY", "DE-BY", "Nowhere")
    }
    assert days["BY"] == days["DE-BY"] == date(2026, 6, 5)
    assert days["BE"] == days["Nowhere"] == date(2026, 6, 4)


def test_goods_bought_ahead_are_promised_from_the_day_they_can_be_sent():
    ahead = OrderLine(
        "1", "p1", "Kettle", 1, Money(Decimal("49.90"), "EUR"), preordered=True, available_on=date(2027, 2, 1)
    )
    promise = promise_for(order(lines=(ahead,)), replace(SETTINGS, handling=(1, 1), transit={"DE": (2, 2)}), NOW)
    assert promise.promised_by.date() == date(2027, 2, 4)
    assert promise.shown["lines"][0]["available_on"] == "2027-02-01"


def test_goods_bought_ahead_of_a_day_that_nobody_named_promise_no_day():
    ahead = OrderLine("1", "p1", "Kettle", 1, Money(Decimal("49.90"), "EUR"), preordered=True)
    promise = promise_for(order(lines=(ahead,)), SETTINGS, NOW)
    assert (promise.promised_by, promise.basis, promise.shown["lines"][0]["preordered"]) == (None, Basis.NONE, True)
    stated = promise_for(order(lines=(ahead,), promised_by=NOW + timedelta(days=60)), SETTINGS, NOW)
    assert stated.basis is Basis.STATED, "the store's own word goes before"

"""What a shop can promise, from what it did."""

from datetime import date, timedelta

from integration.domain.usual_days import ENOUGH, Trip, usual_days

MONDAY = date(2026, 3, 2)


def trips(count: int, *, handling: int = 1, transit: int = 2, country: str = "FR") -> list[Trip]:
    """Orders of Mondays, sent and delivered in the same week."""
    placed = [MONDAY + timedelta(weeks=number) for number in range(count)]
    shipped = [day + timedelta(days=handling) for day in placed]
    return [Trip(day, out, out + timedelta(days=transit), country) for day, out in zip(placed, shipped, strict=True)]


def test_the_fastest_and_the_slowest_tenth_are_left_out() -> None:
    usual = usual_days([*trips(18), *trips(1, transit=0), *trips(1, handling=4, transit=60)], "PT")
    assert usual.handling == (1, 1)
    assert usual.transit == (2, 2)
    assert (usual.sent, usual.delivered) == (20, 20)


def test_few_parcels_say_nothing() -> None:
    usual = usual_days(trips(ENOUGH - 1), "PT")
    assert (usual.handling, usual.transit, usual.by_country) == (None, None, {})
    assert usual.sent == ENOUGH - 1


def test_each_destination_with_enough_parcels_has_a_range_of_its_own() -> None:
    usual = usual_days(
        [*trips(ENOUGH, transit=3), *trips(ENOUGH, transit=1, country="PT"), *trips(3, country="US")], "PT"
    )
    assert usual.by_country == {"FR": (3, 3), "PT": (1, 1)}
    assert usual.parcels == {"FR": ENOUGH, "PT": ENOUGH, "US": 3}


def test_weekends_and_holidays_are_no_days() -> None:
    friday, tuesday = date(2026, 5, 22), date(2026, 5, 26)  # Whit Monday between them is a holiday in Germany
    german = usual_days([Trip(friday, friday, tuesday, "DE")] * ENOUGH, "DE")
    portuguese = usual_days([Trip(friday, friday, tuesday, "PT")] * ENOUGH, "PT")
    assert (german.transit, portuguese.transit) == ((1, 1), (2, 2))


def test_times_that_run_backwards_are_not_counted() -> None:
    backwards = Trip(MONDAY, MONDAY - timedelta(days=1), MONDAY, "FR")
    undelivered = Trip(MONDAY, MONDAY, None, "FR")
    early = Trip(MONDAY, MONDAY + timedelta(days=2), MONDAY, "FR")
    usual = usual_days([backwards, undelivered, early], "PT")
    assert (usual.sent, usual.delivered) == (2, 0)

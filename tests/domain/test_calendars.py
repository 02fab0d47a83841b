from datetime import date

import pytest

from integration.domain.calendars import add_business_days, is_business_day, next_business_day, public_holidays


def test_christmas_stops_the_count():
    assert add_business_days(date(2026, 12, 23), 2, "DE") == date(2026, 12, 28)
    assert add_business_days(date(2026, 12, 23), 2, "JP") == date(2026, 12, 25)


def test_day_zero_may_be_no_business_day():
    assert add_business_days(date(2026, 11, 21), 0, "US") == date(2026, 11, 21)
    assert next_business_day(date(2026, 11, 21), "US") == date(2026, 11, 23)


def test_a_shop_that_works_on_saturday():
    assert is_business_day(date(2026, 11, 21), "US", frozenset(range(6)))


def test_an_unknown_country_has_weekends_only():
    assert public_holidays("XX", 2026) == frozenset()
    assert is_business_day(date(2026, 12, 25), "")


def test_a_calendar_without_work_is_refused():
    with pytest.raises(ValueError, match="without working days"):
        next_business_day(date(2026, 1, 1), "US", frozenset())

"""Days of a zone for many moments at once: as the calendar there has them, one by one."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.delay.local_days import days_in, seconds_at
from integration.domain.delay.workdays import NEVER, day_number, day_of

ZONES = [ZoneInfo(name) for name in ("Europe/Berlin", "America/Santiago", "Pacific/Kiritimati", "Pacific/Pago_Pago")]
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("zone", ZONES, ids=str)
@given(minutes=st.lists(st.integers(0, 3 * 525_600), max_size=20))
def test_as_the_calendar_there(zone: ZoneInfo, minutes: list[int]):
    moments = [BEGIN + timedelta(minutes=minute) for minute in minutes]
    days = days_in(zone, np.array([moment.timestamp() for moment in moments], dtype=np.float64))
    assert [day_of(day) for day in days.tolist()] == [moment.astimezone(zone).date() for moment in moments]
    noons = [datetime.combine(day_of(day), time(12), zone).timestamp() for day in days.tolist()]
    assert seconds_at(zone, days, time(12)).tolist() == noons


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_every_minute_about_midnight_and_the_change_of_the_clock(zone: ZoneInfo):
    changes = [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 4, 5, tzinfo=UTC), datetime(2026, 9, 6, tzinfo=UTC)]
    moments = [change + timedelta(minutes=at) for change in changes for at in range(-1500, 1500)]
    days = days_in(zone, np.array([moment.timestamp() for moment in moments]))
    assert days.tolist() == [day_number(moment.astimezone(zone).date()) for moment in moments]


def test_a_moment_that_never_came_is_on_no_day():
    assert days_in(ZONES[0], np.array([np.nan, 0.0])).tolist() == [NEVER, 0]
    assert days_in(ZONES[0], np.array([])).tolist() == []

"""How often a parcel is asked about, and whose turn it is when not all can be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.commerce import TrackingStatus
from integration.domain.polling import LONGEST, SHORTEST, UNKNOWN, Watched, most_pressing, pause, room_left

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ON_ITS_WAY = Watched(1, TrackingStatus.IN_TRANSIT, NOW - DAY)
moments = st.timedeltas(-60 * DAY, 60 * DAY).map(lambda away: NOW + away)
perhaps = st.none() | moments
statuses = st.sampled_from(TrackingStatus)


def due(earliest: timedelta, promised: timedelta) -> Watched:
    return replace(ON_ITS_WAY, earliest=NOW + earliest, promised_by=NOW + promised)


@pytest.mark.parametrize(
    ("parcel", "hours"),
    [
        (due(8 * DAY, 9 * DAY), 24),
        (due(2 * DAY, 9 * DAY), 8),
        (due(-DAY, 9 * DAY), 4),
        (due(-3 * DAY, 2 * DAY + HOUR), 2),
        (due(-3 * DAY, 6 * HOUR), 2),
        (due(-9 * DAY, -6 * HOUR), 2),
        (due(-9 * DAY, -4 * DAY), 16),
        (due(-30 * DAY, -20 * DAY), 24),
        (ON_ITS_WAY, 12),
        (replace(due(8 * DAY, 9 * DAY), status=TrackingStatus.OUT_FOR_DELIVERY), 2),
    ],
)
def test_the_nearer_a_day_that_matters_the_sooner_it_is_asked_about(parcel: Watched, hours: int) -> None:
    assert pause(parcel, NOW) == hours * HOUR


@pytest.mark.parametrize(
    "status", [TrackingStatus.DELIVERED, TrackingStatus.RETURN_TO_SENDER, TrackingStatus.CANCELLED]
)
def test_what_has_ended_is_never_asked_about(status: TrackingStatus) -> None:
    assert pause(replace(due(HOUR, HOUR), status=status), NOW) is None
    assert most_pressing([replace(due(HOUR, HOUR), status=status)], NOW, 10) == []


def test_after_three_months_nobody_asks() -> None:
    assert pause(replace(due(HOUR, HOUR), sent_at=NOW - 91 * DAY), NOW) is None


def test_who_tells_of_itself_is_asked_less() -> None:
    assert pause(due(2 * DAY, 9 * DAY), NOW, told=True) == LONGEST
    assert pause(due(-HOUR, HOUR), NOW, told=True) == 4 * SHORTEST


@given(st.builds(Watched, st.integers(), statuses, moments, perhaps, perhaps, perhaps), st.booleans())
def test_it_is_never_asked_hourly_and_never_forgotten_for_longer_than_a_day(parcel: Watched, told: bool) -> None:
    usual = pause(parcel, NOW, told)
    assert usual is None or SHORTEST <= usual <= max(LONGEST, UNKNOWN)


def test_with_little_room_those_go_first_whose_day_is_near() -> None:
    asked = NOW - 5 * HOUR
    far = [replace(due(8 * DAY, 9 * DAY), id=number, asked_at=asked) for number in range(10)]
    near = replace(due(-DAY, HOUR), id=99, asked_at=asked)
    assert most_pressing([*far, near], NOW, 1) == [99]
    assert most_pressing([*far, near], NOW, -3) == []


def test_none_waits_for_ever() -> None:
    """Ten parcels near their day and one that is far, with room for two at each visit of half an hour."""
    parcels = {n: replace(due(-DAY, DAY), id=n, asked_at=NOW) for n in range(10)}
    parcels[99] = replace(due(40 * DAY, 50 * DAY), id=99, asked_at=NOW)
    turns: dict[int, int] = dict.fromkeys(parcels, 0)
    for visit in range(1, 200):
        now = NOW + visit * HOUR / 2
        for number in most_pressing(parcels.values(), now, 2):
            parcels[number] = replace(parcels[number], asked_at=now)
            turns[number] += 1
    assert turns[99] > 3
    assert min(turns[n] for n in range(10)) > 3 * turns[99]


def test_a_days_numbers_last_for_the_day() -> None:
    midnight = NOW.replace(hour=0)
    assert room_left(240, 0, midnight) == 20
    assert room_left(240, 20, midnight) == 0
    assert room_left(240, 100, midnight.replace(hour=12)) == 40
    spent = 0
    for quarter in range(96):
        spent += room_left(240, spent, midnight + quarter * HOUR / 4)
    assert spent == 240

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.commerce import TrackingEvent, TrackingStatus
from integration.domain.incident_reason import IncidentReason
from integration.domain.tracking import (
    delivered_at,
    event_key,
    handed_over_at,
    incident_of,
    is_stalled,
    merge,
    status_of,
)

FRIDAY = datetime(2026, 11, 20, 9, tzinfo=UTC)
S = TrackingStatus


def scan(hours: float, status: TrackingStatus, description: str = "", place: str = "") -> TrackingEvent:
    return TrackingEvent(FRIDAY + timedelta(hours=hours), status, description, place)


scans = st.lists(
    st.builds(
        scan,
        st.integers(0, 200),
        st.sampled_from(list(S)),
        st.sampled_from(["", "Arrived", "arrived "]),
        st.sampled_from(["", "Lyon"]),
    ),
    max_size=12,
)


@given(scans, st.randoms())
def test_the_order_and_number_of_reports_change_nothing(events, random):
    shuffled = events + [random.choice(events) for _ in events]
    random.shuffle(shuffled)
    assert merge(shuffled) == merge(events) == merge(merge(events))
    assert status_of(shuffled) is status_of(events)
    assert delivered_at(shuffled) == delivered_at(events)


@given(scans)
def test_every_scan_stays_and_they_stand_in_time(events):
    merged = merge(events)
    assert {event_key(event) for event in merged} == {event_key(event) for event in events}
    assert [event.at for event in merged] == sorted(event.at for event in merged)


def test_the_same_scan_in_other_letters_is_one():
    assert (
        len(merge([scan(1, S.IN_TRANSIT, "Arrived  at hub", "LYON"), scan(1, S.IN_TRANSIT, "arrived at hub", "Lyon")]))
        == 1
    )
    assert len(merge([scan(1, S.IN_TRANSIT, "Arrived"), scan(1, S.IN_TRANSIT, "Departed")])) == 2


def test_another_zone_is_the_same_moment():
    here = scan(1, S.IN_TRANSIT)
    there = TrackingEvent(here.at.astimezone(tz=None), S.IN_TRANSIT)
    assert merge([here, there]) == merge([here])


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([], S.UNKNOWN),
        ([S.PENDING, S.PICKED_UP, S.IN_TRANSIT], S.IN_TRANSIT),
        ([S.IN_TRANSIT, S.PENDING], S.IN_TRANSIT),
        ([S.IN_TRANSIT, S.UNKNOWN], S.IN_TRANSIT),
        ([S.OUT_FOR_DELIVERY, S.DELIVERY_FAILED, S.IN_TRANSIT], S.IN_TRANSIT),
        ([S.DELIVERED, S.IN_TRANSIT], S.DELIVERED),
        ([S.DELIVERED, S.RETURN_TO_SENDER, S.IN_TRANSIT], S.RETURN_TO_SENDER),
        ([S.RETURN_TO_SENDER, S.DELIVERED], S.RETURN_TO_SENDER),
        ([S.PENDING, S.CANCELLED], S.CANCELLED),
        ([S.IN_TRANSIT, S.CANCELLED], S.IN_TRANSIT),
        ([S.CANCELLED, S.PICKED_UP], S.PICKED_UP),
    ],
)
def test_status_by_scans(statuses, expected):
    assert status_of([scan(hour, status) for hour, status in enumerate(statuses)]) is expected


def test_a_printed_label_is_no_handover():
    events = [scan(0, S.PENDING), scan(5, S.PICKED_UP), scan(9, S.IN_TRANSIT)]
    assert handed_over_at(events) == events[1].at
    assert handed_over_at(events[:1]) is None


def test_delivered_back_to_the_shop_is_not_delivered():
    assert delivered_at([scan(1, S.DELIVERED), scan(3, S.DELIVERED)]) == scan(1, S.DELIVERED).at
    assert delivered_at([scan(1, S.RETURN_TO_SENDER), scan(30, S.DELIVERED)]) is None
    assert delivered_at([scan(1, S.IN_TRANSIT)]) is None


@pytest.mark.parametrize(
    ("status", "expected"), [(S.IN_TRANSIT, IncidentReason.CUSTOMS), (S.DELIVERED, None), (S.RETURN_TO_SENDER, None)]
)
def test_what_holds_it_up_until_its_way_has_ended(status, expected):
    assert incident_of(TrackingEvent(FRIDAY, status, reason=IncidentReason.CUSTOMS)) is expected


def test_the_carriers_own_code_goes_before_its_words():
    released = TrackingEvent(FRIDAY, S.IN_TRANSIT, "Released by customs", reason=IncidentReason.NONE)
    late = TrackingEvent(FRIDAY, S.DELIVERY_DELAYED, "Held by weather at the hub", reason=IncidentReason.CARRIER_LATE)
    assert incident_of(released) is None
    assert incident_of(late) is IncidentReason.CARRIER_LATE


def test_a_weekend_does_not_stall_a_parcel_and_a_scan_clears_it():
    events = [scan(0, S.IN_TRANSIT)]
    assert not is_stalled(events, FRIDAY + timedelta(days=6))
    assert is_stalled(events, FRIDAY + timedelta(days=7))
    assert not is_stalled([*events, scan(24 * 6, S.IN_TRANSIT)], FRIDAY + timedelta(days=7))
    assert not is_stalled([*events, scan(24, S.DELIVERED)], FRIDAY + timedelta(days=60))
    assert not is_stalled([], FRIDAY)

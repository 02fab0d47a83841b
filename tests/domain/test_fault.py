from datetime import UTC, datetime, timedelta

import pytest

from integration.domain.commerce import Fulfillment, TrackingEvent, TrackingStatus
from integration.domain.fault import Fault, fault_of

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(days=3), NOW - timedelta(days=1)


def parcel(words: str = "", status: TrackingStatus = TrackingStatus.ON_HOLD, at: datetime = BEFORE) -> Fulfillment:
    return Fulfillment("1", "1", (), at, events=(TrackingEvent(at, status, words),))


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("Held by customs", Fault.CUSTOMS),
        ("Incorrect address", Fault.ADDRESS),
        ("Delayed by bad weather", Fault.WEATHER),
        ("Missorted, rerouted", Fault.CARRIER),
        ("On its way", None),
        ("Customer not available", None),
    ],
)
def test_the_newest_scan_names_it(words, fault):
    assert fault_of([parcel(words)], NOW, NOW) is fault


def test_what_left_late_or_not_at_all_is_ours():
    on_time, late = parcel(status=TrackingStatus.IN_TRANSIT), parcel(status=TrackingStatus.IN_TRANSIT, at=AFTER)
    leave_by = NOW - timedelta(days=2)
    assert fault_of([], leave_by, NOW) is Fault.OURS
    assert fault_of([on_time, late], leave_by, NOW) is Fault.OURS
    assert fault_of([on_time], leave_by, NOW) is None
    assert fault_of([], NOW + timedelta(days=1), NOW) is None
    assert fault_of([], None, NOW) is None

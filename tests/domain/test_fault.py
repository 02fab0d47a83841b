from datetime import UTC, datetime, timedelta

import pytest

from integration.domain.commerce import Fulfillment, TrackingEvent, TrackingStatus
from integration.domain.fault import Fault, fault_of
from integration.domain.incident_reason import IncidentReason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(days=3), NOW - timedelta(days=1)


def parcel(
    reason: IncidentReason | None = None, status: TrackingStatus = TrackingStatus.ON_HOLD, at: datetime = BEFORE
) -> Fulfillment:
    return Fulfillment("1", "1", (), at, events=(TrackingEvent(at, status, reason=reason),))


@pytest.mark.parametrize(
    ("reason", "fault"),
    [
        (IncidentReason.CUSTOMS, Fault.CUSTOMS),
        (IncidentReason.CONSIGNEE_ADDRESS, Fault.ADDRESS),
        (IncidentReason.WEATHER, Fault.WEATHER),
        (IncidentReason.CARRIER_MISSORTED, Fault.CARRIER),
        (None, None),
        (IncidentReason.CONSIGNEE_ABSENT, None),
    ],
)
def test_the_newest_scan_names_it(reason, fault):
    assert fault_of([parcel(reason)], NOW, NOW) is fault


def test_what_left_late_or_not_at_all_is_ours():
    on_time, late = parcel(status=TrackingStatus.IN_TRANSIT), parcel(status=TrackingStatus.IN_TRANSIT, at=AFTER)
    leave_by = NOW - timedelta(days=2)
    assert fault_of([], leave_by, NOW) is Fault.OURS
    assert fault_of([on_time, late], leave_by, NOW) is Fault.OURS
    assert fault_of([on_time], leave_by, NOW) is None
    assert fault_of([], NOW + timedelta(days=1), NOW) is None
    assert fault_of([], None, NOW) is None

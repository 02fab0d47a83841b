"""17TRACK: what is asked of it, what it says of a parcel, and what its failures mean."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from connectors import build
from connectors.access import Access
from integration.data.carriers import scan_meanings
from integration.domain.commerce import Tracking, TrackingStatus
from integration.domain.incident_reason import IncidentReason
from integration.domain.tracking import status_of
from integration.ports import Account, Carrier, Permanent, Temporary, Unauthorized
from tests.connectors.carriers.seventeentrack import KEY, SeventeenTrack, scan, way
from tests.connectors.conftest import http

NUMBER = "00340434161094042557"
PARCEL = Tracking(NUMBER)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ABROAD = way(
    scan("2026-11-18T17:05:00Z", "Picked up", "InTransit_PickedUp"),
    scan("2026-11-19T22:10:00Z", "Released by customs", "InTransit_CustomsReleased", place="WIEN"),
    scan("2026-11-20T06:40:00Z", "Nobody at home", "DeliveryFailure_NoBody", place="WIEN"),
)


@pytest.fixture
def access(seventeentrack: SeventeenTrack) -> Access:
    door = http(secrets=(KEY,), seconds=2.0)
    meanings = scan_meanings("seventeentrack")
    return Access(seventeentrack.url, {"key": KEY}, {}, door, lambda: NOW, meanings=meanings)


def test_a_parcel_is_registered_once_and_then_followed(seventeentrack: SeventeenTrack, access: Access) -> None:
    carrier = build("seventeentrack", Carrier, access)
    assert carrier.track([PARCEL]) == {}, "one that it does not follow is absent"
    assert carrier.register([PARCEL]) == {}
    assert carrier.track([PARCEL]) == {NUMBER: ()}, "followed, and nothing is known of it yet"
    seventeentrack.ways[NUMBER] = ABROAD
    [scans] = carrier.track([PARCEL]).values()
    assert [one.status for one in scans] == [
        TrackingStatus.PICKED_UP, TrackingStatus.IN_TRANSIT, TrackingStatus.DELIVERY_FAILED,
    ]  # fmt: skip
    assert [one.reason for one in scans] == [
        IncidentReason.NONE, IncidentReason.NONE, IncidentReason.CONSIGNEE_ABSENT,
    ]  # fmt: skip
    assert carrier.register([PARCEL]) == {}, "twice is no fault"
    assert seventeentrack.left == 99


def test_what_is_asked_is_what_its_documentation_takes(seventeentrack: SeventeenTrack, access: Access) -> None:
    build("seventeentrack", Carrier, access).track([PARCEL])
    build("seventeentrack", Account, access).check()
    assert seventeentrack.asked == [("gettrackinfo", [{"number": NUMBER}]), ("getquota", {})]


def test_numbers_that_it_refuses_are_named_and_hold_up_no_other(access: Access) -> None:
    carrier = build("seventeentrack", Carrier, access)
    assert carrier.register([Tracking("12-4"), PARCEL]) == {"12-4": "The format of '12-4' is invalid."}
    assert NUMBER in carrier.track([PARCEL])


def test_no_number_is_left_in_the_account(seventeentrack: SeventeenTrack, access: Access) -> None:
    seventeentrack.left = 0
    with pytest.raises(Temporary) as raised:
        build("seventeentrack", Carrier, access).register([PARCEL])
    assert raised.value.trouble == "used_up"


@pytest.mark.parametrize("fault", [429, 500, 503, b'{"code": 0, "data": {"accep', b"<html>busy</html>"])
def test_one_failure_is_asked_again_or_told_as_temporary(
    seventeentrack: SeventeenTrack, access: Access, fault: int | bytes
) -> None:
    seventeentrack.faults = [fault]
    carrier = build("seventeentrack", Carrier, access)
    if fault in (429, 503):
        assert carrier.track([PARCEL]) == {}
        return
    with pytest.raises(Temporary) as raised:
        carrier.track([PARCEL])
    assert KEY not in str(raised.value)


def test_an_answer_may_begin_with_a_byte_order_mark(seventeentrack: SeventeenTrack, access: Access) -> None:
    seventeentrack.faults = [b'\xef\xbb\xbf{"code": 0, "data": {"accepted": [], "rejected": []}}']
    assert build("seventeentrack", Carrier, access).track([PARCEL]) == {}


@pytest.mark.parametrize(
    ("fault", "problem", "trouble"),
    [
        ({"code": -18010002, "message": "Invalid security key."}, Unauthorized, "keys"),
        ({"code": -18010001, "message": "IP not whitelisted"}, Unauthorized, "stranger"),
        (401, Unauthorized, "keys"),
        ({"code": 0, "data": {"errors": [{"code": -18010004, "message": "disabled"}]}}, Unauthorized, "keys"),
        ({"code": -18019907, "message": "daily limit"}, Temporary, "used_up"),
        ({"code": -18010003, "message": "internal"}, Temporary, ""),
        ({"code": -18010014, "message": "too many numbers"}, Permanent, ""),
    ],
)
def test_its_codes_are_the_cores_errors(seventeentrack, access, fault, problem, trouble) -> None:
    seventeentrack.faults = [fault]
    with pytest.raises(problem) as raised:
        build("seventeentrack", Account, access).check()
    assert raised.value.trouble == trouble


def test_a_key_that_is_none_opens_nothing(access: Access) -> None:
    with pytest.raises(Unauthorized):
        build("seventeentrack", Account, replace(access, credentials={"key": "another"})).check()


def test_a_state_nobody_has_heard_of_moves_nothing(seventeentrack: SeventeenTrack, access: Access) -> None:
    seventeentrack.followed.add(NUMBER)
    odd = scan("2026-11-20T08:00:00Z", "Levitating", "Levitating_Other", stage="Levitating")
    seventeentrack.ways[NUMBER] = way(scan("2026-11-18T17:05:00Z", "Picked up", "InTransit_PickedUp"), odd)
    [scans] = build("seventeentrack", Carrier, access).track([PARCEL]).values()
    assert status_of(scans) is TrackingStatus.PICKED_UP


def test_the_newest_scan_has_the_parcels_state_where_it_has_none_of_its_own(
    seventeentrack: SeventeenTrack, access: Access
) -> None:
    seventeentrack.followed.add(NUMBER)
    told = way(scan("2026-11-20T08:00:00Z", "Zugestellt", "Delivered_Other"))
    for one in (told["latest_event"], *told["tracking"]["providers"][0]["events"]):
        one["sub_status"] = one["stage"] = None
    seventeentrack.ways[NUMBER] = told
    [scans] = build("seventeentrack", Carrier, access).track([PARCEL]).values()
    assert [one.status for one in scans] == [TrackingStatus.DELIVERED]


def test_its_page_of_a_parcel() -> None:
    carrier = build("seventeentrack", Carrier, Access("", {}, {}, http(), lambda: NOW))
    assert carrier.tracking_url("RR 1/2") == "https://t.17track.net/en#nums=RR%201%2F2"

"""AfterShip: what is asked of it, what it says of a parcel, and what its failures mean."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors import build
from connectors.access import Access
from integration.data.carriers import CarrierList, carrier_in, scan_meanings
from integration.domain.commerce import Tracking, TrackingStatus
from integration.domain.incident_reason import IncidentReason
from integration.ports import Account, Carrier, Permanent, Temporary, Unauthorized
from integration.store.tables import FulfillmentRow
from jobs.carriers import called
from tests.connectors.carriers.aftership import KEY, AfterShip, checkpoint
from tests.connectors.conftest import http

NUMBER = "RR000000117PT"
PARCEL = Tracking(NUMBER, "dhl")
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def access(aftership: AfterShip) -> Access:
    door = http(secrets=(KEY,), seconds=2.0)
    return Access(aftership.url, {"key": KEY}, {}, door, lambda: NOW, meanings=scan_meanings("aftership"))


def test_a_parcel_is_created_with_its_carrier_and_then_followed(aftership: AfterShip, access: Access) -> None:
    carrier = build("aftership", Carrier, access)
    assert carrier.track([PARCEL]) == {}
    assert carrier.register([PARCEL]) == {}
    assert carrier.track([PARCEL]) == {NUMBER: ()}
    aftership.known[NUMBER, "dhl"] = [
        checkpoint("2026-11-18T17:05:00+01:00", "Picked up", "InTransit_002"),
        checkpoint("2026-11-20T06:40:00", "Held by customs", "Exception_004"),
    ]
    [scans] = carrier.track([PARCEL]).values()
    assert [(one.status, one.reason) for one in scans] == [
        (TrackingStatus.PICKED_UP, IncidentReason.NONE),
        (TrackingStatus.DELIVERY_DELAYED, IncidentReason.CUSTOMS),
    ]
    assert scans[1].at == datetime(2026, 11, 20, 5, 40, tzinfo=UTC), "the clock in Köln"
    assert carrier.register([PARCEL]) == {}, "twice is no fault"


def test_parcels_older_than_a_month_are_asked_for_too(aftership: AfterShip, access: Access) -> None:
    build("aftership", Carrier, access).track([PARCEL, Tracking("X1234567")])
    [(_, given)] = aftership.asked
    assert given["tracking_numbers"] == "RR000000117PT,X1234567"
    assert NOW - datetime.fromisoformat(given["created_at_min"]) > (NOW - NOW.replace(month=8))


def test_a_carrier_that_it_does_not_believe_in_it_finds_out_itself(aftership: AfterShip, access: Access) -> None:
    assert build("aftership", Carrier, access).register([Tracking(NUMBER, "sparrow-post")]) == {}
    assert [given for _, given in aftership.asked] == [
        {"tracking_number": NUMBER, "slug": "sparrow-post"},
        {"tracking_number": NUMBER},
    ]


def test_numbers_that_it_refuses_are_named_and_hold_up_no_other(aftership: AfterShip, access: Access) -> None:
    refused = build("aftership", Carrier, access).register([Tracking("12"), PARCEL])
    assert refused == {"12": "The value of tracking_number is invalid."}
    assert (NUMBER, "dhl") in aftership.known


def test_one_number_with_two_carriers_is_one_parcel(aftership: AfterShip, access: Access) -> None:
    same = checkpoint("2026-11-18T17:05:00+01:00", "Picked up", "InTransit_002")
    aftership.known = {(NUMBER, "dhl"): [same], (NUMBER, "ups"): [same, checkpoint(
        "2026-11-19T09:00:00+01:00", "On the van", "OutForDelivery_001")]}  # fmt: skip
    [scans] = build("aftership", Carrier, access).track([PARCEL]).values()
    assert [one.status for one in scans] == [TrackingStatus.PICKED_UP, TrackingStatus.OUT_FOR_DELIVERY]


@pytest.mark.parametrize(
    ("status", "told", "problem", "trouble"),
    [
        (401, {"meta": {"code": 401, "message": "The API key is invalid."}}, Unauthorized, "keys"),
        (403, {"meta": {"code": 403, "message": "Forbidden"}}, Unauthorized, "forbidden"),
        (401, "<html>", Unauthorized, "keys"),
        (429, {"meta": {"code": 429, "message": "limit"}}, Temporary, ""),
        (500, {"meta": {"code": 500, "message": "wrong"}}, Temporary, ""),
        (200, '{"meta": {"code": 200}, "da', Temporary, ""),
        (400, {"meta": {"code": 4008, "message": "The value of limit is invalid."}}, Permanent, ""),
    ],
)
def test_its_codes_are_the_cores_errors(aftership, access, status, told, problem, trouble) -> None:
    aftership.faults = [(status, told)] * 3
    with pytest.raises(problem) as raised:
        build("aftership", Account, access).check()
    assert (raised.value.trouble, KEY in str(raised.value)) == (trouble, False)


def test_one_busy_answer_is_asked_again_and_a_byte_order_mark_read_over(aftership: AfterShip, access: Access) -> None:
    empty = '\ufeff{"meta": {"code": 200}, "data": {"trackings": []}}'.encode()
    aftership.faults = [(429, {"meta": {"code": 429}}), (200, empty)]
    assert build("aftership", Carrier, access).track([PARCEL]) == {}


def test_every_carrier_that_is_handed_over_is_one_of_its_own(shared: Path) -> None:
    told = json.loads((shared / "contracts" / "carriers" / "aftership_couriers.json").read_text(encoding="utf-8"))
    slugs = {one["slug"] for one in told}
    for store, country, slug in (("DHL", "DE", "dhl"), ("DPD", "GB", "dpd-uk"), ("GLS", "CA", "dicom")):
        row = FulfillmentRow(tracking_number="12 34", carrier=store)
        parcel = called("aftership", row, country)
        assert parcel.number == "1234"
        assert parcel.carrier == carrier_in(CarrierList.AFTERSHIP, store, country)
        assert parcel.carrier in slugs
        assert slug in parcel.carrier
    assert called("seventeentrack", FulfillmentRow(tracking_number="1", carrier="DHL"), "DE").carrier == ""

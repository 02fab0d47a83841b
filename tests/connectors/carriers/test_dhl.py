"""DHL: one number a call, the state by its code, and its own sample answer read as it stands."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from connectors import build, manifests
from connectors.access import Access
from integration.data.carriers import scan_meanings
from integration.domain.commerce import Tracking, TrackingStatus
from integration.ports import Account, Carrier, Permanent, Temporary, Unauthorized
from integration.store.tables import FulfillmentRow
from jobs.carriers import carries
from tests.connectors.conftest import http

KEY, NUMBER = "dhl-key-of-the-demo", "00340434161094042557"
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
MISSING = {"title": "No result found", "detail": "No shipment with given tracking number found.", "status": 404}


class Dhl:
    """Answers with what it is told to; `asked` is what was asked of it."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = server.url_for("/track")
        self.answer: tuple[int, Any] = (404, MISSING)
        self.asked: list[tuple[dict[str, str], str]] = []
        server.expect_request("/track/shipments", method="GET").respond_with_handler(self.take)

    def take(self, request: Request) -> Response:
        self.asked.append((request.args.to_dict(), request.headers.get("DHL-API-Key", "")))
        status, told = self.answer
        body = told if isinstance(told, str | bytes) else json.dumps(told)
        return Response(body, status, content_type="application/json")


@pytest.fixture
def dhl(server: HTTPServer) -> Dhl:
    return Dhl(server)


@pytest.fixture
def access(dhl: Dhl) -> Access:
    door = http(secrets=(KEY,), seconds=2.0)
    return Access(dhl.url, {"key": KEY}, {}, door, lambda: NOW, meanings=scan_meanings("dhl"))


def event(at: str, code: str, words: str, country: str = "DE") -> dict[str, Any]:
    place = {"address": {"countryCode": country, "addressLocality": "Köln"}}
    return {"timestamp": at, "statusCode": code, "status": words, "description": words, "location": place}


def shipment(number: str, *events: dict[str, Any], **details: Any) -> dict[str, Any]:
    return {"id": number, "service": "parcel-de", "status": events[0], "events": list(events), "details": details}


def test_a_parcel_is_asked_for_by_its_number(dhl: Dhl, access: Access) -> None:
    van = event("2026-11-20T08:00:00", "transit", "In delivery")
    dhl.answer = 200, {"shipments": [shipment(NUMBER, van, event("2026-11-18T17:05:00", "pre-transit", "Announced"))]}
    found = build("dhl", Carrier, access).track([Tracking(NUMBER)])
    assert [(one.at.hour, one.status) for one in found[NUMBER]] == [
        (16, TrackingStatus.PENDING), (7, TrackingStatus.IN_TRANSIT),
    ]  # fmt: skip
    assert dhl.asked == [({"trackingNumber": NUMBER, "language": "en"}, KEY)]


def test_what_is_asked_is_what_its_recorded_request_asks(shared: Path, dhl: Dhl, access: Access) -> None:
    recorded = json.loads((_recorded(shared)).read_text(encoding="utf-8"))
    build("dhl", Carrier, access).track([Tracking(recorded["TRACKING_PAYLOAD"][0])])
    [(asked, _)] = dhl.asked
    assert [asked] == recorded["TrackingRequestJSON"]


def test_its_own_sample_is_read_by_the_code_and_not_by_the_text(shared: Path, dhl: Dhl, access: Access) -> None:
    """The sample says `pre-transit` and, beside it, DELIVERED."""
    recorded = json.loads((_recorded(shared)).read_text(encoding="utf-8"))
    dhl.answer = 200, recorded["TrackingResponseJSON"]
    carrier = build("dhl", Carrier, access)
    [scans] = carrier.track([Tracking("7777777770")]).values()
    assert [(one.status, one.place) for one in scans] == [(TrackingStatus.PENDING, "Oderweg 2, AMSTERDAM")]
    piece = carrier.track([Tracking("JD014600002708681600")])["JD014600002708681600"]
    assert piece == scans, "a piece of it is found too"
    dhl.answer = 404, recorded["TrackingErrorResponseJSON"]
    assert carrier.track([Tracking(NUMBER)]) == {NUMBER: ()}


def test_somebody_elses_shipment_is_not_ours(dhl: Dhl, access: Access) -> None:
    dhl.answer = 200, {"shipments": [shipment("9999999999", event("2026-11-20T08:00:00", "delivered", "Delivered"))]}
    assert build("dhl", Carrier, access).track([Tracking(NUMBER)]) == {NUMBER: ()}


def test_the_newest_state_counts_where_no_scan_tells_it(dhl: Dhl, access: Access) -> None:
    told = shipment(NUMBER, event("2026-11-18T17:05:00", "transit", "In transit"))
    told["status"] = event("2026-11-20T11:00:00", "delivered", "Delivered")
    dhl.answer = 200, {"shipments": [told]}
    [scans] = build("dhl", Carrier, access).track([Tracking(NUMBER)]).values()
    assert scans[-1].status is TrackingStatus.DELIVERED


@pytest.mark.parametrize(
    ("answer", "problem", "trouble"),
    [
        ((401, {"title": "Unauthorized"}), Unauthorized, "keys"),
        ((429, {"title": "Too many requests"}), Temporary, "used_up"),
        ((500, "<html>"), Temporary, ""),
        ((200, '{"shipments": [{"id"'), Temporary, ""),
        ((400, {"detail": "trackingNumber is invalid"}), Permanent, ""),
    ],
)
def test_its_answers_are_the_cores_errors_and_each_call_is_made_once(dhl, access, answer, problem, trouble) -> None:
    dhl.answer = answer
    with pytest.raises(problem) as raised:
        build("dhl", Account, access).check()
    assert (raised.value.trouble, KEY in str(raised.value), len(dhl.asked)) == (trouble, False, 1)


def test_a_key_that_opens_is_tried_with_a_number_of_nobodys(dhl: Dhl, access: Access) -> None:
    build("dhl", Account, access).check()
    assert len(dhl.asked) == 1


def test_only_parcels_of_dhls_are_asked_of_dhl() -> None:
    assert manifests()["dhl"].follows == ("dhl",)
    numbers = {("DHL", "1"): True, ("DHL Express", "1"): True, ("UPS", "1"): False, ("Sparrow Post", NUMBER): False,
               ("", "1Z999AA10123456784"): False, ("", "123456789012"): False}  # fmt: skip
    for (carrier, number), wanted in numbers.items():
        row = FulfillmentRow(tracking_number=number, carrier=carrier)
        assert carries("dhl", row) is wanted, (carrier, number)
        assert carries("seventeentrack", row)


def _recorded(shared: Path) -> Path:
    return shared / "contracts" / "carriers" / "karrio_tracking_fixtures" / "dhl_universal.json"

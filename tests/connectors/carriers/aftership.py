"""AfterShip on loopback: follows what is created, with the carriers of its account, and fails as it is told to."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

KEY = "asat-key-of-the-demo"


class AfterShip:
    """`known` is every parcel by number and carrier; `carriers` are those of the account. `faults`: one a call."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = server.url_for("/tracking/2025-01")
        self.known: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self.carriers = {"dhl", "ups"}
        self.faults: list[tuple[int, Any]] = []
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        server.expect_request("/tracking/2025-01/trackings").respond_with_handler(self.answer)

    def answer(self, request: Request) -> Response:
        given = request.get_json() if request.method == "POST" else request.args.to_dict()
        self.asked.append((request.method, given))
        if self.faults:
            return _told(*self.faults.pop(0))
        if request.headers.get("as-api-key") != KEY:
            return _told(401, _meta(401, "The API key is invalid."))
        return self.create(given) if request.method == "POST" else self.list(given)

    def list(self, given: Mapping[str, str]) -> Response:
        numbers = given.get("tracking_numbers", "").split(",")
        assert len(numbers) <= 50
        if "created_at_min" in given:
            datetime.fromisoformat(given["created_at_min"])
        found = [
            {"tracking_number": number, "slug": slug, "tag": "InTransit", "checkpoints": checkpoints}
            for (number, slug), checkpoints in self.known.items()
            if number in numbers
        ]
        return _told(200, {"meta": {"code": 200}, "data": {"pagination": {"total": len(found)}, "trackings": found}})

    def create(self, given: Mapping[str, str]) -> Response:
        number, slug = given["tracking_number"], given.get("slug", "dhl")
        if slug not in self.carriers:
            return _told(400, _meta(4012, "Unable to import shipment as the carrier is not on your approved list."))
        if not 4 <= len(number) <= 100:
            return _told(400, _meta(4005, "The value of tracking_number is invalid."))
        if (number, slug) in self.known:
            return _told(400, _meta(4003, "Tracking already exists."))
        self.known[number, slug] = []
        return _told(201, {"meta": {"code": 201}, "data": {"id": "t1", "tracking_number": number, "slug": slug}})


def checkpoint(at: str, message: str, subtag: str | None, tag: str = "") -> dict[str, Any]:
    tag = tag or (subtag or "").partition("_")[0]
    return {
        "checkpoint_time": at,
        "message": message,
        "tag": tag,
        "subtag": subtag,
        "country_iso3": "DEU",
        "city": "Köln",
    }


def _meta(code: int, message: str) -> Mapping[str, Any]:
    return {"meta": {"code": code, "type": "BadRequest", "message": message, "errors": []}, "data": {}}


def _told(status: int, told: Any) -> Response:
    body = told if isinstance(told, str | bytes) else json.dumps(told)
    return Response(body, status, content_type="application/json")

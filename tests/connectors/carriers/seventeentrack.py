"""17TRACK on loopback: follows what is registered, counts what that costs, and fails as it is told to."""

import json
from collections.abc import Mapping
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

KEY = "17-key-of-the-demo"


class SeventeenTrack:
    """`ways` is what it knows of each number; `faults` are answered first, one a call: a status, or a whole body."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = server.url_for("/track/v2.2")
        self.followed: set[str] = set()
        self.ways: dict[str, Mapping[str, Any]] = {}
        self.left = 100
        self.faults: list[int | bytes | Mapping[str, Any]] = []
        self.asked: list[tuple[str, Any]] = []
        for path in ("register", "gettrackinfo", "getquota"):
            server.expect_request(f"/track/v2.2/{path}", method="POST").respond_with_handler(self.answer)

    def answer(self, request: Request) -> Response:
        path, body = request.path.rpartition("/")[2], request.get_json()
        self.asked.append((path, body))
        if self.faults:
            return _fault(self.faults.pop(0))
        if request.headers.get("17token") != KEY:
            return _json({"code": -18010002, "message": "Invalid security key."})
        return _json({"code": 0, "data": getattr(self, path)(body)})

    def getquota(self, _body: Any) -> Mapping[str, Any]:
        return {"quota_total": 100, "quota_used": 100 - self.left, "quota_remain": self.left}

    def register(self, body: list[dict[str, str]]) -> Mapping[str, Any]:
        assert len(body) <= 40
        return _sorted([(one["number"], self._register(one["number"])) for one in body])

    def gettrackinfo(self, body: list[dict[str, str]]) -> Mapping[str, Any]:
        assert len(body) <= 40
        return _sorted([(one["number"], self._way(one["number"])) for one in body])

    def _register(self, number: str) -> Mapping[str, Any] | tuple[int, str]:
        if not (number.isalnum() and len(number) >= 5):
            return -18010012, f"The format of '{number}' is invalid."
        if number in self.followed:
            return -18019901, f"'{number}' is already registered."
        if self.left == 0:
            return -18019908, "The quota is used up."
        self.left -= 1
        self.followed.add(number)
        return {"origin": 1, "number": number, "carrier": 7041, "tag": None}

    def _way(self, number: str) -> Mapping[str, Any] | tuple[int, str]:
        if number not in self.followed:
            return -18019902, f"'{number}' has not been registered."
        if number not in self.ways:
            return -18019909, "No tracking information yet."
        return {"number": number, "carrier": 7041, "tag": None, "track_info": self.ways[number]}


def scan(at: str, words: str, sub_status: str, stage: str | None = None, place: str = "KÖLN") -> dict[str, Any]:
    return {
        "time_iso": at, "time_utc": at, "description": words, "location": place, "stage": stage,
        "sub_status": sub_status, "address": {"country": "DE", "city": place},
    }  # fmt: skip


def way(*scans: dict[str, Any]) -> Mapping[str, Any]:
    """As it is told: the newest scan first, beside all of them by carrier."""
    newest = scans[-1]
    return {
        "latest_status": {"status": newest["sub_status"].partition("_")[0], "sub_status": newest["sub_status"]},
        "latest_event": newest,
        "tracking": {"providers": [{"provider": {"key": 7041, "name": "DHL Paket"}, "events": list(scans)[::-1]}]},
    }


def _sorted(found: list[tuple[str, Any]]) -> Mapping[str, Any]:
    refused = [(number, one) for number, one in found if isinstance(one, tuple)]
    return {
        "accepted": [one for _, one in found if not isinstance(one, tuple)],
        "rejected": [
            {"number": number, "carrier": 0, "error": {"code": code, "message": words}}
            for number, (code, words) in refused
        ],
    }


def _fault(fault: int | bytes | Mapping[str, Any]) -> Response:
    if isinstance(fault, int):
        return Response("busy", fault, headers={"retry-after": "0"})
    return _json(fault) if isinstance(fault, Mapping) else Response(fault, content_type="application/json")


def _json(told: Any) -> Response:
    return Response(json.dumps(told), content_type="application/json")

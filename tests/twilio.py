"""A Twilio on loopback."""

import json
import time
from collections.abc import Mapping
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

ACCOUNT = "AC00000000000000000000000000000001"
PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
SID = "SM00000000000000000000000000000001"


class Twilio:
    """Keeps what it takes, and answers with what it is told to; `lost` it takes and then breaks off."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = server.url_for("").rstrip("/")
        self.answer: tuple[int, Any] = (201, None)
        self.lost = False
        self.slow = 0.0
        self.lists = True
        self.taken: list[dict[str, Any]] = []
        self.seen: list[tuple[str, dict[str, str], Mapping[str, str]]] = []
        server.expect_request(PATH, method="POST").respond_with_handler(self.take)
        server.expect_request(PATH, method="GET").respond_with_handler(self.list)

    def take(self, request: Request) -> Response:
        form = request.form.to_dict()
        self.seen.append((request.headers["Authorization"], form, {}))
        status, told = self.answer
        if status == 201 or self.lost:
            self.taken.append({
                "sid": SID, "body": form["Body"], "to": form["To"], "status": "queued",
                "date_created": "Fri, 20 Nov 2026 09:00:01 +0000",
            })  # fmt: skip
        time.sleep(self.slow)
        told = self.taken[-1] if told is None else told
        return Response(told if isinstance(told, str) else json.dumps(told), status, content_type="application/json")

    def list(self, request: Request) -> Response:
        self.seen.append((request.headers["Authorization"], {}, request.args.to_dict()))
        if not self.lists:
            return Response("<html>", 500)
        return Response(json.dumps({"messages": self.taken}), content_type="application/json")

"""A stand-in Shopify on loopback: answers our documents by name from its own shelf, and breaks on demand."""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

PATH = "/admin/api/2026-10/graphql.json"
OPERATION = re.compile(r"(?:query|mutation) (\w+)")
COST = {
    "requestedQueryCost": 42,
    "actualQueryCost": 10,
    "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 1900, "restoreRate": 100.0},
}


def connection(nodes: list[Mapping[str, Any]], after: str | None = None) -> dict[str, Any]:
    return {"nodes": nodes, "pageInfo": {"hasNextPage": after is not None, "endCursor": after}}


def throttled(available: float, rate: float = 100.0) -> Response:
    """Answered 200, as Shopify does."""
    status = {"maximumAvailable": 2000.0, "currentlyAvailable": available, "restoreRate": rate}
    cost = {"requestedQueryCost": 100, "actualQueryCost": None, "throttleStatus": status}
    error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
    return reply({"errors": [error], "extensions": {"cost": cost}})


def reply(body: Mapping[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type="application/json; charset=utf-8")


def cut_short() -> Response:
    """An answer that ends before all of it came."""

    def body() -> Iterator[bytes]:
        yield b'{"data": {"shop": {"na'

    return Response(body(), headers={"content-length": "5000"}, content_type="application/json")


def hanging(seconds: float) -> Callable[[], Response]:
    """Takes so long to answer."""

    def answer() -> Response:
        time.sleep(seconds)
        return reply({"data": {}})

    return answer


class ShopifyStore:
    """`answers` are data by the operation's name, or functions of its variables; `faults` are given first.

    `seen` is what was asked: operation, variables, token.
    """

    def __init__(self, server: HTTPServer, token: str = "shpat_lantern") -> None:  # noqa: S107
        self.token, self.url = token, server.url_for("").rstrip("/")
        self.answers: dict[str, Any] = {"Counts": {"productsCount": {"count": 1}, "ordersCount": {"count": 1}}}
        self.answers["Locales"] = {"shopLocales": [{"locale": "en", "primary": True}]}
        self.faults: list[Response | Callable[[], Response]] = []
        self.seen: list[tuple[str, dict[str, Any], str]] = []
        self.cost: Mapping[str, Any] = COST
        self._lock = Lock()
        server.expect_request(PATH, method="POST").respond_with_handler(self.answer)

    def answer(self, request: Request) -> Response:
        asked = json.loads(request.data)
        operation = OPERATION.match(asked["query"])[1]
        token = request.headers.get("x-shopify-access-token", "")
        with self._lock:
            self.seen.append((operation, asked["variables"], token))
            fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            return fault() if callable(fault) and not isinstance(fault, Response) else fault
        if token != self.token:
            return reply({"errors": "[API] Invalid API key or access token"}, 401)
        found = self.data(operation, asked["variables"])
        return found if isinstance(found, Response) else reply({"data": found, "extensions": {"cost": self.cost}})

    def data(self, operation: str, variables: dict[str, Any]) -> Any:
        found = self.answers[operation]
        return found(variables) if callable(found) else found

    def asked(self) -> list[str]:
        return [operation for operation, _, _ in self.seen]

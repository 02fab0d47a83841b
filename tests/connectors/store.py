"""A stand-in WooCommerce on loopback: answers the exchanges written by hand, checks keys, and breaks on demand."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

import connectors

EXCHANGES = Path(connectors.__file__).parent / "woocommerce" / "exchanges"
JSON = "application/json; charset=UTF-8"
REFUSED = {"code": "woocommerce_rest_cannot_view", "message": "Sorry, you cannot view this resource."}


class Store:
    """`answers` by path; `faults` are answers given first, one a request; `seen` is what was asked, with the keys used.

    Keys are taken as WooCommerce takes them: over http a signed query and nothing else; over https Basic or a query.
    """

    def __init__(self, server: HTTPServer, key: str = "ck_store", secret: str = "cs_store") -> None:  # noqa: S107
        self.key, self.secret, self.url = key, secret, server.url_for("").rstrip("/")
        self.answers: dict[str, Response | Callable[[Request], Response]] = dict(_exchanges())
        self.faults: list[Response] = []
        self.seen: list[tuple[str, dict[str, str], str]] = []
        self.strips_the_header = False
        self._nonces: set[str] = set()
        self._lock = Lock()
        server.expect_request(re.compile("^/")).respond_with_handler(self.answer)

    def answer(self, request: Request) -> Response:
        with self._lock:
            self.seen.append((request.path, dict(request.args), self._key_of(request)))
            if self.faults:
                return self.faults.pop(0)
            if "/wc/v3/" in request.path and not self._allowed(request):
                return as_json({**REFUSED, "data": {"status": 401}}, 401)
        found = self.answers.get(request.path)
        if found is None:
            return as_json({"code": "rest_no_route", "message": "No route was found.", "data": {"status": 404}}, 404)
        return found if isinstance(found, Response) else found(request)

    def _key_of(self, request: Request) -> str:
        basic = request.authorization.username if request.authorization else None
        return str(basic or request.args.get("consumer_key") or request.args.get("oauth_consumer_key") or "")

    def _allowed(self, request: Request) -> bool:
        if request.scheme == "http":
            return self._signed(request)
        if request.authorization and not self.strips_the_header:
            return (request.authorization.username, request.authorization.password) == (self.key, self.secret)
        return (request.args.get("consumer_key"), request.args.get("consumer_secret")) == (self.key, self.secret)

    def _signed(self, request: Request) -> bool:
        """WooCommerce's own check: every parameter of the query once, sorted, and no nonce twice."""
        pairs = list(request.args.items(multi=True))
        given = dict(pairs)
        if len(pairs) != len(given) or given.get("oauth_nonce") in self._nonces:
            return False
        self._nonces.add(given.get("oauth_nonce", ""))
        signature = given.pop("oauth_signature", "")
        query = "%26".join(f"{_twice(name)}%3D{_twice(value)}" for name, value in sorted(given.items()))
        text = f"{request.method}&{quote(request.base_url, safe='')}&{query}"
        wanted = hmac.digest(f"{self.secret}&".encode(), text.encode(), hashlib.sha256)
        return hmac.compare_digest(base64.b64encode(wanted).decode(), signature)


def as_json(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(json.dumps(body), status, headers, content_type=JSON)


def as_page(status: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response("<!DOCTYPE html><html><body>Just a moment</body></html>", status, headers, content_type="text/html")


def _exchanges() -> Mapping[str, Response]:
    told = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(EXCHANGES.glob("*.json"))]
    return {it["path"]: Response(json.dumps(it["body"]), it["status"], it["headers"]) for it in told}


def _twice(text: str) -> str:
    return quote(quote(text, safe="-_.~"), safe="-_.~")

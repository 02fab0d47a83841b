"""The stand-in over HTTP: the ways to its API, its keys, its grant page, and faults on demand."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from socket import SHUT_RDWR, socket
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit
from urllib.request import Request, urlopen

from tests.woocommerce import grant_page
from tests.woocommerce.rest import NO_ROUTE, Said, answer
from tests.woocommerce.shelf import example
from tests.woocommerce.shop import Shop

PAGE = b"<!DOCTYPE html><html><body>Just a moment...</body></html>"
STRICT = {"429": (429, {"Retry-After": "0"}), "502": (502, {}), "503": (503, {"Retry-After": "600"}),
          "html200": (200, {}), "html202": (202, {"SG-Captcha": "challenge"}), "html403": (403, {}),
          "html500": (500, {})}  # fmt: skip
"""Faults that are a page, whatever was asked."""
BEFORE = {"bom": b"\xef\xbb\xbf", "blank": b"\n\n\n", "warning": b"<br />\n<b>Warning</b>: Undefined {x}<br />\n"}
"""Faults that print something before the data."""


class StandIn:
    """`faults` are taken one a request, those of the API alone; `asked` is each API request with the key it carried.

    `permalinks` is "pretty", "index" (the server rewrites nothing) or "plain".
    """

    def __init__(self, shop: Shop, server: ThreadingHTTPServer) -> None:
        self.shop, self._server = shop, server
        self.url = shop.url
        self.faults: list[str] = []
        self.asked: list[tuple[str, str, str]] = []
        self.permalinks = "pretty"
        self.hang_seconds = 3.0
        self.rest_hidden = False
        self._numbers = count(1)

    def say_yes(self, page: str) -> tuple[int, str]:
        """The owner agrees: keys are made and posted; what the callback answered, and where the browser goes next."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}
        status = self.grant(asked)
        back = urlsplit(asked["return_url"]).path
        return status, f"{back}?{urlencode({'success': '1', 'user_id': asked['user_id']})}"

    def grant(self, asked: Mapping[str, str]) -> int:
        """What the callback answered to the new keys; those that it did not take are deleted."""
        number = next(self._numbers)
        key, secret = f"ck_{number:040}", f"cs_{number:040}"
        body = {"key_id": number, "user_id": asked["user_id"], "consumer_key": key, "consumer_secret": secret}
        self.shop.keys.secrets[key] = secret
        status = self._call(asked["callback_url"], {**body, "key_permissions": asked["scope"]})
        if status != 200:
            del self.shop.keys.secrets[key]
        return status

    def _call(self, callback: str, body: dict[str, object]) -> int:
        headers = {"content-type": "application/json;charset=UTF-8", "user-agent": f"WordPress/6.9.4; {self.url}"}
        try:
            place = self.shop.hooks.app + urlsplit(callback).path
            with urlopen(Request(place, json.dumps(body).encode(), headers), timeout=60) as answered:
                return int(answered.status)
        except OSError as refused:
            return int(getattr(refused, "code", 0))

    def endpoint(self, path: str, query: dict[str, str]) -> str | None:
        """Where in wc/v3 this address leads; None where a page is shown instead."""
        by_path = path.partition("/wp-json/wc/v3/")[2]
        if self.permalinks == "plain":
            route = query.get("rest_route", "")
            return route.removeprefix("/wc/v3/") if route.startswith("/wc/v3/") and "x" in query else None
        if self.permalinks == "index" and not path.startswith("/index.php/"):
            return None
        return by_path or None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stand_in: StandIn

    def log_message(self, *_: Any) -> None:
        """Nothing: 10,000 requests are 10,000 lines."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        query, path = dict(pairs), unquote(parts.path)
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        endpoint = self.stand_in.endpoint(path, query)
        if path.startswith("/wc-auth/") and self.stand_in.permalinks == "pretty":
            self._say(*grant_page.answer(self.stand_in, self.command, path, query, self.headers.get("cookie", "")))
            return
        if endpoint is None:
            self._say(*self._site(path, query))
            return
        body = json.loads(raw) if raw else {}
        key = self.stand_in.shop.keys.key_of(pairs, {name.lower(): value for name, value in self.headers.items()})
        self.stand_in.asked.append((self.command, endpoint, key))
        fault = self.stand_in.faults.pop(0) if self.stand_in.faults else ""
        if fault == "hang":
            time.sleep(self.stand_in.hang_seconds)
        if fault in STRICT:
            status, headers = STRICT[fault]
            self._say(PAGE, status, {"content-type": "text/html", **headers})
            return
        said = self._rest(endpoint, parts.path, pairs, body)
        self._say(BEFORE.get(fault, b"") + json.dumps(said.body).encode(), said.status, said.headers, fault)

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

    def _rest(self, endpoint: str, path: str, pairs: list[tuple[str, str]], body: dict[str, Any]) -> Said:
        shop = self.stand_in.shop
        with shop.lock:
            refused = shop.keys.refusal(self.command, f"{shop.url}{path}", pairs)
            if refused is not None:
                return Said(refused[1], refused[0])
            return answer(shop, self.command, endpoint, dict(pairs), body)

    def _site(self, path: str, query: dict[str, str]) -> tuple[bytes, int, dict[str, str]]:
        """What is no shop API: the site's own words, its pages, the page that grants keys."""
        as_json, shop = {"content-type": "application/json"}, self.stand_in.shop
        if path in ("/wp-json/", "/wp-json/wp/v2/pages") and self.stand_in.rest_hidden:
            hidden = {"code": "rest_disabled", "message": "The REST API is for members.", "data": {"status": 401}}
            return json.dumps(hidden).encode(), 401, as_json
        if path == "/wp-json/":
            return (
                json.dumps({**example("site"), "gmt_offset": str(int(shop.offset.total_seconds() // 3600))}).encode(),
                200,
                as_json,
            )
        if path == "/wp-json/wp/v2/pages":
            wanted = query.get("status", "publish").split(",")
            found = [page for page in shop.pages if page["status"] in wanted]
            return json.dumps(found).encode(), 200, as_json
        if path.startswith("/wp-json/"):
            missing = json.dumps(NO_ROUTE).encode() if self.stand_in.permalinks == "pretty" else PAGE
            return missing, 404, as_json if self.stand_in.permalinks == "pretty" else {"content-type": "text/html"}
        if path == "/" and shop.home and "rest_route" not in query:
            return shop.home.encode(), 200, {"content-type": "text/html"}
        for page in shop.pages:
            if urlsplit(page["link"]).path == path:
                return page["content"]["rendered"].encode(), 200, {"content-type": "text/html"}
        return PAGE, 404, {"content-type": "text/html"}

    def _say(self, body: bytes, status: int, headers: Any, fault: str = "") -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json; charset=UTF-8", **headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if fault == "truncated":
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            return
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, *about: Any) -> None:
        super().__init__(*about)
        self._lines: list[socket] = []

    def get_request(self) -> tuple[socket, Any]:
        line, caller = super().get_request()
        self._lines.append(line)
        return line, caller

    def hang_up(self) -> None:
        """Ends the lines that callers keep open for the next request."""
        self.server_close()
        for line in self._lines:
            with suppress(OSError):
                line.shutdown(SHUT_RDWR)
            line.close()


@contextmanager
def standing_in(port: int = 0, **about: Any) -> Iterator[StandIn]:
    """A shop on loopback while the block runs, with one pair of keys: ck_store, cs_store."""
    handler = type("ShopHandler", (Handler,), {})
    server = _Server(("127.0.0.1", port), handler)
    shop = Shop(f"http://127.0.0.1:{server.server_port}", **about)
    shop.keys.secrets["ck_store"] = "cs_store"
    handler.stand_in = StandIn(shop, server)  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield handler.stand_in  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        thread.join()
        server.hang_up()

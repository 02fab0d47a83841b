"""A store that asks its owner and makes keys: the grant page, the call with the keys, and webhooks, over real HTTP."""

import json
from itertools import count
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request as Call
from urllib.request import urlopen

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.connectors.store import Store, as_json

WEBHOOKS = "/wp-json/wc/v3/webhooks"


class GrantingStore(Store):
    """`app` is where the callback's host really is; `hooks` are the webhooks made in the store, by id."""

    def __init__(self, server: HTTPServer, app: str) -> None:
        super().__init__(server, "ck_none", "cs_none")
        self._app, self._numbers = app, count(1)
        self.hooks: dict[int, dict[str, str]] = {}
        self.may_write = True
        self.answers["/wc-auth/v1/authorize"] = lambda _: Response("", 302, {"Location": "/wc-auth/v1/login/?x=1"})
        self.answers["/wc-auth/v1/login/"] = Response("<form>", content_type="text/html")
        self.answers[WEBHOOKS] = self._webhooks

    def say_yes(self, page: str, *, keys: tuple[str, str] | None = None) -> tuple[int, str]:
        """What the callback answered, and where the browser goes next; other `keys` are those of another store."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}
        number = next(self._numbers)
        made = keys or (f"ck_{number:040}", f"cs_{number:040}")
        before = self.key, self.secret
        if keys is None:
            self.key, self.secret = made
        body = {"key_id": number, "user_id": asked["user_id"], "consumer_key": made[0], "consumer_secret": made[1]}
        status = self._call(asked["callback_url"], {**body, "key_permissions": asked["scope"]})
        if status != 200 and keys is None:
            self.key, self.secret = before
        return status, self._back(asked, "1")

    def say_no(self, page: str) -> str:
        return self._back({name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}, "0")

    def _back(self, asked: dict[str, str], success: str) -> str:
        return f"{urlsplit(asked['return_url']).path}?{urlencode({'success': success, 'user_id': asked['user_id']})}"

    def _call(self, callback: str, body: dict[str, object]) -> int:
        headers = {"content-type": "application/json;charset=UTF-8", "user-agent": f"WordPress/6.9.4; {self.url}"}
        call = Call(self._app + urlsplit(callback).path, json.dumps(body).encode(), headers)
        try:
            with urlopen(call, timeout=60) as answer:
                return int(answer.status)
        except OSError as refused:
            return int(getattr(refused, "code", 0))

    def _webhooks(self, request: Request) -> Response:
        if request.method == "GET":
            return as_json([{"id": number, **hook} for number, hook in self.hooks.items()])
        if not self.may_write:
            words = "The API key provided does not have write permissions."
            return as_json({"code": "woocommerce_rest_authentication_error", "message": words}, 401)
        number = next(self._numbers)
        self.hooks[number] = json.loads(request.data)
        self.answers[f"{WEBHOOKS}/{number}"] = lambda _: as_json(self.hooks.pop(number))
        return as_json({"id": number}, 201)

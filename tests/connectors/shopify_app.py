"""What Shopify does for an app: signs in visitors, hands out keys that end, renews them, and signs what it tells."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from itertools import count
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from connectors.shopify.installation import scopes
from integration.ports import Delivery
from tests.connectors.shopify_store import ShopifyStore, reply

KEY, SECRET = "0b5f2c8e6a7d4f1c9e3b", "shpss_0123456789abcdef0123456789abcdef"
DOMAIN = "lantern.myshopify.com"
APP = {"api_key": KEY, "api_secret": SECRET}
MERCHANT = {
    "shop": {"name": "Lantern", "currencyCode": "EUR", "ianaTimezone": "Europe/Berlin", "contactEmail": "a@b.example"},
    "shopLocales": [{"locale": "en", "primary": True}],
}
REFUSED_BULK = {"bulkOperationRunQuery": {"bulkOperation": None, "userErrors": [{"message": "not now"}]}}
EMPTY = {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}


class ShopifyApp(ShopifyStore):
    """A store in which the app may be installed. Of its keys the newest opens the Admin API, once the app is there.

    As Shopify has it since 2026-08-28, the refresh token before stays good until the newest is first used.
    `before_answer` runs while an exchange is being answered.
    """

    def __init__(self, server: HTTPServer, domain: str = DOMAIN) -> None:
        super().__init__(server, token="")
        self.domain = domain
        self.exchanges: list[str] = []
        self.refusals: list[Response] = []
        self.before_answer: Callable[[], None] = lambda: None
        self._good: list[str] = []
        self.codes: dict[str, bool] = {}
        self._numbers = count(1)
        self._keys = Lock()
        self.answers |= {"Shop": MERCHANT, "Policies": {"shop": {"shopPolicies": []}}, "Pages": {"pages": EMPTY}}
        self.answers |= {"Shipping": {"deliveryProfiles": EMPTY}}
        self.answers |= {"Counts": {"productsCount": {"count": 1}, "ordersCount": {"count": 1}}}
        self.answers |= {"Products": {"products": EMPTY}, "Orders": {"orders": EMPTY}}
        self.answers |= {"BulkRun": REFUSED_BULK, "Subscriptions": {"webhookSubscriptions": EMPTY}}
        held = [{"handle": scope} for scope in scopes().split(",")]
        self.answers |= {"AccessScopes": {"currentAppInstallation": {"accessScopes": held}}}
        server.expect_request("/admin/oauth/access_token", method="POST").respond_with_handler(self._exchange)

    @property
    def app(self) -> dict[str, str]:
        return {**APP, "api_url": self.url}

    def id_token(self, *, secret: str = SECRET, person: str = "42", age: int = 0, **claims: Any) -> str:
        """As App Bridge gives it, made `age` seconds ago; a claim of None is left out."""
        now = int(time.time()) - age
        made = {"iss": f"https://{self.domain}/admin", "dest": f"https://{self.domain}", "aud": KEY, "sub": person}
        made |= {"iat": now, "nbf": now, "exp": now + 60, "jti": "j", "sid": "s", **claims}
        return jwt.encode({name: value for name, value in made.items() if value is not None}, secret, "HS256")

    def remove(self) -> None:
        """The merchant removes the app: its keys are void at once."""
        self.token, self._good = "", []

    def say_yes(self, page: str, secret: str = SECRET, **changed: str) -> str:
        """The query with which the merchant comes back from the page, in which they said yes."""
        asked = dict(parse_qsl(urlsplit(page).query))
        code = f"code-{next(self._numbers)}"
        self.codes[code] = True
        told = {"code": code, "host": "aG9zdA", "shop": self.domain, "state": asked["state"]}
        told |= {"timestamp": str(int(time.time())), **changed}
        signed = "&".join(f"{name}={value}" for name, value in sorted(told.items()))
        return urlencode({**told, "hmac": hmac.digest(secret.encode(), signed.encode(), hashlib.sha256).hex()})

    def delivery(self, topic: str, body: Any, *, newer: bool = False, secret: str = SECRET, **headers: str) -> Delivery:
        """As it is sent; `newer` under the header names of the newer events."""
        return self.signed(json.dumps(body).encode(), topic, newer=newer, secret=secret, **headers)

    def signed(self, raw: bytes, topic: str, *, newer: bool = False, secret: str = SECRET, **headers: str) -> Delivery:
        signed = base64.b64encode(hmac.digest(secret.encode(), raw, hashlib.sha256)).decode()
        named = {"topic": topic, "hmac-sha256": signed, "shop-domain": self.domain, **headers}
        named.setdefault("webhook-id", f"w-{next(self._numbers)}")
        return Delivery(
            "shopify", {f"{'' if newer else 'x-'}shopify-{name}": said for name, said in named.items()}, raw
        )

    def _exchange(self, request: Request) -> Response:
        asked = json.loads(request.data)
        self.before_answer()
        with self._keys:
            self.exchanges.append(asked["grant_type"].rpartition(":")[2])
            if self.refusals:
                return self.refusals.pop(0)
            if (asked["client_id"], asked["client_secret"]) != (KEY, SECRET):
                return reply({"error": "invalid_client"}, 401)
            if not self._allows(asked):
                return reply({"error": "invalid_grant"}, 400)
            return reply(self._made())

    def _allows(self, asked: dict[str, str]) -> bool:
        if asked["grant_type"] == "refresh_token":
            given = asked["refresh_token"]
            if self._good and given == self._good[-1]:
                self._good = [given]
            return given in self._good
        assert asked["expiring"] == "1"
        if asked["grant_type"] == "authorization_code":
            return self.codes.pop(asked["code"], False)
        jwt.decode(asked["subject_token"], SECRET, ["HS256"], audience=KEY)
        return True

    def _made(self) -> dict[str, Any]:
        number = next(self._numbers)
        name = self.domain.partition(".")[0]
        self.token = f"shpat_{name}_{number:024}"
        self._good.append(f"shprt_{name}_{number:024}")
        ends = {"expires_in": 3600, "refresh_token_expires_in": 7_776_000}
        return {"access_token": self.token, "scope": scopes(), "refresh_token": self._good[-1], **ends}

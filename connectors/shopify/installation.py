"""The app is granted to a store from our own pages: the merchant says yes in the store and comes back with a code.

Source: https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant
"""

import hmac
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from shopify import Session

from connectors.access import Access
from connectors.shopify import tokens
from connectors.shopify.secrets import app_secrets
from connectors.shopify.session_tokens import address, shop_domain
from integration.ports import Delivery, Granted, Permanent, Unauthorized
from integration.ports.sentences import Sentence

GOOD_FOR = timedelta(hours=24)

_NO_APP = Sentence("no app is set up for this installation (FORTHRIGHT_SHOPIFY_API_KEY and _API_SECRET)")
_NO_ADDRESS = Sentence(
    "this installation has no public address (FORTHRIGHT_PUBLIC_URL) to which the store could send you back"
)
_LOOKS_LIKE = Sentence("%(problem)s; it looks like https://your-store.myshopify.com")
_UNSIGNED = Sentence("what came back is not signed by Shopify")
_OLD = Sentence("this answer is older than a day; begin again")


class ShopifyInstallation:
    def __init__(self, access: Access) -> None:
        self._access, self._app = access, access.app

    def obstacle(self, callback_url: str) -> str:
        if not self._app:
            return _NO_APP()
        if not callback_url:
            return _NO_ADDRESS()
        return ""

    def grant_page(self, nonce: str, callback_url: str, return_url: str) -> str:
        if obstacle := self.obstacle(callback_url):
            raise Permanent(obstacle)
        try:
            shop = shop_domain(urlsplit(self._access.url).hostname or "")
        except Unauthorized as problem:
            raise Permanent(_LOOKS_LIKE(problem=problem)) from None
        asked = {"client_id": self._app["api_key"], "scope": scopes(), "redirect_uri": return_url, "state": nonce}
        return f"{address(self._app, shop)}/admin/oauth/authorize?{urlencode(asked)}"

    def granted(self, delivery: Delivery) -> Granted:
        """The body is the query with which the merchant came back; nothing in it counts before its signature does."""
        told = dict(parse_qsl(delivery.body.decode("utf-8", "replace"), keep_blank_values=True))
        if not self._is_signed(told):
            raise Permanent(_UNSIGNED())
        at = datetime.fromtimestamp(int(told["timestamp"]), UTC) if told.get("timestamp", "").isdecimal() else None
        if at is None or abs(self._access.clock() - at) > GOOD_FOR:
            raise Permanent(_OLD())
        account = shop_domain(told.get("shop", ""))
        url, now = address(self._app, account), self._access.clock()
        keys = tokens.of_code(self._access.http, url, self._app, told.get("code", ""), now)
        return Granted(told.get("state", ""), keys, account, url, at)

    def _is_signed(self, told: Mapping[str, str]) -> bool:
        given = told.get("hmac", "").encode()
        matches = [hmac.compare_digest(_signature(told, one).encode(), given) for one in app_secrets(self._app)]
        return any(matches)


def _signature(told: Mapping[str, str], secret: str) -> str:
    """ShopifyAPI takes the secret from the class, for a whole process; a class of our own has one shop's alone."""
    signed: Any = type("Signed", (Session,), {"secret": secret})
    return str(signed.calculate_hmac(dict(told)))


@cache
def scopes() -> str:
    """Those that the app declares."""
    declared = tomllib.loads((Path(__file__).parent / "shopify.app.toml").read_text(encoding="utf-8"))
    return str(declared["access_scopes"]["scopes"])

"""How WooCommerce takes keys: over http a query signed by OAuth 1.0a and nothing else, each nonce once."""

import base64
import hmac
from collections.abc import Mapping, Sequence
from urllib.parse import quote

Pairs = Sequence[tuple[str, str]]


class Keys:
    """Who has which secret. `owner` is "ok", "demoted" or "deleted"."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        self.owner = "ok"
        self.may_write = True
        self._nonces: set[str] = set()

    def key_of(self, pairs: Pairs, headers: Mapping[str, str]) -> str:
        """The key that a request carries, good or bad; for tests that look who came with which."""
        given = dict(pairs)
        basic = headers.get("authorization", "").removeprefix("Basic ")
        named = base64.b64decode(basic).decode().partition(":")[0] if basic else ""
        return named or given.get("oauth_consumer_key", "") or given.get("consumer_key", "")

    def refusal(self, method: str, address: str, pairs: Pairs) -> tuple[int, dict[str, object]] | None:
        """None for a request that may pass."""
        given = dict(pairs)
        key = given.get("oauth_consumer_key", "")
        if self.owner == "deleted" or key not in self.secrets or len(given) != len(pairs):
            return _refused(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
        if given["oauth_nonce"] in self._nonces or not self._signed(method, address, given):
            return _refused(401, "woocommerce_rest_authentication_error", "Invalid signature")
        self._nonces.add(given["oauth_nonce"])
        if self.owner == "demoted":
            return _refused(403, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
        if method != "GET" and not self.may_write:
            words = "The API key provided does not have write permissions."
            return _refused(401, "woocommerce_rest_authentication_error", words)
        return None

    def _signed(self, method: str, address: str, given: Mapping[str, str]) -> bool:
        rest = {name: value for name, value in given.items() if name != "oauth_signature"}
        query = "%26".join(f"{_twice(name)}%3D{_twice(value)}" for name, value in sorted(rest.items()))
        text = f"{method}&{quote(address, safe='')}&{query}"
        secret = f"{self.secrets[given['oauth_consumer_key']]}&"
        wanted = base64.b64encode(hmac.digest(secret.encode(), text.encode(), "sha256")).decode()
        return hmac.compare_digest(wanted, given.get("oauth_signature", ""))


def _refused(status: int, code: str, message: str) -> tuple[int, dict[str, object]]:
    return status, {"code": code, "message": message, "data": {"status": status}}


def _twice(text: str) -> str:
    return quote(quote(text, safe="-_.~"), safe="-_.~")

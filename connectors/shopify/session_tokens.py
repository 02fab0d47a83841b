"""Who looks at our screens inside Shopify's admin: a token of one minute, signed with the app's secret.

ShopifyAPI decodes it and checks signature, audience and issuer, but takes one that says of no time when it ends.
Source: https://shopify.dev/docs/apps/build/authentication-authorization/session-tokens
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from shopify import session_token
from shopify.utils import shop_url

from connectors.access import Access
from connectors.shopify import tokens
from connectors.shopify.secrets import app_secrets
from connectors.values import table, text
from integration.ports import Guest, Unauthorized
from integration.ports.sentences import Sentence

_NO_SHOP = Sentence("%(given)s is no shop of Shopify's")


class ShopifyEmbedding:
    def __init__(self, access: Access) -> None:
        self._access = access

    def guest(self, token: str) -> Guest:
        """For up to an hour after the secret was changed Shopify may still sign with the one before."""
        claims = self._claims(token)
        account = shop_domain(text(claims.get("dest")))
        times = claims.get("exp"), claims.get("iat")
        if not all(isinstance(time, int) for time in times):
            raise Unauthorized("the token does not say when it was made, or when it ends")
        issued_at = datetime.fromtimestamp(claims["iat"], UTC)
        return Guest(account, text(claims.get("sub")), address(self._access.app, account), issued_at)

    def keys(self, token: str) -> Mapping[str, str]:
        access, guest = self._access, self.guest(token)
        return tokens.of_session(access.http, guest.url, access.app, token, access.clock())

    def _claims(self, token: str) -> Mapping[str, Any]:
        key, secrets = self._access.app.get("api_key", ""), app_secrets(self._access.app)
        for secret in secrets if key else ():
            try:
                return table(session_token.decode_from_header(f"Bearer {token}", api_key=key, secret=secret))
            except session_token.SessionTokenError as problem:
                refused = str(problem)
        raise Unauthorized(f"this token does not open the app: {refused}" if secrets and key else "no app is set up")


def shop_domain(given: str) -> str:
    """The shop's own name, something.myshopify.com. Raises Unauthorized for any other host."""
    found = shop_url.sanitize_shop_domain(given)
    if not found:
        raise Unauthorized(_NO_SHOP(given=repr(given[:80])))
    return str(found)


def address(app: Mapping[str, str], account: str) -> str:
    """Where the shop's API is: at the shop, or at the stand-in that the settings name."""
    return app.get("api_url") or f"https://{account}"

"""A shop's keys: an access token of an hour, and a refresh token of 90 days that is changed with each use.

Until the new refresh token is used the one before stays good, so an exchange whose answer was lost is made again.
Sources: https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/token-exchange and
.../access-tokens/use-expiring-offline-access-tokens
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from connectors.access import Access
from connectors.errors import from_status, reason, retry_after
from connectors.http import Answer, Http
from connectors.shopify.errors import Void
from connectors.values import table, text, whole
from integration.ports import Permanent
from integration.ports.sentences import Sentence

EARLY = timedelta(minutes=5)
_NONE = Sentence("the connection has no token to open the shop with")
_ENDED = Sentence("the token is no longer good: open the app again in the store's admin, and it connects by itself")
_DEAD_KEY = Sentence(
    "Shopify does not renew the key (%(error)s): open the app again in the store's admin, and it connects by itself"
)
_FOREIGN = Sentence("%(message)s: FORTHRIGHT_SHOPIFY_API_KEY and _API_SECRET do not belong to this app")
_EMPTY = Sentence("%(place)s gave no token")
_GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
_ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105 a kind of token
_OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
_WORD = re.compile("[a-z_]{1,40}")
_DEAD = frozenset({"invalid_grant", "invalid_subject_token", "invalid_request"})

App = Mapping[str, str]


class Token:
    """The access token of one shop, renewed shortly before it ends and where Shopify refuses it.

    A token that ends by no date, of an app that was made for the store, is never renewed.
    """

    def __init__(self, access: Access) -> None:
        self._access, self._keys = access, dict(access.credentials)

    def current(self) -> str:
        """Raises Unauthorized when there is none, or it cannot be renewed any more."""
        if self.renewable and self._ends_soon():
            return self.renewed()
        if not self._keys.get("token"):
            raise Void(_NONE())
        return self._keys["token"]

    @property
    def renewable(self) -> bool:
        return self._access.keys is not None and bool(self._keys.get("refresh_token"))

    def renewed(self) -> str:
        access = self._access
        if access.keys is None:
            raise Void(_ENDED())
        self._keys = dict(
            access.keys.renew(
                self._keys, lambda held: of_refresh(access.http, access.url, access.app, held, access.clock())
            )
        )
        return self._keys.get("token", "")

    def _ends_soon(self) -> bool:
        ends = self._keys.get("expires_at", "")
        return bool(ends) and datetime.fromisoformat(ends) - EARLY <= self._access.clock()


def of_session(http: Http, url: str, app: App, session_token: str, now: datetime) -> Mapping[str, str]:
    """Keys that expire, for the token of a visitor. Raises Temporary, Permanent or Unauthorized."""
    asked = {
        "grant_type": _GRANT,
        "subject_token": session_token,
        "subject_token_type": _ID_TOKEN,
        "requested_token_type": _OFFLINE,
        "expiring": "1",
    }
    return _exchange(http, url, app, asked, now)


def of_code(http: Http, url: str, app: App, code: str, now: datetime) -> Mapping[str, str]:
    """Keys that expire, for the code with which the merchant came back; it is good once."""
    return _exchange(http, url, app, {"grant_type": "authorization_code", "code": code, "expiring": "1"}, now)


def of_refresh(http: Http, url: str, app: App, held: Mapping[str, str], now: datetime) -> Mapping[str, str]:
    """The next keys, for those that are held; what else is held stays with them."""
    asked = {"grant_type": "refresh_token", "refresh_token": held.get("refresh_token", "")}
    return {**held, **_exchange(http, url, app, asked, now)}


def _exchange(http: Http, url: str, app: App, asked: Mapping[str, str], now: datetime) -> Mapping[str, str]:
    """Made again while the line is bad: the same question gives the same shop its keys, however often it is put."""
    known = {"client_id": app.get("api_key", ""), "client_secret": app.get("api_secret", "")}
    where = f"{url.rstrip('/')}/admin/oauth/access_token"
    return _keys(http.patiently(lambda: http.once("POST", where, json={**known, **asked})), now)


def _keys(answer: Answer, now: datetime) -> Mapping[str, str]:
    if answer.status == 400 and (error := _error(answer)) in _DEAD:
        raise Void(_DEAD_KEY(error=error))
    message = f"{answer.place} answered {reason(answer.status)} {_error(answer)}".strip()
    if answer.status in (400, 401, 403):
        raise Permanent(_FOREIGN(message=message))
    if problem := from_status(answer.status, message, retry_after(answer.headers)):
        raise problem
    given = table(answer.json())
    if not text(given.get("access_token")):
        raise Permanent(_EMPTY(place=answer.place))
    return {
        "token": text(given.get("access_token")),
        "scope": text(given.get("scope")),
        "refresh_token": text(given.get("refresh_token")),
        "expires_at": _ends(given.get("expires_in"), now),
        "refresh_expires_at": _ends(given.get("refresh_token_expires_in"), now),
    }


def _ends(seconds: Any, now: datetime) -> str:
    """As ISO 8601; "" where nothing ends."""
    return (now + timedelta(seconds=whole(seconds))).isoformat() if whole(seconds) > 0 else ""


def _error(answer: Answer) -> str:
    """OAuth's word for what is wrong; Shopify also answers with a page in HTML, or repeats what it was sent."""
    try:
        said = text(table(json.loads(answer.body)).get("error"))
    except ValueError:
        return ""
    return said if _WORD.fullmatch(said) else ""

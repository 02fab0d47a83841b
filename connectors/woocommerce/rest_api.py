"""The API class of the `woocommerce` library, with what its facts ask for repaired."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urlencode

from requests import Response, Session
from requests.auth import HTTPBasicAuth
from woocommerce import API
from woocommerce.oauth import OAuth

from connectors.http import AGENT

ROUTES: Mapping[str, str] = {
    "": "{store}/wp-json/{version}/{endpoint}",
    "index": "{store}/index.php/wp-json/{version}/{endpoint}",
    "query": "{store}/?rest_route=/{version}/{endpoint}&x=wp-json/wc/",
}
"""The ways to the API: by permalinks; where the server rewrites nothing; and where permalinks are plain. WooCommerce
looks for its keys only at an address with "wp-json/wc/" somewhere in it, hence the last part of the last."""


class Signed(OAuth):  # type: ignore[misc] # the library has no types
    """The library's signature, with a slash in a value encoded as PHP encodes it: its own is refused there."""

    def __init__(self, url: str, key: str, secret: str, version: str, method: str) -> None:
        super().__init__(url, key, secret, version=version, method=method)

    @staticmethod
    def normalize_parameters(params: Mapping[str, Any]) -> dict[str, str]:
        return {_as_php(name): _as_php(str(value)) for name, value in params.items()}


class RestApi(API):  # type: ignore[misc] # the library has no types
    """The library, with its one call to `requests` replaced.

    Its own call has no session and no guard, writes the keys into the caller's params, sends them twice when it signs
    with OAuth, and follows a POST's redirect with a GET. `get`, `post` and the signature are still its own.
    """

    def __init__(self, door: Session, url: str, key: str, secret: str, by_query: bool, route: str = "") -> None:
        super().__init__(url, key, secret, version="wc/v3", query_string_auth=by_query, user_agent=AGENT)
        self._door, self._route = door, ROUTES[route]

    def _API__get_url(self, endpoint: str) -> str:  # noqa: N802 the name that the library's own methods call
        return self._route.format(store=self.url.rstrip("/"), version=self.version, endpoint=endpoint)

    def _API__request(  # noqa: N802 the name that the library's own methods call
        self, method: str, endpoint: str, data: Any, params: Mapping[str, Any] | None = None, **_: Any
    ) -> Response:
        url, query, auth = self._API__get_url(endpoint.lstrip("/")), dict(params or {}), None
        if not self.is_ssl:
            # Over http WooCommerce takes nothing but a signed query, and the query signed must be the query sent.
            joint = "&" if "?" in url else "?"
            whole = f"{url}{joint}{urlencode(query)}" if query else url
            url, query = (
                Signed(whole, self.consumer_key, self.consumer_secret, self.version, method).get_oauth_url(),
                {},
            )
        elif self.query_string_auth:
            query |= {"consumer_key": self.consumer_key, "consumer_secret": self.consumer_secret}
        else:
            auth = HTTPBasicAuth(self.consumer_key, self.consumer_secret)
        headers = {"user-agent": self.user_agent, "accept": "application/json"}
        body = None
        if data is not None:
            body, headers["content-type"] = json.dumps(data).encode(), "application/json"
        return self._door.request(
            method, url, params=query, data=body, auth=auth, headers=headers, allow_redirects=False
        )


def _as_php(text: str) -> str:
    return quote(unquote(text), safe="-_.~").replace("%", "%25")

"""Talks to one store, through the `woocommerce` library led out by our own door. One client, one shop, one use."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from requests import Response, Session
from requests.auth import HTTPBasicAuth
from woocommerce import API

from connectors.access import Access
from connectors.http import AGENT, Answer, place
from connectors.through_requests import session
from connectors.woocommerce.answers import NoApi, read
from integration.ports import Unauthorized

PER_PAGE = 100
ROUTES: Mapping[str, str] = {
    "": "{store}/wp-json/{version}/{endpoint}",
    "index": "{store}/index.php/wp-json/{version}/{endpoint}",
    "query": "{store}/?rest_route=/{version}/{endpoint}&x=wp-json/wc/",
}
"""The ways to the API: by permalinks; where the server rewrites nothing; and where permalinks are plain. WooCommerce
looks for its keys only at an address with "wp-json/wc/" somewhere in it, hence the last part of the last."""


class Library(API):  # type: ignore[misc] # the library has no types
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
            url, query = self._API__get_oauth_url(f"{url}{joint}{urlencode(query)}" if query else url, method), {}
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


class Client:
    """Reads and writes of a store. Raises Temporary, Permanent (Gone, NoRoute) or Unauthorized, all without a secret.

    The connection's config remembers what was found out about this store: `auth` is "query" where its host strips the
    Authorization header, `route` is the way to its API.
    """

    def __init__(self, access: Access) -> None:
        self._http, self._url, self._learn = access.http, access.url.rstrip("/"), access.learn
        self._key, self._secret = access.credentials.get("key", ""), access.credentials.get("secret", "")
        self.by_query = access.config.get("auth") == "query"
        known = str(access.config.get("route", ""))
        self.route = known if known in ROUTES else ""
        self.total_pages = 0

    def get(self, endpoint: str, **params: Any) -> Any:
        """The JSON at `<store>/wp-json/wc/v3/<endpoint>`. Never sent with `params` that hold a list: join them."""
        return self._find_in(lambda: self._read(endpoint, params))

    def put(self, endpoint: str, data: Mapping[str, Any]) -> Any:
        """Writes once: only what was refused at the door, and so not written, is asked again in the other manner."""
        return self._find_in(lambda: read(_answer(self._library().put(endpoint, dict(data)))))

    def post(self, endpoint: str, data: Mapping[str, Any]) -> Any:
        return self._find_in(lambda: read(_answer(self._library().post(endpoint, dict(data)))))

    def delete(self, endpoint: str, **params: Any) -> Any:
        return self._find_in(lambda: read(_answer(self._library().delete(endpoint, params=params))))

    def _find_in(self, ask: Callable[[], Any]) -> Any:
        """By the way that is known, else by the others; the one that leads in is remembered."""
        try:
            return self._let_in(ask)
        except NoApi as nowhere:
            known, missing = self.route, nowhere
        for self.route in (route for route in ROUTES if route != known):
            try:
                found = self._let_in(ask)
            except NoApi:
                continue
            self._learn("route", self.route)
            return found
        self.route = known
        raise missing

    def _let_in(self, ask: Callable[[], Any]) -> Any:
        if not (self._key and self._secret):
            raise Unauthorized("the connection has no keys to open the store with")
        try:
            return ask()
        except Unauthorized:
            if self.by_query or not self._url.startswith("https"):
                raise
        # A host that strips the header and a wrong key are refused in the same words; the query tells them apart.
        self.by_query = True
        try:
            found = ask()
        except Unauthorized:
            self.by_query = False
            raise
        self._learn("auth", "query")
        return found

    def listing(self, endpoint: str, **params: Any) -> list[dict[str, Any]]:
        """One page of a list; `total_pages` then says how many there are."""
        found = self.get(endpoint, **{"per_page": PER_PAGE, **params})
        return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []

    def public(self, path: str, **params: Any) -> Any:
        """The JSON at `<store>/<path>`, asked for as a stranger: WordPress refuses shop keys outside of wc/."""
        answer = self._http.get(f"{self._url}/{path}", params=params, headers={"accept": "application/json"})
        return read(answer)

    def _library(self) -> Library:
        return Library(session(self._http), self._url, self._key, self._secret, self.by_query, self.route)

    def _read(self, endpoint: str, params: Mapping[str, Any]) -> Any:
        # Made anew for each call, also a repeated one: an OAuth nonce is good once.
        library = self._library()
        answer = self._http.patiently(lambda: _answer(library.get(endpoint, params=dict(params))))
        pages = answer.headers.get("x-wp-totalpages", "")
        self.total_pages = int(pages) if pages.isdigit() else 0
        return read(answer)


def _answer(response: Response) -> Answer:
    return Answer(response.status_code, response.headers, response.content, place(str(response.url)))

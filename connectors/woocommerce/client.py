"""Talks to one store, through the `woocommerce` library led out by our own door. One client, one shop, one use."""

from collections.abc import Callable, Mapping
from typing import Any

from requests import Response

from connectors.access import Access
from connectors.http import Answer, place
from connectors.through_requests import session
from connectors.woocommerce.answers import NoApi, read
from connectors.woocommerce.rest_api import ROUTES, RestApi
from integration.ports import Unauthorized
from integration.ports.sentences import Sentence

PER_PAGE = 100

_NO_KEYS = Sentence("the connection has no keys to open the store with")


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
        return self._find_in(lambda: read(_answer(self._api().put(endpoint, dict(data)))))

    def post(self, endpoint: str, data: Mapping[str, Any]) -> Any:
        return self._find_in(lambda: read(_answer(self._api().post(endpoint, dict(data)))))

    def delete(self, endpoint: str, **params: Any) -> Any:
        return self._find_in(lambda: read(_answer(self._api().delete(endpoint, params=params))))

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
            raise Unauthorized(_NO_KEYS())
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

    def _api(self) -> RestApi:
        return RestApi(session(self._http), self._url, self._key, self._secret, self.by_query, self.route)

    def _read(self, endpoint: str, params: Mapping[str, Any]) -> Any:
        # Made anew for each call, also a repeated one: an OAuth nonce is good once.
        api = self._api()
        answer = self._http.patiently(lambda: _answer(api.get(endpoint, params=dict(params))))
        pages = answer.headers.get("x-wp-totalpages", "")
        self.total_pages = int(pages) if pages.isdigit() else 0
        return read(answer)


def _answer(response: Response) -> Answer:
    return Answer(response.status_code, response.headers, response.content, place(str(response.url)))

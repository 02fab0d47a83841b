"""The same door for a vendor's library that speaks `requests`: a session whose every call goes through Http."""

from collections.abc import Mapping
from typing import Any

from requests import PreparedRequest, Response, Session
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from connectors.http import Http


def session(http: Http) -> Session:
    """Bounded, guarded and redacted like `http` itself; it knows no other way out, no proxy and no .netrc.

    Nothing is repeated: the library signs each try anew, and who calls it decides.
    """
    guarded = Session()
    guarded.trust_env = False
    guarded.adapters.clear()
    guarded.mount("https://", _Door(http))
    guarded.mount("http://", _Door(http))
    return guarded


class _Door(BaseAdapter):
    def __init__(self, http: Http) -> None:
        super().__init__()
        self._http = http

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
        # httpx names the encodings that it can undo; those of requests may be more.
        headers = {name: value for name, value in request.headers.items() if name.lower() != "accept-encoding"}
        answer = self._http.once(str(request.method), str(request.url), headers=headers, content=request.body)
        return _response(request, answer.status, answer.headers, answer.body)

    def close(self) -> None:
        """Nothing to close: the pool belongs to the process."""


def _response(request: PreparedRequest, status: int, headers: Mapping[str, str], body: bytes) -> Response:
    response = Response()
    response.status_code, response.headers = status, CaseInsensitiveDict(headers)
    response.url, response.request, response._content = str(request.url), request, body
    return response

"""The one door out: every call to a vendor leaves through here, bounded in time and size, and tells no secrets."""

import json
import logging
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote, quote_plus, urljoin, urlsplit

import httpcore
import httpx

from connectors.addresses import GuardedNetwork
from connectors.errors import TimedOut, from_transport, retry_after
from connectors.turns import Crowded, lane
from integration.ports import Lanes, Permanent, Temporary
from integration.ports.sentences import Sentence

AGENT = "Forthright/0.1"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
READS = frozenset({"GET", "HEAD"})
BUSY = frozenset({429, 502, 503, 504})
LONGEST_PAUSE = 5.0

_NO_JSON = Sentence("%(place)s did not answer with JSON")
_ELSEWHERE = Sentence("%(place)s redirects to %(target)s: connect with that address")
_CIRCLE = Sentence("%(place)s redirects in a circle")
_OPEN = Sentence("%(place)s is not https; plain http is for hosts that FORTHRIGHT_ALLOW_PRIVATE_HOSTS names")
_TOO_LONG = Sentence("%(place)s answered with more than %(most)s bytes")
_TOO_SLOW = Sentence("%(place)s did not finish its answer within %(seconds)s seconds")

# httpx writes every URL to the log at INFO, and a query may hold a secret.
logging.getLogger("httpx").setLevel(logging.WARNING)


class Circle(Permanent):
    """Redirects led back to where they began."""

    trouble = "circle"


class Redirected(Permanent):
    """Whoever was asked is at another address. A write is never sent on there; a read not to another host."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a vendor answered, wholly read. `place` is where from, without the query; header names ignore case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    place: str

    def json(self) -> Any:
        """Raises Temporary: what is no JSON today is a half-written or an error page, and may be one tomorrow."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise Temporary(_NO_JSON(place=self.place)) from None


class Http:
    """One shop's way out, made for one use. `secrets` are struck out of every message that leaves it.

    A call ends after `seconds` without a byte or `total` in all. Reads (GET, HEAD) are repeated after `pauses` when
    the vendor is busy or the line broke; nothing else is ever sent twice. All failures are Temporary or Permanent;
    a status is not a failure here, the caller reads it. Each call takes one of `lanes`, where there are any.
    """

    def __init__(
        self,
        allow_private_hosts: Sequence[str] = (),
        secrets: Sequence[str] = (),
        *,
        seconds: float = 20.0,
        total: float = 60.0,
        most_bytes: int = 20_000_000,
        pauses: Sequence[float] = (0.5, 2.0),
        sleep: Callable[[float], None] = time.sleep,
        lanes: Lanes | None = None,
    ) -> None:
        self._lanes = lanes
        self._allowed = frozenset(host.lower() for host in allow_private_hosts)
        self._secrets = [form for secret in secrets if len(secret) > 3 for form in _forms(secret)]
        self._total, self._most_bytes, self._pauses, self._sleep = total, most_bytes, pauses, sleep
        self._client = httpx.Client(
            transport=_transport(os.getpid(), tuple(sorted(self._allowed))),
            timeout=httpx.Timeout(seconds, connect=5.0, pool=10.0),
            headers={"user-agent": AGENT},
            trust_env=False,
        )

    def get(self, url: str, **options: Any) -> Answer:
        return self.request("GET", url, **options)

    def request(self, method: str, url: str, **options: Any) -> Answer:
        """`options` are those of httpx: params, headers, json, data, content, auth, timeout."""
        if method in READS:
            return self.patiently(lambda: self.once(method, url, **options))
        return self.once(method, url, **options)

    def patiently(self, read: Callable[[], Answer]) -> Answer:
        """A read, made again after each of the pauses while the vendor is busy or the line breaks.

        Not after it took too long, or found no room: the job that asked has a time of its own, and comes again later.
        """
        for pause in self._pauses:
            wait = pause
            try:
                answer = read()
                wait = max(pause, retry_after(answer.headers) or 0.0)
                if answer.status not in BUSY or wait > LONGEST_PAUSE:
                    return answer
            except (TimedOut, Crowded):
                raise
            except Temporary:
                pass
            self._sleep(wait)
        return read()

    def allows(self, host: str) -> bool:
        """Whether the operator named this host as one of their own, private though it may be."""
        return host.lower() in self._allowed

    def redact(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text

    def once(self, method: str, url: str, **options: Any) -> Answer:
        """One try; a read still follows redirects, but to no other host."""
        for _ in range(5):
            answer = self._send(method, url, options)
            if answer.status not in REDIRECTS:
                return answer
            target = urljoin(url, answer.headers.get("location", ""))
            if method not in READS or not _same_host(url, target):
                raise Redirected(self.redact(_ELSEWHERE(place=answer.place, target=place(target))))
            # The target carries its own query; sending ours again would double it.
            url, options = target, {key: value for key, value in options.items() if key != "params"}
        raise Circle(self.redact(_CIRCLE(place=place(url))))

    def _send(self, method: str, url: str, options: Mapping[str, Any]) -> Answer:
        where = self.redact(place(url))
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and (parts.hostname or "") in self._allowed):
            raise Permanent(_OPEN(place=where))
        try:
            with lane(self._lanes):
                ends = time.monotonic() + self._total
                with self._client.stream(method, url, **options) as response:
                    return Answer(response.status_code, response.headers, self._read(response, ends, where), where)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as problem:
            failure = from_transport(problem, where)
        # Outside of the except block: an exception that carries the request must not ride along as context.
        raise failure

    def _read(self, response: httpx.Response, ends: float, where: str) -> bytes:
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > self._most_bytes:
                raise Permanent(_TOO_LONG(place=where, most=f"{self._most_bytes:,}"))
            if time.monotonic() > ends:
                raise TimedOut(_TOO_SLOW(place=where, seconds=f"{self._total:g}"))
        return bytes(body)


def place(url: str) -> str:
    """An address without its query, its fragment and any user in it: what may be shown and logged."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _same_host(here: str, there: str) -> bool:
    one, other = urlsplit(here), urlsplit(there)
    upgrade = one.scheme == "http" and other.scheme == "https" and one.hostname == other.hostname
    return upgrade or (one.scheme, one.netloc) == (other.scheme, other.netloc)


def _forms(secret: str) -> tuple[str, ...]:
    return (secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1])


@cache
def _transport(process: int, allowed: tuple[str, ...]) -> httpx.BaseTransport:
    """One pool of connections a process; keyed by it, since a socket must not be used on both sides of a fork."""
    transport = httpx.HTTPTransport()
    # httpx has no public way to name the network; this one attribute is held by a test.
    transport._pool = httpcore.ConnectionPool(
        ssl_context=httpx.create_ssl_context(),
        max_connections=100,
        max_keepalive_connections=20,
        keepalive_expiry=30.0,
        network_backend=GuardedNetwork(allowed),
    )
    return transport

"""Talks to one shop's Admin API. One client, one shop, one use; nothing of it is shared or remembered.

ShopifyAPI's own GraphQL class takes the last shop that any thread activated, has no timeout, prints refusals and gives
a throttled answer back as a good one, so nothing of it is used here and calls leave through our own door.
Sources: https://shopify.dev/docs/api/usage/rate-limits, https://shopify.dev/docs/api/usage/response-codes
"""

import logging
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from connectors.access import Access
from connectors.errors import answered, from_status, retry_after
from connectors.http import Answer
from connectors.shopify.documents import document
from connectors.shopify.errors import Closed, Denied, Frozen, Void
from connectors.shopify.tokens import Token
from connectors.values import amount, objects, table, text
from integration.ports import Permanent, Temporary
from integration.ports.sentences import Sentence

log = logging.getLogger(__name__)

_REFUSED = Sentence("Shopify refuses it: %(said)s")
_REFUSED_QUERY = Sentence("Shopify refuses the query: %(said)s")
_USED_UP = Sentence("the shop's API limit is used up for now")
_UNPAID = Sentence("the shop is frozen: its plan has not been paid")
_LOCKED = Sentence("the shop is locked by Shopify")
_VOID = Sentence(
    "%(message)s: the token is no longer good; open the app in the store's admin again, "
    "or connect the store with a new token"
)
_CLOSED = Sentence("%(message)s: there is no such shop, or it was closed")
_BREAKDOWN = Sentence("Shopify broke down while answering: %(said)s")
_DENIED = Sentence("the app was not granted this: %(said)s")

VERSION = "2026-10"
LONGEST_WAIT = 10.0
USUAL_COST = 50.0
_COSTS: dict[str, float] = {}
"""What Shopify asked for each document the last time: it depends on the document alone."""


class Client:
    """Reads and writes of a shop. Raises Temporary, Permanent (Denied) or Unauthorized, all without a secret."""

    def __init__(self, access: Access, sleep: Callable[[float], None] = time.sleep) -> None:
        self._http, self._sleep = access.http, sleep
        self._endpoint = f"{access.url.rstrip('/')}/admin/api/{VERSION}/graphql.json"
        self._token, self._pace = Token(access), access.pace

    def read(self, name: str, **variables: Any) -> Mapping[str, Any]:
        """The data of a query; asked again while the shop's bucket is empty or the vendor is busy."""
        return _data(self._let_through(name, lambda: self._http.patiently(lambda: self._send(name, variables))))

    def write(self, name: str, **variables: Any) -> Mapping[str, Any]:
        """The payload of a mutation; sent again only where it was throttled, and so not done."""
        payload = table(next(iter(_data(self._let_through(name, lambda: self._send(name, variables))).values()), None))
        if problems := [text(one.get("message")) for one in objects(payload.get("userErrors"))]:
            raise Permanent(_REFUSED(said="; ".join(problems)))
        return payload

    def _let_through(self, name: str, ask: Callable[[], Answer]) -> Mapping[str, Any]:
        """The answer, once the shop's bucket holds what is asked for. Raises Temporary when that takes too long.

        What other workers ask of the same shop is known beforehand, so that a full bucket is waited for in line.
        """
        left = LONGEST_WAIT
        while True:
            left = self._wait(self._pace.acquire(_COSTS.get(name, USUAL_COST), left) if self._pace else 0.0, left)
            body = _body(ask())
            self._note(name, body)
            wait = _throttled(body)
            if wait is None:
                return body
            left = self._wait(wait, left)

    def _wait(self, seconds: float, left: float) -> float:
        if seconds > left:
            raise Temporary(_USED_UP(), seconds)
        if seconds > 0:
            self._sleep(seconds)
        return left - seconds

    def _note(self, name: str, body: Mapping[str, Any]) -> None:
        asked, available, rate = _cost(body)
        if asked is not None:
            _COSTS[name] = float(asked)
        if self._pace is not None and available is not None and rate:
            self._pace.report(float(available), float(rate), float(_most(body) or available))

    def _send(self, name: str, variables: Mapping[str, Any]) -> Answer:
        """A refused token was not used, so that even a mutation is sent once more with the next one."""
        body = {"query": document(name), "variables": dict(variables)}
        answer = self._post(body, self._token.current())
        return self._post(body, self._token.renewed()) if answer.status == 401 and self._token.renewable else answer

    def _post(self, body: Mapping[str, Any], token: str) -> Answer:
        headers = {"x-shopify-access-token": token, "accept": "application/json"}
        return self._http.once("POST", self._endpoint, json=body, headers=headers)


def _body(answer: Answer) -> Mapping[str, Any]:
    """The JSON of an answer that says anything of the query; else raises what the answer means."""
    message = answered(answer.place, answer.status)
    match answer.status:
        case 402:
            raise Frozen(_UNPAID())
        case 403 | 401:
            raise Void(_VOID(message=message))
        case 404:
            raise Closed(_CLOSED(message=message))
        case 423:
            raise Frozen(_LOCKED())
    problem = from_status(answer.status, message, retry_after(answer.headers))
    if problem is not None:
        raise problem
    served = answer.headers.get("x-shopify-api-version", VERSION)
    if served != VERSION:
        log.warning("asked for version %s of Shopify's API, answered in %s", VERSION, served)
    return table(answer.json())


def _throttled(body: Mapping[str, Any]) -> float | None:
    """Seconds until the bucket holds what the query asks for; None when it was answered."""
    if not any(_code(error) == "THROTTLED" for error in objects(body.get("errors"))):
        return None
    asked, left, rate = _cost(body)
    if asked is None or left is None or not rate:
        return 1.0
    return max(0.2, float((asked - left) / rate))


def _cost(body: Mapping[str, Any]) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """What was asked for, what is left of the shop's points, and how many come back a second."""
    cost = table(table(body.get("extensions")).get("cost"))
    bucket = table(cost.get("throttleStatus"))
    figures = cost.get("requestedQueryCost"), bucket.get("currentlyAvailable"), bucket.get("restoreRate")
    asked, left, rate = map(amount, figures)
    return asked, left, rate


def _most(body: Mapping[str, Any]) -> Decimal | None:
    """How many points the shop's bucket holds when it is full."""
    return amount(table(table(table(body.get("extensions")).get("cost")).get("throttleStatus")).get("maximumAvailable"))


def _data(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was answered. A field that the app may not see is null in good data, and only logged."""
    errors = objects(body.get("errors"))
    data = body.get("data")
    if not errors and isinstance(data, Mapping):
        return data
    said = "; ".join(text(error.get("message")) for error in errors) or "an answer without data"
    codes = {_code(error) for error in errors}
    if "INTERNAL_SERVER_ERROR" in codes:
        raise Temporary(_BREAKDOWN(said=said))
    if codes == {"ACCESS_DENIED"}:
        if isinstance(data, Mapping) and any(value is not None for value in data.values()):
            log.warning("Shopify keeps something from us: %s", said)
            return data
        raise Denied(_DENIED(said=said))
    raise Permanent(_REFUSED_QUERY(said=said))


def _code(error: Mapping[str, Any]) -> str:
    return text(table(error.get("extensions")).get("code"))

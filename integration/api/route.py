"""One address of the API: what it is called, what it takes and gives. The app and its description are made from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import g, request

from integration.auth.tokens import Caller
from jobs.context import Context

Answer = tuple[Mapping[str, Any], int]
MOST = 500


@dataclass(frozen=True, slots=True)
class Route:
    """`path` has its ids in braces; `query` and `body` name what may be given, with what it is; `answers` by status.

    `acts`: only for a token that may act.
    """

    method: str
    path: str
    view: Callable[..., Answer]
    about: str
    answers: Mapping[int, str]
    query: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    acts: bool = False

    @property
    def name(self) -> str:
        return self.path.strip("/").replace("/", " ").replace("{", "").replace("}", "")


class Refused(Exception):
    """Ends a request with a status and one plain sentence; `more` stands beside it."""

    def __init__(self, status: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status, self.message, self.more = status, message, more


def api_context() -> Context:
    found: Context = g.api_context
    return found


def who() -> Caller:
    found: Caller = g.caller
    return found


def number(name: str, default: int | None = None) -> int | None:
    """A whole number of the query. Raises Refused."""
    given = request.args.get(name)
    if given is None:
        return default
    if not (given.isascii() and given.isdigit() and len(given) < 18):
        raise Refused(400, f"`{name}` must be a whole number")
    return int(given)


def limit() -> int:
    return max(1, min(number("limit", 100) or 1, MOST))


def body() -> Mapping[str, Any]:
    """The JSON object that was sent. Raises Refused."""
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise Refused(400, "send a JSON object, as application/json")
    return given


def text_in(given: Mapping[str, Any], name: str, longest: int = 500) -> str:
    """A line of the body, "" where it lacks. Raises Refused."""
    value = given.get(name, "")
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        raise Refused(400, f"`{name}` must be a text of at most {longest} signs")
    return " ".join(value.split())

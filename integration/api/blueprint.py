"""Lets a program in by its token, and answers everything, mistakes too, in JSON."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, g, jsonify, request
from sqlalchemy.exc import DataError
from werkzeug.http import HTTP_STATUS_CODES

from integration.api.description import description
from integration.api.disagreements import ROUTES as DISAGREEMENTS
from integration.api.route import Refused, Route
from integration.api.terms import ROUTES as TERMS
from integration.api.texts import ROUTES as TEXTS
from integration.api.words import ROUTES as WORDS
from integration.auth.limits import Limits
from integration.auth.tokens import caller
from jobs.context import Context

PREFIX = "/api/v1"
ROUTES: tuple[Route, ...] = (*TEXTS, *WORDS, *DISAGREEMENTS, *TERMS)
MOST_A_MINUTE = 600
WRONG = {
    404: f"there is no such address; {PREFIX}/openapi.json lists those there are",
    405: f"this address is not asked that way; {PREFIX}/openapi.json says how",
    413: "a request may hold at most 20 MB",
    500: "something broke on our side and is written in the log; try again in a minute",
}
"""Mistakes that no route answers, since none was found or it broke."""


def blueprint(context: Context) -> Blueprint:
    api = Blueprint("api", __name__, url_prefix=PREFIX)
    limits = Limits(context.redis)
    for route in ROUTES:
        path = route.path.replace("{", "<int:").replace("}", ">")
        view = _let_in(context, limits, route)
        api.add_url_rule(path, f"{route.method.lower()} {route.name}", view, methods=[route.method])

    @api.get("/openapi.json")
    def openapi() -> Response:
        return jsonify(description(ROUTES, PREFIX))

    api.register_error_handler(Refused, _refused)
    for unstorable in (DataError, OverflowError):
        api.register_error_handler(unstorable, _unstorable)
    return api


def _let_in(context: Context, limits: Limits, route: Route) -> Callable[..., Any]:
    @wraps(route.view)
    def view(**path: int) -> tuple[Response, int]:
        who = caller(context, request.headers.get("authorization", ""))
        if who is None:
            raise Refused(401, "send a token of the shop: Authorization: Bearer <token> (forthright token --shop NAME)")
        if not limits.take(f"api:{who.token_id}", MOST_A_MINUTE, 60):
            raise Refused(429, f"more than {MOST_A_MINUTE} requests in a minute; go on in the next")
        if route.acts and not who.may_act:
            raise Refused(403, "this token only reads; make one with --role staff")
        g.api_context, g.caller = context, who
        found, status = route.view(**path)
        return jsonify(found), status

    return view


def _refused(problem: Refused) -> tuple[Response, int, dict[str, str]]:
    headers = {401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": "60"}}
    return jsonify(error=problem.message, **problem.more), problem.status, headers.get(problem.status, {})


def _unstorable(_problem: Exception) -> tuple[Response, int]:
    return jsonify(error="a number or a text is not one that can be kept"), 400


def is_ours() -> bool:
    """Whether the request is for the API, also where no route of it was found."""
    return request.path.startswith(f"{PREFIX}/")


def wrong(code: int) -> tuple[Response, int]:
    """A mistake in JSON, for the app's own handlers."""
    return jsonify(error=WRONG.get(code) or HTTP_STATUS_CODES.get(code, "unknown").lower()), code

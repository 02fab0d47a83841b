"""Where texts and settings cannot all be true, and a person's word that both sides are right."""

from typing import Any

from flask import request

from integration.api import shapes
from integration.api.route import Answer, Refused, Route, api_context, body, limit, text_in, who
from integration.store import contradictions
from integration.store.session import read
from jobs import settle as jobs_settle


def listed() -> Answer:
    kept = contradictions.settled if request.args.get("state") == "settled" else contradictions.contradictions
    with read(api_context().engine) as session:
        return {"items": [shapes.contradiction(row) for row in kept(session, who().shop_id, limit())]}, 200


def settle(contradiction_id: int) -> Answer:
    reason = text_in(body(), "reason")
    if not reason:
        raise Refused(400, "`reason` says why both sides are right")
    if not jobs_settle.settle(api_context(), who().shop_id, contradiction_id, reason, who().name):
        raise Refused(404, f"this shop has no open contradiction {contradiction_id}")
    return _nothing()


def reopen(contradiction_id: int) -> Answer:
    if not jobs_settle.reopen(api_context(), who().shop_id, contradiction_id, who().name):
        raise Refused(404, f"nobody called contradiction {contradiction_id} right on both sides")
    return _nothing()


def _nothing() -> tuple[dict[str, Any], int]:
    return {}, 200


ROUTES = (
    Route("GET", "/contradictions", listed, "Where texts and settings disagree, with both sides.",
          {200: "Contradictions"}, {"limit": "at most so many, 500 at the most", "state": "settled: those that a "
          "person called right on both sides, instead of the open ones"}),
    Route("POST", "/contradictions/{contradiction_id}/settle", settle, "Both sides are right, for a reason; kept until "
          "one of them changes.", {200: "Nothing"}, body="Reason", acts=True),
    Route("POST", "/contradictions/{contradiction_id}/reopen", reopen, "Takes that word back.",
          {200: "Nothing"}, acts=True),
)  # fmt: skip

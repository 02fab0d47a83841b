"""A text over time: each reading, what it found new and fixed, and the words that made the difference."""

from dataclasses import dataclass
from itertools import pairwise

from flask import Blueprint, abort, render_template

from admin_ui.details import details
from admin_ui.differences import differences_of
from admin_ui.formats import today
from integration.auth import context, visitor
from integration.domain.score import Score, score
from integration.domain.wording import Run
from integration.store import catalogue
from integration.store.content_list import read_document
from integration.store.history import PastReading, readings
from integration.store.session import read
from integration.store.shop_settings import shop_settings
from jobs.weights import severities

screen = Blueprint("history", __name__, url_prefix="/content")

LOOK_BACK = 20


@dataclass(frozen=True, slots=True)
class Step:
    """A reading, its score by today's weights, and the change of the text that led to it (none where none did)."""

    reading: PastReading
    score: Score
    lines: list[list[Run] | None]


@screen.get("/<int:document_id>/history")
def show(document_id: int) -> str:
    shop_id = visitor().shop_id
    with read(context().engine) as session:
        found = read_document(session, shop_id, document_id)
        if found is None:
            abort(404)
        past = readings(session, shop_id, document_id, LOOK_BACK + 1)
        texts = {row.version: row.html for row in catalogue.versions(session, shop_id, document_id, LOOK_BACK + 1)}
        weights = severities(shop_settings(session, shop_id), today())
        session.expunge_all()
    steps = []
    for reading, before in [*pairwise(past), *((last, None) for last in past[-1:])]:
        states = {row.code: row.state for row in reading.findings if row.code in found.expected}
        moved = before is not None and before.audit.version != reading.audit.version
        old = texts.get(before.audit.version) if before and moved else None
        new = texts.get(reading.audit.version)
        lines = differences_of(old, new) if old is not None and new is not None else []
        steps.append(Step(reading, score(states, weights), lines))
    return render_template("history.html", found=found, steps=steps[:LOOK_BACK], details=details())

"""A text over time: each reading, what it found new and fixed, and the words that made the difference."""

from collections.abc import Mapping
from itertools import pairwise

from flask import Blueprint, Response, abort, render_template

from admin_ui.details import details
from admin_ui.differences import differences_of
from admin_ui.downloads import csv_file
from admin_ui.formats import today
from admin_ui.words import gettext_noop, tell
from integration.auth import context, visitor
from integration.domain.wording import Run
from integration.store import catalogue
from integration.store.session import read
from jobs.over_time import Step, steps

screen = Blueprint("history", __name__, url_prefix="/content")

LOOK_BACK = 20
ALL = 10_000
HEAD = (
    gettext_noop("Read"),
    gettext_noop("Version"),
    gettext_noop("Rules"),
    gettext_noop("Score"),
    gettext_noop("Fixed"),
    gettext_noop("New gaps"),
    gettext_noop("Still open"),
)


@screen.get("/<int:document_id>/history")
def show(document_id: int) -> str:
    shop_id = visitor().shop_id
    with read(context().engine) as session:
        told = steps(session, shop_id, document_id, today(), LOOK_BACK + 1)
        if told is None:
            abort(404)
        texts = {row.version: row.html for row in catalogue.versions(session, shop_id, document_id, LOOK_BACK + 1)}
        session.expunge_all()
    found, past = told
    pairs = [*pairwise(past), *((last, None) for last in past[-1:])]
    lines = [_changed(step, before, texts) for step, before in pairs]
    shown = list(zip(past, lines, strict=True))[:LOOK_BACK]
    return render_template("history.html", found=found, steps=shown, details=details())


@screen.get("/<int:document_id>/history.csv")
def download(document_id: int) -> Response:
    """Every reading there is, with the details that it found new, fixed and still open."""
    with read(context().engine) as session:
        told = steps(session, visitor().shop_id, document_id, today(), ALL)
        session.expunge_all()
    if told is None:
        abort(404)
    return csv_file(f"history-{document_id}", [tell(name) for name in HEAD], (_line(step) for step in told[1]))


def _line(step: Step) -> list[object]:
    audit, named = step.reading.audit, details()
    labels = [
        ", ".join(named[code].label for code in codes if code in named) for codes in (step.fixed, step.new, step.still)
    ]
    return [audit.read_at, audit.version, audit.rules_version, step.score.value, *labels]


def _changed(step: Step, before: Step | None, texts: Mapping[int, str]) -> list[list[Run] | None]:
    """The change of the text that led to this reading; none where none did."""
    if before is None or before.reading.audit.version == step.reading.audit.version:
        return []
    old, new = texts.get(before.reading.audit.version), texts.get(step.reading.audit.version)
    return differences_of(old, new) if old is not None and new is not None else []

"""Deliveries: what the vendors sent, what became of it, and a way to read it again."""

import json
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from admin_ui.checklist import label
from admin_ui.downloads import AT_ONCE, csv_file, everything
from admin_ui.paging import SIZE, before, page, searched
from admin_ui.words import gettext_noop, tell
from integration.auth import allow, context, visitor
from integration.store import inbox
from integration.store.activity import log
from integration.store.session import read, write
from jobs.queue import ring

screen = Blueprint("deliveries", __name__, url_prefix="/deliveries")

HEAD = (
    gettext_noop("Came"),
    gettext_noop("From"),
    gettext_noop("What"),
    gettext_noop("Status"),
    gettext_noop("What became of it"),
)
STATES = ("failed", "waiting", "working", "done")
MOST_SHOWN = 200_000


@screen.get("/")
def show() -> str:
    state = _state()
    with read(context().engine) as session:
        counts = inbox.counts(session, visitor().shop_id)
        found = inbox.deliveries(session, visitor().shop_id, state, SIZE + 1, before(), searched())
    return render_template(
        "deliveries.html",
        counts=counts,
        state=state,
        search=searched(),
        page=page(found, lambda row: row.id),
        label=label,
    )


@screen.get("/deliveries.csv")
def download() -> Response:
    """Without the bodies: each can be looked at by itself."""
    shop_id, state, search = visitor().shop_id, _state(), searched()
    pages = everything(
        lambda session, last: inbox.deliveries(session, shop_id, state, AT_ONCE, last, search), lambda row: row.id
    )
    lines = (
        [row.received_at, label(row.connector), row.topic, row.state, row.outcome] for page in pages for row in page
    )
    return csv_file("deliveries", [tell(name) for name in HEAD], lines)


def _state() -> str | None:
    state = request.args.get("state") or None
    if state not in (None, *STATES):
        abort(404)
    return state


@screen.get("/<int:delivery_id>")
def delivery(delivery_id: int) -> str:
    with read(context().engine) as session:
        row = inbox.delivery(session, visitor().shop_id, delivery_id)
    if row is None:
        abort(404)
    return render_template("delivery.html", row=row, body=_readable(row.body), label=label)


@screen.post("/<int:delivery_id>/replay")
@allow("staff")
def replay(delivery_id: int) -> Answer:
    now = context().clock()
    with write(context().engine) as session:
        if inbox.delivery(session, visitor().shop_id, delivery_id) is None:
            abort(404)
        again = inbox.replay(session, visitor().shop_id, delivery_id, now)
        if again:
            subject = f"delivery {delivery_id}"
            log(session, visitor().shop_id, now, visitor().email, "read a delivery again", subject=subject)
        session.commit()
    if again:
        ring(context(), "ingest", delivery_id)
        flash(tell("It is read again now; reload in a moment."))
    else:
        flash(tell("It cannot be read again: it is being read, or its body is no longer kept."))
    return redirect(url_for("deliveries.delivery", delivery_id=delivery_id))


def _readable(body: bytes | None) -> str | None:
    """The raw body as text; JSON with line breaks, so that a person can read it. None when it is no longer kept."""
    if body is None:
        return None
    text = body.decode("utf-8", "backslashreplace")
    try:
        value: Any = json.loads(text) if len(body) <= MOST_SHOWN else None
    except ValueError:
        value = None
    if isinstance(value, dict | list):
        text = json.dumps(value, ensure_ascii=False, indent=2)
    return text[:MOST_SHOWN]

"""Requests under data protection law: what a customer asked to see, handed over by the merchant; what was erased."""

from datetime import timedelta

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from admin_ui.checklist import label
from admin_ui.words import tell
from integration.auth import allow, context, visitor
from integration.store import privacy
from integration.store.activity import log
from integration.store.session import read, write
from jobs.privacy_requests import export

screen = Blueprint("privacy", __name__, url_prefix="/privacy")

TIME_TO_ANSWER = timedelta(days=30)


@screen.get("/")
def show() -> str:
    with read(context().engine) as session:
        rows = privacy.requests(session, visitor().shop_id)
    waiting = sum(row.act == "export" and row.done_at is None for row in rows)
    return render_template("privacy.html", rows=rows, waiting=waiting, label=label, time=TIME_TO_ANSWER)


@screen.get("/<int:request_id>/data.json")
@allow("owner")
def data(request_id: int) -> Response:
    """Everything that is held of the customer, as a file."""
    text = export(context(), visitor().shop_id, request_id)
    if text is None:
        abort(404)
    answer = Response(text, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="what-we-hold-{request_id}.json"'
    return answer


@screen.post("/<int:request_id>/done")
@allow("owner")
def done(request_id: int) -> Answer:
    """The merchant gave it to the customer; who that was is then forgotten here."""
    now = context().clock()
    with write(context().engine) as session:
        if not privacy.hand_over(session, visitor().shop_id, request_id, visitor().email, now):
            abort(404)
        log(session, visitor().shop_id, now, visitor().email, "handed over what we hold of a customer")
        session.commit()
    flash(tell("Noted. Whom it was about is forgotten here."))
    return redirect(url_for("privacy.show"))

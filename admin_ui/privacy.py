"""Requests under data protection law: what a customer asked to see, handed over by the merchant; what was erased."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from admin_ui.checklist import label
from admin_ui.downloads import AT_ONCE, csv_file, everything
from admin_ui.paging import SIZE, before, page, searched
from admin_ui.words import gettext_noop, tell
from integration.auth import allow, context, visitor
from integration.store import privacy
from integration.store.activity import log
from integration.store.session import read, write
from jobs.privacy_requests import export

screen = Blueprint("privacy", __name__, url_prefix="/privacy")

ACTS: Mapping[str, str] = {
    "export": gettext_noop("A customer asks what we hold"),
    "erase": gettext_noop("A customer’s data are erased"),
}
HEAD = (gettext_noop("When"), gettext_noop("From"), gettext_noop("What"), gettext_noop("Done"))
TIME_TO_ANSWER = timedelta(days=30)


@screen.get("/")
def show() -> str:
    with read(context().engine) as session:
        found = privacy.requests(session, visitor().shop_id, SIZE + 1, before(), searched())
        waiting = privacy.count_waiting(session, visitor().shop_id)
    shown = page(found, lambda row: row.id)
    return render_template(
        "privacy.html", page=shown, waiting=waiting, label=label, time=TIME_TO_ANSWER, search=searched()
    )


@screen.get("/requests.csv")
def download() -> Response:
    """Without whom each was about: that is no business of a file."""
    shop_id, search = visitor().shop_id, searched()
    pages = everything(
        lambda session, last: privacy.requests(session, shop_id, AT_ONCE, last, search), lambda row: row.id
    )
    rows = (row for page in pages for row in page)
    lines = ([row.asked_at, label(row.connector), tell(ACTS[row.act]), row.done_at] for row in rows)
    return csv_file("privacy-requests", [tell(name) for name in HEAD], lines)


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

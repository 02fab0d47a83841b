"""The activity log: who did what, when."""

from collections.abc import Sequence

from flask import Blueprint, Response, render_template
from sqlmodel import Session

from admin_ui.checklist import label
from admin_ui.downloads import AT_ONCE, csv_file, everything
from admin_ui.paging import SIZE, before, page, searched
from admin_ui.promise_told import changes
from admin_ui.words import gettext_noop, tell
from integration.auth import context, visitor
from integration.store.activity import activity, acts_done
from integration.store.session import read
from integration.store.tables import ActivityRow

screen = Blueprint("activity", __name__, url_prefix="/activity")

HEAD = (
    gettext_noop("When"),
    gettext_noop("Who"),
    gettext_noop("What"),
    gettext_noop("Subject"),
    gettext_noop("Detail"),
)


@screen.get("/activity.csv")
def download() -> Response:
    shop_id, search = visitor().shop_id, searched()
    pages = everything(lambda session, last: _found(session, shop_id, AT_ONCE, last, search), lambda row: row.id)
    lines = ([row.at, row.actor, tell(row.act), row.subject, _detail(row)] for page in pages for row in page)
    return csv_file("activity", [tell(name) for name in HEAD], lines)


def _found(session: Session, shop_id: int, limit: int, last: int | None, search: str) -> Sequence[ActivityRow]:
    """An act is found by the words in which the reader is told of it."""
    acts = acts_done(session, shop_id) if search else ()
    told = [act for act in acts if search.casefold() in tell(act).casefold()]
    return activity(session, shop_id, limit, last, search, told)


def _detail(row: ActivityRow) -> str:
    if "now" in row.detail:
        return "; ".join(changes(**row.detail))
    return ", ".join(f"{name}: {value}" for name, value in row.detail.items())


@screen.get("/")
def show() -> str:
    with read(context().engine) as session:
        rows = _found(session, visitor().shop_id, SIZE + 1, before(), searched())
    return render_template(
        "activity.html", page=page(rows, lambda row: row.id), label=label, changes=changes, search=searched()
    )

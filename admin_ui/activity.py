"""The activity log: who did what, when."""

from flask import Blueprint, render_template

from admin_ui.checklist import label
from admin_ui.paging import SIZE, before, page
from integration.auth import context, visitor
from integration.store.activity import activity
from integration.store.session import read

screen = Blueprint("activity", __name__, url_prefix="/activity")


@screen.get("/")
def show() -> str:
    with read(context().engine) as session:
        rows = activity(session, visitor().shop_id, SIZE + 1, before())
    return render_template("activity.html", page=page(rows, lambda row: row.id), label=label)

"""The local inbox, in development: what the demo shop's customers would find in their mail."""

from flask import Blueprint, Response, abort, current_app, render_template

from admin_ui.letters import letter
from integration.auth import context, visitor
from jobs.demo import mail, mails

screen = Blueprint("inbox", __name__, url_prefix="/inbox")


@screen.before_request
def only_in_development() -> None:
    if not current_app.config["DEVELOPMENT"]:
        abort(404)


@screen.get("/")
def show() -> str:
    return render_template("inbox.html", mails=mails(context(), visitor().shop_id))


@screen.get("/<mail_id>/letter")
def letter_of(mail_id: str) -> Response:
    found = mail(context(), mail_id, visitor().shop_id)
    if found is None:
        abort(404)
    return letter(found.html, found.text)

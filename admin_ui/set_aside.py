"""A gap that does not apply: set aside with a reason, in one text or the whole shop, and taken up again."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from admin_ui.undo import offer_undo
from admin_ui.words import tell
from integration.auth import allow, context, visitor
from integration.languages.details import details
from jobs.set_aside import set_aside, take_up

screen = Blueprint("set_aside", __name__, url_prefix="/content")

REASONS = (
    "We do not offer this",
    "It stands where buyers see it, outside of this text",
    "The law that applies to us does not ask for it",
    "It is not true of this shop",
)


@screen.post("/<int:document_id>/set-aside")
@allow("staff")
def put(document_id: int) -> Answer:
    code = request.form.get("aside", "")
    if code not in details():
        abort(400)
    reason = " ".join((request.form.get(f"why-{code}") or REASONS[0])[:500].split())
    everywhere = f"everywhere-{code}" in request.form
    shop_id, by = visitor().shop_id, visitor().email
    if set_aside(context(), shop_id, document_id, code, reason, by, everywhere) is None:
        abort(404)
    offer_undo(
        tell("Set aside: %(label)s is no longer counted.", label=details()[code].label),
        url_for("set_aside.take_up_again", document_id=document_id, aside=code, everywhere=int(everywhere)),
    )
    return redirect(url_for("document.show", document_id=document_id))


@screen.post("/<int:document_id>/take-up")
@allow("staff")
def take_up_again(document_id: int) -> Answer:
    code, everywhere = request.values.get("aside", ""), request.values.get("everywhere") == "1"
    if take_up(context(), visitor().shop_id, document_id, code, visitor().email, everywhere):
        flash(tell("Taken up again; it counts."))
    return redirect(url_for("document.show", document_id=document_id))

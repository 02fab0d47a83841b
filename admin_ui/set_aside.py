"""A gap that does not apply: set aside with a reason, in one text or the whole shop, and taken up again."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from admin_ui.details import details
from admin_ui.document import show as proof_sheet
from admin_ui.undo import offer_undo
from admin_ui.words import tell
from integration.auth import allow, context, visitor
from jobs.set_aside import set_aside, take_up

screen = Blueprint("set_aside", __name__, url_prefix="/content")


@screen.post("/<int:document_id>/set-aside")
@allow("staff")
def put(document_id: int) -> Answer | str:
    """Words given for other gaps stand in their fields again."""
    code = request.form.get("aside", "")
    if code not in details():
        abort(400)
    reason = " ".join(request.form.get(f"why-{code}", "")[:500].split()) or tell("No reason was given")
    everywhere = f"everywhere-{code}" in request.form
    shop_id, by = visitor().shop_id, visitor().email
    if set_aside(context(), shop_id, document_id, code, reason, by, everywhere) is None:
        abort(404)
    offer_undo(
        tell("Set aside: %(label)s is no longer counted.", label=details()[code].label),
        url_for("set_aside.take_up_again", document_id=document_id, aside=code, everywhere=int(everywhere)),
    )
    return (
        proof_sheet(document_id) if _others_begun(code) else redirect(url_for("document.show", document_id=document_id))
    )


def _others_begun(code: str) -> bool:
    """Whether a gap other than this one was picked, or a question of it answered."""
    form = request.form
    answered = (name for name in form if name.startswith("answer-") and form[name].strip())
    return any(picked != code for picked in form.getlist("use")) or any(
        not name.startswith(f"answer-{code}-") for name in answered
    )


@screen.post("/<int:document_id>/take-up")
@allow("staff")
def take_up_again(document_id: int) -> Answer:
    code, everywhere = request.values.get("aside", ""), request.values.get("everywhere") == "1"
    if take_up(context(), visitor().shop_id, document_id, code, visitor().email, everywhere):
        flash(tell("Taken up again; it counts."))
    return redirect(url_for("document.show", document_id=document_id))

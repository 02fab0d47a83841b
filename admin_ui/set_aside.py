"""A gap that does not apply: set aside with a reason, in one text or the whole shop, and taken up again."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from admin_ui.undo import offer_undo
from admin_ui.words import tell
from integration.auth import allow, context, visitor
from integration.languages.details import details
from integration.store import catalogue, set_asides
from integration.store.activity import log
from integration.store.session import write

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
    _change(document_id, code, everywhere, reason)
    offer_undo(
        tell("Set aside: %(label)s is no longer counted.", label=details()[code].label),
        url_for("set_aside.take_up", document_id=document_id, aside=code, everywhere=int(everywhere)),
    )
    return redirect(url_for("document.show", document_id=document_id))


@screen.post("/<int:document_id>/take-up")
@allow("staff")
def take_up(document_id: int) -> Answer:
    code, everywhere = request.values.get("aside", ""), request.values.get("everywhere") == "1"
    if _change(document_id, code, everywhere, reason=None):
        flash(tell("Taken up again; it counts."))
    return redirect(url_for("document.show", document_id=document_id))


def _change(document_id: int, code: str, everywhere: bool, reason: str | None) -> bool:
    """Sets aside for a reason, or takes up again without one, and logs it."""
    shop_id, by, now = visitor().shop_id, visitor().email, context().clock()
    where = None if everywhere else document_id
    with write(context().engine) as session:
        document = catalogue.document(session, shop_id, document_id)
        if document is None:
            abort(404)
        place = "" if everywhere else document.title
        if reason is not None:
            set_asides.set_aside(session, shop_id, code, reason, by, now, where)
            log(session, shop_id, now, by, "detail set aside", code, reason=reason, text=place)
        elif set_asides.take_up(session, shop_id, code, where):
            log(session, shop_id, now, by, "detail taken up again", code, text=place)
        else:
            return False
        session.commit()
    return True

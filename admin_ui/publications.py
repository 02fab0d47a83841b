"""What was put into a page from here: the change itself, and its undo."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from admin_ui.details import details
from admin_ui.differences import differences_of
from admin_ui.undo import offer_undo
from admin_ui.words import tell
from integration.auth import allow, context, visitor
from integration.store import catalogue, publications
from integration.store.session import read
from jobs.publish import publish
from jobs.publish import undo as put_back

screen = Blueprint("publications", __name__, url_prefix="/content/publications")


@screen.get("/<int:publication_id>")
def show(publication_id: int) -> str:
    with read(context().engine) as session:
        row = publications.publication(session, visitor().shop_id, publication_id)
        document = catalogue.document(session, visitor().shop_id, row.document_id) if row else None
    if row is None or document is None:
        abort(404)
    return render_template(
        "publication.html",
        row=row,
        document=document,
        lines=differences_of(row.before, row.after),
        meanwhile=differences_of(row.after if row.state == "published" else row.before, row.current)
        if row.current
        else [],
        can_undo=publications.can_undo(row, context().clock()),
        details=details(),
    )


@screen.post("/<int:publication_id>/undo")
@allow("staff")
def undo(publication_id: int) -> Answer:
    row = put_back(context(), visitor().shop_id, publication_id, visitor().email)
    if row is None:
        abort(404)
    if row.state == "undone" and row.creates:
        flash(tell("Taken back: the page is gone from your store."))
        return redirect(url_for("terms_pages.show", kind=row.creates))
    if row.state == "undone":
        flash(tell("Put back: the page reads as it did before."))
    elif row.state == "undoing":
        flash(tell("The store has not answered yet. We look every minute what became of it; nothing is sent twice."))
    else:
        return redirect(url_for("publications.show", publication_id=publication_id))
    return redirect(url_for("document.show", document_id=row.document_id))


@screen.post("/<int:publication_id>/again")
@allow("staff")
def again(publication_id: int) -> Answer:
    """Tries once more what failed."""
    row = publish(context(), visitor().shop_id, publication_id, visitor().email)
    if row is None:
        abort(404)
    if row.state == "published":
        offer_undo(tell("Published."), url_for("publications.undo", publication_id=row.id))
        if row.creates:
            return redirect(url_for("terms_pages.show", kind=row.creates))
        return redirect(url_for("document.show", document_id=row.document_id))
    return redirect(url_for("publications.show", publication_id=publication_id))

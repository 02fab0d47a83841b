"""Your terms put on the shop's own pages: what would stand there instead, page by page, and the one click.

A page that the shop lacks is made whole, shown before.
"""

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from admin_ui.details import details
from admin_ui.differences import differences, differences_of
from admin_ui.terms import as_shown
from admin_ui.undo import offer_undo
from admin_ui.words import tell
from integration.auth import allow, context, visitor
from integration.domain.outputs import MADE, PAGES
from integration.store.content_list import ReadDocument, policy_documents
from integration.store.session import read
from integration.store.shop_settings import shop_settings
from integration.store.tables import PublicationRow
from integration.store.terms import terms_in_force
from jobs.channels import publisher_from
from jobs.coverage import language_of, written_languages
from jobs.missing_pages import create_page, missing_pages, unseen_pages
from jobs.publish import publish_text
from jobs.rewriting import terms_in
from jobs.terms_pages import NewPage, new_pages

screen = Blueprint("terms_pages", __name__, url_prefix="/content/terms")


@screen.get("/<kind>/pages")
def show(kind: str) -> str:
    documents, pages = _pages(kind)
    return _shown(kind, documents, pages)


@screen.post("/<kind>/pages")
@allow("staff")
def publish(kind: str) -> Answer | tuple[str, int]:
    """Publishes the pages that were ticked, if each stands and would read as it was shown; else shows them again."""
    documents, pages = _pages(kind)
    picked = [new for new in pages if str(new.page.row.id) in request.form.getlist("use")]
    if not picked:
        flash(tell("Nothing was picked: tick the pages that your terms shall stand on."))
        return redirect(url_for("terms_pages.show", kind=kind))
    if any(request.form.get(f"mark-{new.page.row.id}") != new.mark for new in picked):
        return _shown(kind, documents, pages, moved=True), 409
    failed = {row.document_id: row for new in picked if (row := _published(new)).state in ("refused", "failed")}
    return (_shown(kind, *_pages(kind), failed=failed), 409) if failed else redirect(url_for("terms.show"))


@screen.post("/<kind>/pages/new")
@allow("staff")
def create(kind: str) -> Answer | tuple[str, int]:
    """Makes the page whose mark is sent, if it would still read as it was shown."""
    documents, pages = _pages(kind)
    wanted = request.form.get("page", "")
    page = next((one for one in missing_pages(context(), visitor().shop_id, kind) if one.mark == wanted), None)
    if page is None:
        return _shown(kind, documents, pages, moved=True), 409
    row = create_page(context(), visitor().shop_id, page, visitor().email)
    if row.state == "published":
        words = tell("Created in %(store)s: %(title)s.", store=tell(page.store), title=page.title)
        offer_undo(words, url_for("publications.undo", publication_id=row.id))
    elif row.state == "publishing":
        flash(tell("The store has not answered yet. We look every minute what became of it; nothing is sent twice."))
    else:
        return redirect(url_for("publications.show", publication_id=row.id))
    return redirect(url_for("terms_pages.show", kind=kind))


def _published(new: NewPage) -> PublicationRow:
    row = publish_text(context(), new.page.row, new.says, new.page.html, new.after.html, visitor().email)
    if row.state == "published":
        words = tell("Published from your terms: %(title)s.", title=new.page.row.title)
        offer_undo(words, url_for("publications.undo", publication_id=row.id))
    elif row.state == "publishing":
        flash(tell("The store has not answered yet. We look every minute what became of it; nothing is sent twice."))
    return row


def _pages(kind: str) -> tuple[Sequence[ReadDocument], Sequence[NewPage]]:
    if kind not in MADE:
        abort(404)
    shop_id = visitor().shop_id
    with read(context().engine) as session:
        documents = policy_documents(session, shop_id)
        terms = terms_in(documents, shop_settings(session, shop_id), terms_in_force(session, shop_id))
        session.expunge_all()
    return documents, new_pages(context(), documents, kind, terms) if kind in PAGES else ()


def _shown(
    kind: str,
    documents: Sequence[ReadDocument],
    pages: Sequence[NewPage],
    moved: bool = False,
    failed: Mapping[int, PublicationRow] | None = None,
) -> str:
    failed = failed or {}
    with read(context().engine) as session:
        origins = {new.page.row.connector for new in pages}
        open_to = {origin for origin in origins if publisher_from(session, visitor().shop_id, origin) is not None}
    writable = {new.page.row.id for new in pages if new.page.row.connector in open_to}
    having = {language_of(found) for found in documents if found.page_kind == kind}
    missing = missing_pages(context(), visitor().shop_id, kind)
    unseen = unseen_pages(context(), visitor().shop_id, kind)
    dealt_with = {*having, *(one.language for one in missing), *(one.made.locale for one in unseen)}
    return render_template(
        "terms_pages.html",
        kind=kind,
        pages=pages,
        lines={new.page.row.id: differences(new.page.document.text, new.after.document.text) for new in pages},
        whole=kind in PAGES,
        missing=missing,
        as_shown=as_shown,
        unseen=unseen,
        without=[code for code in written_languages(documents, visitor().shop.language) if code not in dealt_with],
        moved=moved,
        failed=failed,
        meanwhile={key: differences_of(row.before, row.current) for key, row in failed.items() if row.current},
        picked=request.form.getlist("use"),
        writable=writable,
        details=details(),
    )

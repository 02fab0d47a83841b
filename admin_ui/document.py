"""One page or product text as a proof sheet: what it says, marked in place, and what it does not say."""

from flask import Blueprint, abort, render_template

from admin_ui.coverage import BEST_FIRST, expected_on, language_of, statements
from admin_ui.marks import Line, proof
from integration.auth import context, visitor
from integration.domain.audit.finding import POLICY_CODES, PRODUCT_CODES
from integration.domain.document import Kind, read_html
from integration.languages.details import details
from integration.store.catalogue import latest_html
from integration.store.content_list import ReadDocument, policy_documents, read_document
from integration.store.session import read

screen = Blueprint("document", __name__, url_prefix="/content")


@screen.get("/<int:document_id>")
def show(document_id: int) -> str:
    shop_id = visitor().shop_id
    with read(context().engine) as session:
        found = read_document(session, shop_id, document_id)
        if found is None:
            abort(404)
        html = latest_html(session, found.document) if found.audit else ""
        others = [one for one in policy_documents(session, shop_id) if language_of(one) == language_of(found)]
    expected = expected_on(found)
    codes = PRODUCT_CODES if found.document.kind == "product" else POLICY_CODES
    looked_for = [code for code in codes if code in expected or found.state(code) not in ("", "missing")]
    missing = [code for code in looked_for if found.state(code) == "missing"]
    return render_template(
        "document.html",
        found=found,
        lines=_lines(found, html),
        counts={state: sum(found.state(code) == state for code in looked_for) for state in BEST_FIRST},
        looked_for=looked_for,
        missing=statements([one for one in others if one.document.id != document_id], missing),
        details=details(),
    )


def _lines(found: ReadDocument, html: str) -> list[Line]:
    """The audited text; its headings and lists come from the page itself, as long as that still reads the same."""
    if found.audit is None:
        return []
    kind: Kind = "product" if found.document.kind == "product" else "policy"
    again = read_html(html, id=str(found.document.id), kind=kind)
    blocks = again.blocks if again.text == found.audit.text else ()
    return proof(found.audit.text, blocks, found.findings)

"""One page or product text as a proof sheet: what it says, marked in place, and the words it lacks, proposed."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, render_template

from admin_ui.details import details
from admin_ui.formats import today
from admin_ui.marks import lines_of, proof
from admin_ui.proposals import by_line
from admin_ui.words import gettext_noop
from integration.auth import context, visitor
from integration.domain.audit.finding import POLICY_CODES, PRODUCT_CODES
from integration.domain.document import Block
from integration.domain.outputs import PAGES
from integration.domain.score import score
from integration.store import publications
from integration.store.content_list import ReadDocument
from integration.store.session import read
from integration.store.tables import FindingRow
from jobs.asked import Objection, by_cost
from jobs.channels import publisher_of
from jobs.coverage import BEST_FIRST, Statement, statements
from jobs.rewriting import Page
from jobs.sheet import Sheet, open_sheet
from jobs.weights import severities

screen = Blueprint("document", __name__, url_prefix="/content")

HISTORY = 20
REASONS = (
    gettext_noop("We do not offer this"),
    gettext_noop("It stands where buyers see it, outside of this text"),
    gettext_noop("The law that applies to us does not ask for it"),
    gettext_noop("It is not true of this shop"),
)


@screen.get("/<int:document_id>")
def show(document_id: int) -> str:
    shop_id = visitor().shop_id
    with read(context().engine) as session:
        sheet = open_sheet(session, shop_id, document_id, today())
        if sheet is None:
            abort(404)
        history = publications.publications(session, shop_id, document_id, HISTORY)
        can_publish = visitor().may_act and publisher_of(session, sheet.found.document) is not None
        session.expunge_all()
    found = sheet.found
    looked_for = _looked_for(found)
    blocks = _blocks(found, sheet.page)
    return render_template(
        "document.html",
        found=found,
        empty=sheet.states_nothing,
        writable_kinds=PAGES,
        lines=proof(found.audit.text, blocks, _shown(found, sheet.objections)) if found.audit else [],
        proposals=by_line(sheet.page, sheet.clauses.values(), blocks) if sheet.page else {},
        unwritten=[code for code, clause in sheet.clauses.items() if not clause.text],
        can_publish=can_publish,
        history=history,
        can_undo={row.id for row in history if publications.can_undo(row, context().clock())},
        counts={state: sum(found.state(code) == state for code in looked_for) for state in BEST_FIRST},
        looked_for=looked_for,
        missing=_missing(sheet, looked_for),
        asked=sheet.asked,
        lacking=sheet.lacking,
        objections=sheet.objections,
        details=details(),
        reasons=REASONS,
        score=score(found.answers, severities(sheet.settings, today())),
    )


def _missing(sheet: Sheet, looked_for: Sequence[str]) -> list[Statement]:
    """What it leaves out, with what the other pages say of it, the dearest first."""
    others = [one for one in sheet.alike if one.document.id != sheet.found.document.id]
    codes = [code for code in looked_for if sheet.found.state(code) == "missing"]
    return by_cost(statements(others, codes), sheet.asked)


def _looked_for(found: ReadDocument) -> list[str]:
    """What a buyer would look for in this text, and what it speaks of besides."""
    codes, expected = PRODUCT_CODES if found.document.kind == "product" else POLICY_CODES, found.expected
    return [code for code in codes if code in expected or found.state(code) not in ("", "missing")]


def _shown(found: ReadDocument, objections: Sequence[Objection]) -> Mapping[str, FindingRow]:
    """The findings without those set aside, and what should not stand there marked so."""
    unwanted = {one.statement.code for one in objections}
    return {
        code: row.model_copy(update={"state": "unwanted"}) if code in unwanted else row
        for code, row in found.findings.items()
        if code not in found.aside
    }


def _blocks(found: ReadDocument, page: Page | None) -> Sequence[Block]:
    """The lines of the audited text, from the page itself as long as that still reads the same."""
    if found.audit is None or page is None:
        return ()
    same = page.document.text == found.audit.text
    return lines_of(found.audit.text, page.document.blocks if same else ())

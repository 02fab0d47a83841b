"""New words for a page: written or rewritten by the merchant, read again before anybody else reads them, published."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from admin_ui.details import details
from admin_ui.differences import differences, differences_of
from admin_ui.undo import offer_undo
from admin_ui.words import tell, tell_many
from integration.auth import allow, context, visitor
from integration.domain.wording import Clause
from integration.domain.wording.questions import answered, parts
from integration.store.session import read
from integration.store.tables import PublicationRow
from jobs.channels import publisher_of
from jobs.publish import publish_text
from jobs.rewriting import Page, Rewritten, open_page, propose_clauses, rewrite, terms_of_shop

screen = Blueprint("rewriting", __name__, url_prefix="/content")

LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the merchant asks for: by detail the words, with the answers to their questions in them.

    Who answers a question picks its clause; `unticked`: somebody answered and did not tick it.
    """

    texts: Mapping[str, str]
    unticked: bool = False

    @property
    def open_questions(self) -> Mapping[str, list[str]]:
        found = {code: [part.text for part in parts(text) if part.number >= 0] for code, text in self.texts.items()}
        return {code: questions for code, questions in found.items() if questions}

    @property
    def empty(self) -> list[str]:
        return [code for code, text in self.texts.items() if not text]


@screen.post("/<int:document_id>/rewriting")
@allow("staff")
def look(document_id: int) -> Answer | tuple[str, int] | str:
    """Shows the page with the words in it, or publishes it; whatever keeps it from that, the words stay.

    Words that do not say what they were written for, or take from the page what it said, are published only by who
    has seen that.
    """
    page = open_page(context(), visitor().shop_id, document_id)
    if page is None:
        abort(404)
    asked = _asked()
    if not asked.texts:
        flash(tell("Nothing was picked: tick what the page should say, then look at it or publish it."))
        return redirect(url_for("document.show", document_id=document_id))
    known = propose_clauses(page, asked.texts, terms_of_shop(context(), visitor().shop_id))
    clauses = [replace(known[code], text=text, questions=()) for code, text in asked.texts.items() if text]
    rewritten = rewrite(page, clauses)
    moved = request.form.get("version", type=int) != page.row.current_version
    unseen = "seen" not in request.form and not rewritten.is_right
    stopped = asked.unticked or asked.open_questions or asked.empty or moved or unseen
    if request.form.get("do") != "publish" or stopped:
        return _shown(page, asked, rewritten, moved=moved)
    return _published(page, asked, rewritten)


def _asked() -> Asked:
    """In the order of the form. Lines are joined: a clause is one paragraph."""
    ticked = set(request.form.getlist("use"))
    replies = {code: _replies(code) for code in _written() if code in details()}
    picked = {code: given for code, given in replies.items() if code in ticked or any(given.values())}
    return Asked({code: answered(_words(code), given) for code, given in picked.items()}, bool(picked.keys() - ticked))


def _written() -> list[str]:
    return [name.removeprefix("text-") for name in request.form if name.startswith("text-")]


def _words(code: str) -> str:
    return " ".join(request.form.get(f"text-{code}", "")[:LONGEST].split())


def _replies(code: str) -> dict[int, str]:
    return {part.number: _answer(code, part.number) for part in parts(_words(code)) if part.number >= 0}


def _answer(code: str, number: int) -> str:
    return " ".join(request.form.get(f"answer-{code}-{number}", "")[:LONGEST].split())


def _published(page: Page, asked: Asked, rewritten: Rewritten) -> Answer | tuple[str, int]:
    row = publish_text(context(), page.row, list(asked.texts), page.html, rewritten.html, visitor().email)
    if row.state in ("published", "publishing"):
        _tell_published(row, sum(state == "present" for state in rewritten.states.values()))
        return redirect(url_for("document.show", document_id=row.document_id))
    again = open_page(context(), row.shop_id, row.document_id) or page
    clauses = [Clause(code, text) for code, text in asked.texts.items()]
    return _shown(again, asked, rewrite(again, clauses), refused=row), 409 if row.state == "refused" else 200


def _tell_published(row: PublicationRow, said: int) -> None:
    if row.state == "publishing":
        flash(tell("The store has not answered yet. We look every minute what became of it; nothing is sent twice."))
        return
    offer_undo(_published_words(said), url_for("publications.undo", publication_id=row.id))


def _published_words(said: int) -> str:
    if not said:
        return tell("Published. The page still does not say what the words were for.")
    return tell_many("Published: the page says one thing more.", "Published: the page says %(n)s things more.", said)


def _shown(
    page: Page, asked: Asked, rewritten: Rewritten, moved: bool = False, refused: PublicationRow | None = None
) -> str:
    meanwhile = differences_of(refused.before, refused.current) if refused and refused.current else []
    return render_template(
        "rewriting.html",
        page=page,
        asked=asked,
        rewritten=rewritten,
        lines=differences(page.document.text, rewritten.text),
        moved=moved,
        refused=refused,
        meanwhile=meanwhile,
        can_publish=_can_publish(page),
        wants_to_publish=request.form.get("do") == "publish",
        details=details(),
        parts=parts,
    )


def _can_publish(page: Page) -> bool:
    with read(context().engine) as session:
        return publisher_of(session, page.row) is not None

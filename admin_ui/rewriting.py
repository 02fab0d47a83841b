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
from integration.domain.wording.questions import answered, parts
from integration.store import publications, unpublished
from integration.store.session import read, write
from integration.store.tables import PublicationRow
from jobs.channels import publisher_of
from jobs.publish import publish_text
from jobs.rewriting import Page, Rewritten, open_page, propose_clauses, rewrite, terms_of_shop

screen = Blueprint("rewriting", __name__, url_prefix="/content")

LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the merchant asks for: by detail the words, with the answers to their questions in them.

    Who answers a question picks its clause; `unticked`: somebody answered and did not tick it. `to_publish`: they are
    to be published, and not only looked at.
    """

    texts: Mapping[str, str]
    unticked: bool = False
    to_publish: bool = False

    @property
    def open_questions(self) -> Mapping[str, list[str]]:
        found = {code: [part.text for part in parts(text) if part.number >= 0] for code, text in self.texts.items()}
        return {code: questions for code, questions in found.items() if questions}

    @property
    def empty(self) -> list[str]:
        return [code for code, text in self.texts.items() if not text]


@screen.post("/<int:document_id>/rewriting")
@allow("staff")
def look(document_id: int) -> Answer:
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
    rewritten = _rewritten(page, asked)
    moved = request.form.get("version", type=int) != page.row.current_version
    unseen = "seen" not in request.form and not rewritten.is_right
    stopped = asked.unticked or asked.open_questions or asked.empty or moved or unseen
    if request.form.get("do") != "publish" or stopped:
        return _kept(document_id, asked)
    return _published(page, asked, rewritten)


@screen.get("/<int:document_id>/rewriting")
def show(document_id: int) -> Answer | str:
    """The page with the words that were written for it last, until they are published."""
    shop_id = visitor().shop_id
    with read(context().engine) as session:
        row = unpublished.words_of(session, shop_id, document_id, visitor().email)
        refused = publications.publication(session, shop_id, request.args.get("refused", 0, type=int))
        session.expunge_all()
    page = open_page(context(), shop_id, document_id)
    if page is None:
        abort(404)
    if row is None:
        return redirect(url_for("document.show", document_id=document_id))
    asked = Asked(dict(row.words), unticked="unticked" in row.asked, to_publish="publish" in row.asked)
    mine = refused if refused and refused.document_id == document_id else None
    return _shown(page, asked, _rewritten(page, asked), moved=row.version != page.row.current_version, refused=mine)


def _kept(document_id: int, asked: Asked, refused: PublicationRow | None = None) -> Answer:
    """Keeps the words and leads to where they are looked at: an address of its own can be gone back to."""
    version = request.form.get("version", 0, type=int)
    also = [*(["publish"] if asked.to_publish else []), *(["unticked"] if asked.unticked else [])]
    with write(context().engine) as session:
        now, by = context().clock(), visitor().email
        unpublished.save_words(session, visitor().shop_id, document_id, by, version, asked.texts, also, now)
        session.commit()
    return redirect(url_for("rewriting.show", document_id=document_id, refused=refused.id if refused else None))


def _rewritten(page: Page, asked: Asked) -> Rewritten:
    known = propose_clauses(page, asked.texts, terms_of_shop(context(), visitor().shop_id))
    return rewrite(page, [replace(known[code], text=text, questions=()) for code, text in asked.texts.items() if text])


def _asked() -> Asked:
    """In the order of the form. Lines are joined: a clause is one paragraph."""
    ticked = set(request.form.getlist("use"))
    replies = {code: _replies(code) for code in _written() if code in details()}
    picked = {code: given for code, given in replies.items() if code in ticked or any(given.values())}
    texts = {code: answered(_words(code), given) for code, given in picked.items()}
    return Asked(texts, bool(picked.keys() - ticked), request.form.get("do") == "publish")


def _written() -> list[str]:
    return [name.removeprefix("text-") for name in request.form if name.startswith("text-")]


def _words(code: str) -> str:
    return " ".join(request.form.get(f"text-{code}", "")[:LONGEST].split())


def _replies(code: str) -> dict[int, str]:
    return {part.number: _answer(code, part.number) for part in parts(_words(code)) if part.number >= 0}


def _answer(code: str, number: int) -> str:
    return " ".join(request.form.get(f"answer-{code}-{number}", "")[:LONGEST].split())


def _published(page: Page, asked: Asked, rewritten: Rewritten) -> Answer:
    row = publish_text(context(), page.row, list(asked.texts), page.html, rewritten.html, visitor().email)
    if row.state in ("published", "publishing"):
        _tell_published(row, sum(state == "present" for state in rewritten.states.values()))
        with write(context().engine) as session:
            unpublished.drop_words(session, row.shop_id, row.document_id, visitor().email)
            session.commit()
        return redirect(url_for("document.show", document_id=row.document_id))
    return _kept(row.document_id, asked, refused=row)


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
        wants_to_publish=asked.to_publish,
        details=details(),
        parts=parts,
    )


def _can_publish(page: Page) -> bool:
    with read(context().engine) as session:
        return publisher_of(session, page.row) is not None

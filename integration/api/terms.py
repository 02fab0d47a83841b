"""The shop's terms: entered once, written out as texts in its languages, put on its pages."""

from collections.abc import Sequence
from typing import Any

from flask import request
from sqlalchemy.exc import IntegrityError

from integration.api import shapes
from integration.api.route import Answer, Refused, Route, api_context, body, number, who
from integration.api.words import STATUS
from integration.domain.outputs import MADE, PAGES
from integration.store.session import read
from integration.store.terms import terms_in_force, terms_versions
from jobs.missing_pages import create_page, missing_pages
from jobs.publish import publish_text
from jobs.terms import save_terms, texts_of
from jobs.terms_pages import NewPage, pages_of

LONGEST = 100_000


def show() -> Answer:
    version = number("version")
    with read(api_context().engine) as session:
        row = terms_in_force(session, who().shop_id, version)
    if row is None and version is not None:
        raise Refused(404, f"these terms have no version {version}")
    return shapes.terms(row), 200


def versions() -> Answer:
    with read(api_context().engine) as session:
        return {"items": [shapes.terms_version(row) for row in terms_versions(session, who().shop_id)]}, 200


def save() -> Answer:
    given = body()
    if request.content_length is None or request.content_length > LONGEST:
        raise Refused(413, f"terms are at most {LONGEST} bytes, with their length said")
    try:
        save_terms(api_context(), who().shop_id, given, who().name)
    except ValueError as wrong:
        raise Refused(422, str(wrong)) from None
    except IntegrityError:
        raise Refused(409, "somebody saved the terms at the same moment; send yours again") from None
    return show()[0], 201


def texts() -> Answer:
    try:
        found = texts_of(api_context(), who().shop_id, request.args.get("language") or None)
    except ValueError as wrong:
        raise Refused(400, f"`language`: {wrong}") from None
    return {"items": [shapes.output(one) for one in found]}, 200


def pages() -> Answer:
    return {"items": [shapes.new_page(one) for one in _pages(request.args.get("kind", ""))]}, 200


def publish() -> Answer:
    """Only the pages that stand and would read as their mark says."""
    given = body()
    marks = given.get("marks")
    if not isinstance(marks, dict) or not marks:
        raise Refused(400, "`marks` must be an object: the mark of each page to publish, by the document's number")
    found = {str(one.page.row.id): one for one in _pages(given.get("kind", ""))}
    if unknown := sorted(marks.keys() - found.keys()):
        raise Refused(404, f"no such page of this kind: {', '.join(unknown)}")
    if moved := [key for key, mark in marks.items() if found[key].mark != mark]:
        raise Refused(409, f"another text stands there or would be written now, look again: {', '.join(moved)}")
    rows = [_published(found[key]) for key in marks]
    states = {row["state"] for row in rows}
    return {"items": rows}, 409 if states & {"refused", "failed"} else 202 if "publishing" in states else 201


def missing() -> Answer:
    kind = _kind(request.args.get("kind", ""), MADE)
    return {"items": [shapes.missing_page(one) for one in missing_pages(api_context(), who().shop_id, kind)]}, 200


def create() -> Answer:
    """The page whose mark is sent, if it would still read so."""
    given = body()
    found = missing_pages(api_context(), who().shop_id, _kind(given.get("kind", ""), MADE))
    page = next((one for one in found if one.mark == given.get("mark")), None)
    if page is None:
        raise Refused(
            409, "no page with this `mark` lacks now: the shop has it, or it would read otherwise; look again"
        )
    row = create_page(api_context(), who().shop_id, page, who().name)
    return shapes.publication(row), STATUS.get(row.state, 200)


def _published(new: NewPage) -> dict[str, Any]:
    row = publish_text(api_context(), new.page.row, new.says, new.page.html, new.after.html, who().name)
    return shapes.publication(row)


def _pages(kind: object) -> list[NewPage]:
    return pages_of(api_context(), who().shop_id, _kind(kind, tuple(PAGES)))


def _kind(given: object, kinds: Sequence[str]) -> str:
    if not isinstance(given, str) or given not in kinds:
        raise Refused(400, f"`kind` must be one of {', '.join(kinds)}")
    return given


ROUTES = (
    Route("GET", "/terms", show, "What the merchant entered, as it is in force or in an older version.",
          {200: "Terms"}, {"version": "this one instead of the newest"}),
    Route("GET", "/terms/versions", versions, "Every version of them, newest first.", {200: "TermsVersions"}),
    Route("POST", "/terms", save, "Puts terms in force, as a new version. 422 begins with the detail that cannot be "
          "so.", {201: "Terms"}, body="EnteredTerms", acts=True),
    Route("GET", "/terms/texts", texts, "All that is written from them: pages, questions and answers, two lines for "
          "products, JSON-LD for search engines. `lacking` is what is not known.", {200: "TermsTexts"},
          {"language": "of the shop, unless another is given"}),
    Route("GET", "/terms/pages", pages, "The shop's own pages of a kind, as the terms would have them.",
          {200: "TermsPages"}, {"kind": "refund, shipping or terms"}),
    Route("POST", "/terms/pages", publish, "Puts the terms on the pages whose `mark` is sent, over the very text that "
          "was read. 409: one was refused or failed; each row says which.",
          {201: "TermsPublished", 202: "TermsPublished", 409: "TermsPublished"}, body="PickedPages", acts=True),
    Route("GET", "/terms/missing-pages", missing, "The pages of a kind that the shop's stores lack, by language, as "
          "the terms would write them.", {200: "MissingPages"}, {"kind": "refund, shipping, terms or faq"}),
    Route("POST", "/terms/missing-pages", create, "Creates the page whose `mark` is sent: a legal policy or a page at "
          "Shopify, a draft in WordPress. An undo of the publication deletes it, if it still reads so.",
          {201: "Publication", 202: "Publication", 409: "Publication", 502: "Publication"}, body="PickedPage",
          acts=True),
)  # fmt: skip

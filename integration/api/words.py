"""New words for the shop's texts: read again, published, put back."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from integration.api import shapes
from integration.api.route import Answer, Refused, Route, api_context, body, limit, number, text_in, who
from integration.api.texts import PAGED
from integration.domain.audit.finding import codes_of
from integration.domain.wording import Clause
from integration.domain.wording.questions import QUESTION
from integration.store import publications
from integration.store.session import read
from integration.store.tables import PublicationRow
from jobs import publish as jobs_publish
from jobs.publish import publish_text, undo
from jobs.rewriting import Page, Rewritten, open_page, propose_clauses, rewrite, terms_of_shop

LONGEST = 5000
STATUS: Mapping[str, int] = {"published": 201, "publishing": 202, "refused": 409, "failed": 502}


def listed() -> Answer:
    most = limit()
    with read(api_context().engine) as session:
        rows = publications.publications(session, who().shop_id, number("document"), most, number("before"))
        items = [shapes.publication(row) for row in rows]
    return {"items": items, "before": rows[-1].id if len(rows) == most else None}, 200


def one(publication_id: int) -> Answer:
    with read(api_context().engine) as session:
        row = publications.publication(session, who().shop_id, publication_id)
        return _told(row, publication_id), 200


def look(document_id: int) -> Answer:
    """Puts the words in and reads the page again; nothing is published."""
    _, rewritten = _rewritten(document_id)
    found = {"states": dict(rewritten.states), "unsaid": list(rewritten.unsaid)}
    return {"html": rewritten.html, "text": rewritten.text, **found}, 200


def publish(document_id: int) -> Answer:
    """Words that leave a question open are refused; without `as_is`, words that do not say it or unsay something."""
    given = body()
    page, rewritten = _rewritten(document_id)
    if given.get("version") != page.row.current_version:
        raise Refused(409, f"the text is at version {page.row.current_version}; read it, and send that `version`")
    states = dict(rewritten.states)
    if given.get("as_is") is not True and not rewritten.is_right:
        raise Refused(422, "read again, the words do not say it, or the page says less than it did; send `as_is` to "
                      "publish them all the same", states=states, unsaid=list(rewritten.unsaid))  # fmt: skip
    row = publish_text(api_context(), page.row, list(states), page.html, rewritten.html, who().name)
    return _told(row, row.id or 0), STATUS.get(row.state, 200)


def put_back(publication_id: int) -> Answer:
    row = undo(api_context(), who().shop_id, publication_id, who().name)
    told = _told(row, publication_id)
    return told, {"undone": 200, "undoing": 202}.get(told["state"], 409)


def again(publication_id: int) -> Answer:
    """Only one that failed; any other is told as it stands."""
    row = jobs_publish.publish(api_context(), who().shop_id, publication_id, who().name)
    told = _told(row, publication_id)
    return told, STATUS.get(told["state"], 409)


def _rewritten(document_id: int) -> tuple[Page, Rewritten]:
    page = open_page(api_context(), who().shop_id, document_id)
    if page is None:
        raise Refused(404, f"this shop has no text {document_id}")
    texts = _texts(body(), codes_of(page.document.kind))
    questions = {code: QUESTION.findall(text) for code, text in texts.items() if QUESTION.search(text)}
    if questions:
        raise Refused(422, "a question is still open; put the answer in its place", questions=questions)
    known = propose_clauses(page, texts, terms_of_shop(api_context(), who().shop_id))
    clauses: list[Clause] = [replace(known[code], text=text, questions=()) for code, text in texts.items()]
    return page, rewrite(page, clauses)


def _texts(given: Mapping[str, Any], known: Collection[str]) -> dict[str, str]:
    texts = given.get("texts")
    if not isinstance(texts, dict) or not texts or not texts.keys() <= set(known):
        raise Refused(400, "`texts` must be an object: the words by the code of the detail that they say")
    read_texts = {code: text_in(texts, code, LONGEST) for code in texts}
    if not all(read_texts.values()):
        raise Refused(400, "`texts` holds an empty text")
    return read_texts


def _told(row: PublicationRow | None, publication_id: int) -> dict[str, Any]:
    if row is None:
        raise Refused(404, f"this shop has no publication {publication_id}")
    return shapes.publication(row)


ROUTES = (
    Route("GET", "/publications", listed, "What was put into the texts from here, newest first.",
          {200: "Publications"}, {"document": "of this text only", **PAGED}),
    Route("GET", "/publications/{publication_id}", one, "One of them.", {200: "Publication"}),
    Route("POST", "/documents/{document_id}/reading", look, "The text with new words in it, read; nothing published.",
          {200: "Reread"}, body="Words"),
    Route("POST", "/documents/{document_id}/publications", publish,
          "Puts the words into the shop, over the very text that was read. 202: the store has not answered yet. "
          "409: something else stands there, in `current`. 502: the store refused, for `reason`.",
          {201: "Publication", 202: "Publication", 409: "Publication", 502: "Publication"}, body="Words", acts=True),
    Route("POST", "/publications/{publication_id}/undo", put_back,
          "Sends back what stood before, within 30 days. 409: it cannot be, for `reason`.",
          {200: "Publication", 202: "Publication", 409: "Publication"}, acts=True),
    Route("POST", "/publications/{publication_id}/again", again, "Tries one again that failed.",
          {201: "Publication", 202: "Publication", 409: "Publication", 502: "Publication"}, acts=True),
)  # fmt: skip

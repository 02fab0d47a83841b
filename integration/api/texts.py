"""What the shop's texts say: documents, findings, readings, and what does not apply."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from flask import request
from sqlmodel import Session

from integration.api import shapes
from integration.api.route import Answer, Refused, Route, api_context, body, limit, number, text_in, who
from integration.domain.audit import RULES_VERSION
from integration.domain.audit.finding import codes_of
from integration.domain.jurisdiction import Severity
from integration.store import audits, content_list, set_asides
from integration.store.history import progress
from integration.store.session import read
from integration.store.shop_settings import shop_settings
from jobs import set_aside as jobs_aside
from jobs.asked_list import asked_list
from jobs.best_sellers import dearest_products
from jobs.over_time import standing, steps
from jobs.reach import reached
from jobs.sheet import open_sheet
from jobs.weights import severities, shop_day

KNOWN = frozenset((*codes_of("policy"), *codes_of("product")))
LATELY = timedelta(days=30)
NO_TEXT = "this shop has no text {}"


def documents() -> Answer:
    kind, most, before = request.args.get("kind", "policy"), limit(), number("before")
    if kind not in ("policy", "product"):
        raise Refused(400, "`kind` must be policy or product")
    if (sort := request.args.get("sort")) not in (None, "sold") or (sort and kind != "product"):
        raise Refused(400, "`sort` may be sold, of products only")
    if sort:
        return _dearest(most)
    with read(api_context().engine) as session:
        if kind == "product":
            found = content_list.product_page(session, who().shop_id, most, before)
        else:
            found = content_list.policy_documents(session, who().shop_id)
        weights = _weights(session)
        done, of = progress(session, who().shop_id, RULES_VERSION)
        items = [shapes.document(one, weights) for one in found]
    last = found[-1].document.id if kind == "product" and len(found) == most else None
    return {"items": items, "before": last, "reading": {"done": done, "of": of}}, 200


def _dearest(most: int) -> Answer:
    """One page of them: who sold little costs little."""
    with read(api_context().engine) as session:
        shop_id, weights = who().shop_id, _weights(session)
        found = dearest_products(session, shop_id, api_context().clock())
        done, of = progress(session, shop_id, RULES_VERSION)
        items = [
            {
                **shapes.document(one, weights),
                "sold": found.pieces[one.document.vendor_id],
                "complaints": found.complaints.get(one.document.vendor_id, 0),
            }
            for one in found.texts[:most]
        ]
    return {"items": items, "before": None, "reading": {"done": done, "of": of}}, 200


def document(document_id: int) -> Answer:
    """With its source, its text, its findings, and a clause for each gap: what buyers look for, then what laws ask."""
    with read(api_context().engine) as session:
        sheet = open_sheet(session, who().shop_id, document_id, _today(session))
        if sheet is None:
            raise Refused(404, NO_TEXT.format(document_id))
        row = shapes.document(sheet.found, _weights(session))
        session.expunge_all()
    found = sheet.found
    findings = [shapes.finding(one, found.aside.get(code)) for code, one in found.findings.items()]
    proposals = {code: {"text": one.text, "questions": list(one.questions)} for code, one in sheet.clauses.items()}
    text = found.audit.text if found.audit else None
    whole = {"html": sheet.html, "text": text, "states_nothing": sheet.states_nothing}
    return {**row, **whole, "findings": findings, "proposals": proposals}, 200


def history(document_id: int) -> Answer:
    with read(api_context().engine) as session:
        told = steps(session, who().shop_id, document_id, _today(session), limit())
        if told is None:
            raise Refused(404, NO_TEXT.format(document_id))
        return {"items": [shapes.past_reading(one) for one in told[1]]}, 200


def summary() -> Answer:
    """The shop as it stands, and what changed in its texts in LATELY."""
    with read(api_context().engine) as session:
        found = standing(session, who().shop_id, _today(session), api_context().clock() - LATELY)
        return shapes.summary(found), 200


def findings() -> Answer:
    most, state = limit(), request.args.get("state")
    if state is not None and state not in shapes.STATES:
        raise Refused(400, f"`state` must be one of {', '.join(shapes.STATES)}")
    with read(api_context().engine) as session:
        rows = audits.findings(session, who().shop_id, state, number("document"), most, number("before"))
        aside = {(one.document_id, one.code): one for one in set_asides.set_asides(session, who().shop_id)}
        items = [
            shapes.finding(row, aside.get((row.document_id, row.code)) or aside.get((None, row.code))
                           if row.state != "present" else None)
            for row in rows
        ]  # fmt: skip
    return {"items": items, "before": rows[-1].id if len(rows) == most else None}, 200


def destinations() -> Answer:
    with read(api_context().engine) as session:
        return {"items": [asdict(one) for one in reached(session, who().shop_id)]}, 200


def asked() -> Answer:
    with read(api_context().engine) as session:
        return {"items": asked_list(session, who().shop_id, _today(session), limit())}, 200


def aside() -> Answer:
    with read(api_context().engine) as session:
        return {"items": [shapes.set_aside(row) for row in set_asides.set_asides(session, who().shop_id)]}, 200


def put_aside(document_id: int) -> Answer:
    given = body()
    code, reason, everywhere = _code(given), text_in(given, "reason"), given.get("everywhere") is True
    if not reason:
        raise Refused(400, "`reason` says why it does not apply")
    row = jobs_aside.set_aside(api_context(), who().shop_id, document_id, code, reason, who().name, everywhere)
    if row is None:
        raise Refused(404, NO_TEXT.format(document_id))
    return shapes.set_aside(row), 201


def take_up(document_id: int) -> Answer:
    given = body()
    code, everywhere = _code(given), given.get("everywhere") is True
    if not jobs_aside.take_up(api_context(), who().shop_id, document_id, code, who().name, everywhere):
        raise Refused(404, f"{code} was not set aside there")
    return {}, 200


def _code(given: Mapping[str, Any]) -> str:
    code = text_in(given, "code")
    if code not in KNOWN:
        raise Refused(400, "`code` must be one of the details that are looked for")
    return code


def _weights(session: Session) -> Mapping[str, Severity]:
    return severities(shop_settings(session, who().shop_id), _today(session))


def _today(session: Session) -> date:
    return shop_day(session, who().shop_id, api_context().clock())


PAGED = {"limit": "at most so many, 500 at the most", "before": "what the page before gave as `before`"}
ROUTES = (
    Route("GET", "/documents", documents, "The shop's texts, with what they leave out and their score.",
          {200: "Documents"}, {"kind": "policy (all pages, the default) or product", "sort": "sold: products that "
                                "leave something out, in 90 days: most complaints first, then best sold", **PAGED}),
    Route("GET", "/documents/{document_id}", document, "One text with all that was found in it and proposed for it.",
          {200: "WholeDocument"}),
    Route("GET", "/documents/{document_id}/history", history, "Its readings, newest first: new, fixed, still open.",
          {200: "Readings"}, {"limit": PAGED["limit"]}),
    Route("GET", "/summary", summary, "What all pages say together, the score, and what is new and fixed in 30 days.",
          {200: "Summary"}),
    Route("GET", "/findings", findings, "What the texts say as they stand, newest reading first.", {200: "Findings"},
          {"state": "present, vague, placeholder or missing", "document": "of this text only", **PAGED}),
    Route("GET", "/destinations", destinations, "Where the last orders went and no page says the detail, or one denies "
          "it: most complaints first, then most orders.", {200: "Destinations"}),
    Route("GET", "/asked", asked, "What laws and partners ask of the texts and do not find; a risk signal, not legal "
          "advice. `unread`: no text tells, look yourself.", {200: "Asks"}, {"limit": PAGED["limit"]}),
    Route("GET", "/set-asides", aside, "What does not apply, by the merchant's own word.", {200: "SetAsides"}),
    Route("POST", "/documents/{document_id}/set-aside", put_aside, "A detail does not apply there.",
          {201: "SetAside"}, body="Aside", acts=True),
    Route("POST", "/documents/{document_id}/take-up", take_up, "A detail that was set aside applies again.",
          {200: "Nothing"}, body="Aside", acts=True),
)  # fmt: skip

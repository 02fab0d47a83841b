"""Content: what the shop's pages and products say, detail by detail."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import groupby

from flask import Blueprint, Response, render_template, request

from admin_ui.columns import columns
from admin_ui.details import details
from admin_ui.downloads import AT_ONCE, csv_file, everything
from admin_ui.formats import today
from admin_ui.paging import SIZE, before, page, searched
from admin_ui.words import gettext_noop, tell
from integration.auth import context, visitor
from integration.data.jurisdictions import circumstances
from integration.domain.audit import RULES_VERSION
from integration.domain.audit.finding import PRODUCT_CODES
from integration.domain.score import score
from integration.store.content_list import (
    ReadDocument,
    count_products,
    count_unsaid,
    policy_documents,
    product_page,
)
from integration.store.contradictions import count_contradictions
from integration.store.history import changed_lately, progress
from integration.store.session import read
from integration.store.shop_settings import shop_settings
from jobs.asked import OF_PRODUCTS, bearing
from jobs.best_sellers import SOLD_WITHIN, dearest_products
from jobs.coverage import Statement, language_of, statements
from jobs.reach import reached
from jobs.weights import severities

screen = Blueprint("content", __name__, url_prefix="/content")

MOST_DESTINATIONS = 6
LATELY = timedelta(days=30)
STATES = {
    "present": gettext_noop("says it"),
    "vague": gettext_noop("vague"),
    "placeholder": gettext_noop("unfilled"),
    "missing": gettext_noop("missing"),
}


@screen.get("/")
def show() -> str:
    """The matrix of policy pages and details."""
    with read(context().engine) as session:
        everything = policy_documents(session, visitor().shop_id)
        products = count_products(session, visitor().shop_id)
        disagreements = count_contradictions(session, visitor().shop_id)
        done, of = progress(session, visitor().shop_id, RULES_VERSION)
        lately = changed_lately(session, visitor().shop_id, context().clock() - LATELY)
        settings = shop_settings(session, visitor().shop_id)
        destinations = reached(session, visitor().shop_id)[:MOST_DESTINATIONS]
        unsaid = count_unsaid(session, visitor().shop_id, OF_PRODUCTS)
        session.expunge_all()
    languages = sorted({language_of(page) for page in everything if language_of(page)})
    language = _chosen(languages, visitor().shop.language)
    pages = [page for page in everything if language in ("", language_of(page))]
    answers = statements(pages)
    only_gaps = request.args.get("show") == "gaps"
    shown = [one for one in answers if one.state != "present"] if only_gaps else answers
    return render_template(
        "content.html",
        pages=pages,
        columns=columns(pages),
        answers=answers,
        groups=[(name, list(rows)) for name, rows in groupby(shown, _group)],
        languages=languages,
        language=language,
        only_gaps=only_gaps,
        products=products,
        disagreements=disagreements,
        bearing=bearing(pages, settings, today(), unsaid),
        circumstances=circumstances(),
        done=done,
        of=of,
        lately=lately,
        destinations=destinations,
        score=score({one.code: one.state for one in answers}, severities(settings, today())),
        details=details(),
    )


def _chosen(languages: list[str], own: str) -> str:
    """The language asked for, else the shop's own if a page is written in it; "" is all of them together."""
    asked = request.args.get("language")
    if asked is not None:
        return asked if asked in languages else ""
    return own if own in languages and len(languages) > 1 else ""


def _group(one: Statement) -> str:
    return details()[one.code].group


@screen.get("/products")
def products() -> str:
    """Newest first; or those that sold most and leave something out, the dearest gap first."""
    search = searched()
    by_sales = request.args.get("sort") == "sold" and not search
    with read(context().engine) as session:
        sold: Mapping[str, int] = {}
        grieved: Mapping[str, int] = {}
        if by_sales:
            dearest = dearest_products(session, visitor().shop_id, context().clock())
            found, sold, grieved = dearest.texts, dearest.pieces, dearest.complaints
        else:
            found = product_page(session, visitor().shop_id, SIZE + 1, before(), search)
        total = count_products(session, visitor().shop_id)
        disagreements = count_contradictions(session, visitor().shop_id)
        weights = severities(shop_settings(session, visitor().shop_id), today())
    return render_template(
        "products.html",
        page=page(found[:SIZE] if by_sales else found, lambda one: one.document.id),
        search=search,
        sold=sold,
        grieved=grieved,
        by_sales=by_sales,
        days=SOLD_WITHIN.days,
        total=total,
        disagreements=disagreements,
        codes=PRODUCT_CODES,
        states=_states,
        score_of=lambda one: score(one.answers, weights).value,
        details=details(),
    )


@screen.get("/products.csv")
def download() -> Response:
    """Every product text that the search fits, with the state of each detail."""
    shop_id, search = visitor().shop_id, searched()
    pages = everything(
        lambda session, last: product_page(session, shop_id, AT_ONCE, last, search), lambda one: one.document.id
    )
    head = _head("Product", PRODUCT_CODES)
    return csv_file("products", head, (_line(one, PRODUCT_CODES) for page in pages for one in page))


@screen.get("/pages.csv")
def pages_file() -> Response:
    """Every policy page, in whatever language, with the state of each detail."""
    with read(context().engine) as session:
        found = policy_documents(session, visitor().shop_id)
        session.expunge_all()
    codes = [code for code in details() if code not in PRODUCT_CODES]
    return csv_file("pages", _head("Page", codes), (_line(one, codes) for one in found))


def _head(kind: str, codes: Iterable[str]) -> list[str]:
    return [*map(tell, (kind, "Language", "Web address", "Read")), *(details()[code].label for code in codes)]


def _line(one: ReadDocument, codes: Iterable[str]) -> list[object]:
    row, read_at = one.document, one.audit.read_at if one.audit else None
    language = row.language or (one.audit.language if one.audit else "")
    states = [STATES.get(one.state(code)) for code in codes]
    return [row.title, language, row.url, read_at, *(tell(state) if state else "" for state in states)]


def _states(document: ReadDocument) -> list[str]:
    return [document.state(code) or "missing" for code in PRODUCT_CODES if code not in document.aside]

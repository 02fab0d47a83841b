"""Content: what the shop's pages and products say, detail by detail."""

from itertools import groupby

from flask import Blueprint, render_template, request

from admin_ui.coverage import Statement, columns, expected_on, kind_of_page, language_of, statements
from admin_ui.paging import SIZE, before, page
from integration.auth import context, visitor
from integration.domain.audit.finding import PRODUCT_CODES
from integration.languages.details import details
from integration.store.content_list import ReadDocument, count_products, policy_documents, product_page
from integration.store.session import read

screen = Blueprint("content", __name__, url_prefix="/content")


@screen.get("/")
def show() -> str:
    """The matrix of policy pages and details."""
    with read(context().engine) as session:
        everything = policy_documents(session, visitor().shop_id)
        products = count_products(session, visitor().shop_id)
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
        expected_on=expected_on,
        kind_of_page=kind_of_page,
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
    search = request.args.get("q", "").strip()
    with read(context().engine) as session:
        found = product_page(session, visitor().shop_id, SIZE + 1, before(), search)
        total = count_products(session, visitor().shop_id)
    return render_template(
        "products.html",
        page=page(found, lambda one: one.document.id),
        search=search,
        total=total,
        codes=PRODUCT_CODES,
        states=_states,
        details=details(),
    )


def _states(document: ReadDocument) -> list[str]:
    return [document.state(code) or "missing" for code in PRODUCT_CODES]

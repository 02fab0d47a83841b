"""Your terms: entered once, and from them the texts of every language, to look at, to copy and to download."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import nh3
from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as Answer

from admin_ui.details import details
from admin_ui.formats import weekdays
from admin_ui.terms_form import GRANTS, REFUSALS, STARTS, UNITS, filled_in, groups
from admin_ui.words import tell
from integration.auth import allow, context, visitor
from integration.domain.outputs import (
    PAGES,
    Structured,
    Text,
    faq,
    policy_page,
    return_policy,
    shipping_details,
    snippet,
)
from integration.domain.shop import ShopSettings
from integration.domain.terms import Terms
from integration.domain.terms_record import ENTRIES, read_terms, written_terms
from integration.domain.wording import Words
from integration.languages.wording import wording
from integration.store.activity import log
from integration.store.content_list import count_products, policy_documents
from integration.store.contradictions import count_contradictions
from integration.store.session import read, write
from integration.store.shop_settings import shop_settings
from integration.store.terms import save_terms, terms_in_force, terms_versions
from jobs.coverage import written_languages
from jobs.rewriting import terms_in

screen = Blueprint("terms", __name__, url_prefix="/content/terms")

NOTHING: Mapping[str, Any] = written_terms(Terms(ShopSettings()))


@dataclass(frozen=True, slots=True)
class Output:
    """One text made of the terms: its source to copy, how a buyer sees it, and what could not be said."""

    name: str
    title: str
    source: str
    shown: Markup | None
    lacking: tuple[str, ...]

    @property
    def extension(self) -> str:
        return "json" if self.shown is None else "html"


@screen.get("")
def show() -> str:
    return _screen()


@screen.post("")
@allow("staff")
def save() -> Answer | tuple[str, int]:
    """Puts the terms in force; what cannot be so is shown with every word still in its field."""
    row = filled_in(request.form)
    try:
        entered = read_terms(row, ShopSettings())
    except ValueError as wrong:
        return _screen(row, str(wrong)), 422
    shop_id, by, now = visitor().shop_id, visitor().email, context().clock()
    try:
        with write(context().engine) as session:
            version = save_terms(session, shop_id, entered, by, now)
            log(session, shop_id, now, by, "terms saved", str(version))
            session.commit()
    except IntegrityError:
        return _screen(row, "terms: somebody saved them at the same moment; save again to put yours in force"), 409
    flash(tell("Saved as version %(version)s. The texts below are written from it.", version=version))
    return redirect(url_for("terms.show"))


@screen.get("/<name>")
def download(name: str) -> Response:
    """One text as a file."""
    with read(context().engine) as session:
        shop_id = visitor().shop_id
        entered, pages = terms_in_force(session, shop_id), policy_documents(session, shop_id)
        terms = terms_in(pages, shop_settings(session, shop_id), entered)
    language = request.args.get("language", visitor().shop.language)
    output = next(
        (one for one in _outputs(terms, wording(language, country=terms.settings.country)) if one.name == name), None
    )
    if output is None or not output.source:
        abort(404)
    kind = "application/ld+json" if output.shown is None else "text/html"
    answer = Response(output.source, content_type=f"{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{output.extension}"'
    return answer


def _screen(row: Mapping[str, Any] | None = None, wrong: str = "") -> str:
    shop_id = visitor().shop_id
    with read(context().engine) as session:
        entered, pages = terms_in_force(session, shop_id), policy_documents(session, shop_id)
        settings = shop_settings(session, shop_id)
        versions = terms_versions(session, shop_id)
        products, disagreements = count_products(session, shop_id), count_contradictions(session, shop_id)
        session.expunge_all()
    terms = terms_in(pages, settings, entered)
    languages = written_languages(pages, visitor().shop.language)
    language = request.args.get("language", "")
    if language not in languages:
        language = visitor().shop.language if visitor().shop.language in languages else languages[0]
    words = wording(language, country=settings.country)
    outputs = list(_outputs(terms, words))
    said = [code for code in _codes() if code not in _lacking(terms, words)]
    return render_template(
        "terms.html",
        row=row if row is not None else entered.terms if entered else NOTHING,
        wrong=wrong,
        groups=groups(),
        units=_told(UNITS),
        unit_options={code: [(unit, tell(UNITS[unit])) for unit in entry.units] for code, entry in ENTRIES.items()},
        start_options={
            code: [(start, tell(STARTS[start])) for start in entry.starts] for code, entry in ENTRIES.items()
        },
        week=weekdays(),
        refusals=_told(REFUSALS),
        grants=_told(GRANTS),
        currency=settings.currency,
        said=len(said),
        all=len(_codes()),
        outputs=outputs,
        publishable=PAGES,
        language=language,
        languages=languages,
        versions=versions,
        products=products,
        disagreements=disagreements,
        details=details(),
    )


def _codes() -> list[str]:
    return [code for sections in PAGES.values() for codes in sections for code in codes]


def _lacking(terms: Terms, words: Words) -> set[str]:
    return set(faq(terms, words).lacking)


def _outputs(terms: Terms, words: Words) -> Iterator[Output]:
    titles = {"refund": tell("Returns page"), "shipping": tell("Shipping page"), "terms": tell("Terms page")}
    for kind in PAGES:
        yield _text(kind, titles[kind], policy_page(kind, terms, words))
    yield _text("faq", tell("Questions and answers"), faq(terms, words))
    yield _text("product", tell("Two lines for product pages"), snippet(terms, words))
    yield _data("return-policy", tell("Return policy for search engines"), return_policy(terms))
    yield _data("shipping-details", tell("Shipping details for search engines"), shipping_details(terms))


def _text(name: str, title: str, text: Text) -> Output:
    """Headings are one of the screen's own when shown, so that its outline stays whole."""
    shown = nh3.clean(text.html, tags={"h2", "h3", "p"})
    for heading in ("h2", "h3"):
        shown = shown.replace(f"<{heading}>", "<h4>").replace(f"</{heading}>", "</h4>")
    return Output(name, title, text.html, Markup(shown), text.lacking)  # noqa: S704 - cleaned just above


def _data(name: str, title: str, found: Structured) -> Output:
    objects = found.objects[0] if len(found.objects) == 1 else list(found.objects)
    source = json.dumps(objects, ensure_ascii=False, indent=2) if found.objects else ""
    return Output(name, title, source, None, found.lacking)


def _told(table: Mapping[str, str]) -> dict[str, str]:
    return {key: tell(words) for key, words in table.items()}

"""Your terms: entered once, and from them the texts of every language, to look at, to copy and to download."""

from collections.abc import Mapping
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
    MADE,
    PAGES,
    Output,
    answers,
    faq,
    written,
)
from integration.domain.terms import Terms
from integration.domain.terms_record import ENTRIES, NOTHING
from integration.domain.wording import Words
from integration.languages.wording import wording
from integration.store.content_list import count_products, policy_documents
from integration.store.contradictions import count_contradictions
from integration.store.session import read
from integration.store.shop_settings import shop_settings
from integration.store.terms import terms_in_force, terms_versions
from jobs.coverage import written_languages
from jobs.rewriting import terms_in, terms_of_shop
from jobs.terms import save_terms

screen = Blueprint("terms", __name__, url_prefix="/content/terms")


@dataclass(frozen=True, slots=True)
class Shown:
    """One text made of the terms: its source to copy, how a buyer sees it, and what could not be said."""

    name: str
    title: str
    source: str
    shown: Markup | None
    lacking: tuple[str, ...]


@screen.get("")
def show() -> str:
    return _screen()


@screen.post("")
@allow("staff")
def save() -> Answer | tuple[str, int]:
    """Puts the terms in force; what cannot be so is shown with every word still in its field."""
    row = filled_in(request.form)
    try:
        version = save_terms(context(), visitor().shop_id, row, visitor().email)
    except ValueError as wrong:
        return _screen(row, str(wrong)), 422
    except IntegrityError:
        return _screen(row, "terms: somebody saved them at the same moment; save again to put yours in force"), 409
    flash(tell("Saved as version %(version)s. The texts below are written from it.", version=version))
    return redirect(url_for("terms.show"))


@screen.get("/<name>")
def download(name: str) -> Response:
    """One text as a file."""
    terms = terms_of_shop(context(), visitor().shop_id)
    language = request.args.get("language", visitor().shop.language)
    texts = written(terms, wording(language, country=terms.settings.country))
    output = next((one for one in texts if one.name == name and one.source), None)
    if output is None:
        abort(404)
    answer = Response(output.source, content_type=f"{output.media_type}; charset=utf-8")
    extension = "html" if output.media_type == "text/html" else "json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return answer


def _screen(row: Mapping[str, Any] | None = None, wrong: str = "") -> str:
    shop_id = visitor().shop_id
    with read(context().engine) as session:
        entered, pages = terms_in_force(session, shop_id), policy_documents(session, shop_id)
        settings = shop_settings(session, shop_id)
        versions = terms_versions(session, shop_id)
        older = next((one for one in versions[1:] if one.version == request.args.get("version", type=int)), None)
        products, disagreements = count_products(session, shop_id), count_contradictions(session, shop_id)
        session.expunge_all()
    terms = terms_in(pages, settings, entered)
    languages = written_languages(pages, visitor().shop.language)
    language = request.args.get("language", "")
    if language not in languages:
        language = visitor().shop.language if visitor().shop.language in languages else languages[0]
    words = wording(language, country=settings.country)
    outputs = [_shown(output) for output in written(terms, words)]
    said = [code for code in _codes() if code not in _lacking(terms, words)]
    return render_template(
        "terms.html",
        row=row if row is not None else (older or entered).terms if entered else NOTHING,
        older=older,
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
        known={answer.code: answer.text for answer in answers(terms, words)},
        publishable=MADE,
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


def _titles() -> Mapping[str, str]:
    """What each of the texts is called here."""
    return {
        "refund": tell("Returns page"),
        "shipping": tell("Shipping page"),
        "terms": tell("Terms page"),
        "faq": tell("Questions and answers"),
        "product": tell("Two lines for product pages"),
        "return-policy": tell("Return policy for search engines"),
        "shipping-details": tell("Shipping details for search engines"),
    }


def _shown(output: Output) -> Shown:
    html = as_shown(output.source) if output.media_type == "text/html" else None
    return Shown(output.name, _titles()[output.name], output.source, html, output.lacking)


def as_shown(source: str, level: int = 4) -> Markup:
    """A page written from the terms; headings are of one `level`, the screen's own, so that its outline stays whole."""
    clean = nh3.clean(source, tags={"h2", "h3", "p"})
    for heading in ("h2", "h3"):
        clean = clean.replace(f"<{heading}>", f"<h{level}>").replace(f"</{heading}>", f"</h{level}>")
    return Markup(clean)  # noqa: S704 - cleaned just above


def _told(table: Mapping[str, str]) -> dict[str, str]:
    return {key: tell(words) for key, words in table.items()}

"""GET shows what can be said about a late order, POST says it: a scanner that follows links changes nothing."""

from dataclasses import dataclass
from typing import get_args

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from integration.domain.law.record import Occasion
from integration.languages.clauses import Choices, clause_sentences
from integration.languages.speech import closest, day, one_line, say, words_of
from integration.store.session import read
from integration.store.shops import shop as shop_of
from jobs.answers import Situation, What, answer, look, stop
from jobs.choices import ChoiceRefused, read_choice
from jobs.context import Context

page = Blueprint("choose", __name__, url_prefix="/choose", template_folder="templates", static_folder="static")


@dataclass(frozen=True, slots=True)
class Words:
    """The page in the customer's language: `said` is what they have told us, `offers` what they can still say."""

    language: str
    order: str
    lede: str
    said: str
    question: str
    offers: tuple[tuple[What, str, str], ...]
    contact: str
    sentences: tuple[str, ...]


@page.get("/<shop>/<token>/stop")
def ask_to_stop(shop: str, token: str) -> str:
    return _stop_page(look(_context(), read_choice(_context(), shop, token)), done=False)


@page.post("/<shop>/<token>/stop")
def stop_now(shop: str, token: str) -> str:
    """Also what a mail program posts for its reader (RFC 8058)."""
    return _stop_page(stop(_context(), read_choice(_context(), shop, token)), done=True)


@page.get("/<shop>/<token>/<what>")
def show(shop: str, token: str, what: str) -> str:
    if what not in get_args(What):
        abort(404)
    return _page(look(_context(), read_choice(_context(), shop, token)), what)


@page.post("/<shop>/<token>/<what>")
def say_it(shop: str, token: str, what: str) -> Response:
    """Answers with a way back to the page, so that reloading it says nothing twice."""
    said = request.form.get("what", "")
    if what not in get_args(What) or said not in get_args(What):
        abort(404)
    answer(_context(), read_choice(_context(), shop, token), "wait" if said == "wait" else "cancel")
    return redirect(url_for("choose.show", shop=shop, token=token, what=what), 303)


@page.errorhandler(ChoiceRefused)
def refused(problem: ChoiceRefused) -> tuple[str, int]:
    """A link that opens nothing still says whom to write to, where it can tell the shop."""
    with read(_context().engine) as session:
        row = shop_of(session, problem.shop_id) if problem.shop_id is not None else None
        title, address, tag = (row.title or row.name, row.email, row.language) if row else ("", "", "")
    code = closest(tag or request.accept_languages.best or "en")
    words = words_of(code, "choice")
    return render_template(
        "refused.html",
        language=code,
        shop=title,
        title=words["expired" if problem.old else "invalid"],
        contact=_contact(address, code),
    ), 410 if problem.old else 404


def _stop_page(found: Situation, *, done: bool) -> str:
    code = closest(found.order.customer_language or found.shop.language)
    title = found.shop.title or found.shop.name
    return render_template("stop.html", words=words_of(code, "choice"), language=code, shop=title, done=done)


def _page(found: Situation, what: str) -> str:
    words = _words(found, what)
    return render_template("choose.html", words=words, shop=found.shop.title or found.shop.name)


def _words(found: Situation, what: str) -> Words:
    code = closest(found.order.customer_language or found.shop.language)
    parts, choice = words_of(code), words_of(code, "choice")
    number = {"order_number": one_line(found.order.number)}
    order = say(parts["order" if found.order.number else "order_unnumbered"], number).strip()
    sentences = clause_sentences(found.duty, code, Choices("wait", "cancel")) if found.duty else {}
    return Words(
        language=code,
        order=order[:1].upper() + order[1:],
        lede=say(choice["lede"], {"order": order}),
        said=_said(found, code),
        question=choice["question"],
        offers=() if found.gone else _offers(found, code, what),
        contact=_contact(found.shop.email, code),
        sentences=() if found.gone else tuple(sentences.values())[:-1],
    )


def _said(found: Situation, code: str) -> str:
    words = words_of(code, "choice")
    for occasion, name in (
        (Occasion.CANCELLED, "cancelled_by" if found.due else "cancelled"),
        (Occasion.REFUND_REQUESTED, "requested"),
        (Occasion.AGREED, "waited"),
    ):
        if occasion in found.days and not (found.closed and occasion is Occasion.AGREED):
            return say(words[name], {"day": day(found.days[occasion], code), "due": day(found.due, code)})
    return str(words["closed"]) if found.closed else ""


def _offers(found: Situation, code: str, what: str) -> tuple[tuple[What, str, str], ...]:
    """What can be said, its button and what it does; what the link was for comes first."""
    choice, legal = words_of(code, "choice"), words_of(code, "legal")
    offers: list[tuple[What, str, str]] = []
    if Occasion.AGREED not in found.days and Occasion.REFUND_REQUESTED not in found.days and not found.shipped:
        offers.append(("wait", legal["wait"], choice["wait_hint"]))
    if not found.shipped:
        offers.append(("cancel", legal["cancel"], choice["cancel_hint"]))
    elif Occasion.REFUND_REQUESTED not in found.days:
        offers.append(("cancel", choice["request"], choice["request_hint"]))
    return tuple(sorted(offers, key=lambda offer: offer[0] != what))


def _contact(address: str, code: str) -> str:
    words = words_of(code, "choice")
    return say(words["contact" if address else "contact_unknown"], {"reply_to": address})


def _context() -> Context:
    context: Context = current_app.extensions["forthright"]
    return context

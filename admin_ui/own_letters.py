"""Letters in the merchant's own words: written beside ours, read over before they are kept, and taken back."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from admin_ui.words import gettext_noop, tell
from integration.auth import allow, context, visitor
from integration.domain.own_letter import PLACES, Fault, Objection, OwnLetter, entry_of, objections, read_own_letters
from integration.languages.render import kinds, spoken
from integration.languages.speech import words_of
from integration.store.activity import log
from integration.store.session import write
from integration.store.shops import change_settings

screen = Blueprint("own_letters", __name__, url_prefix="/notices/letters")

FAULTS: Mapping[Fault, str] = {
    Fault.EMPTY: gettext_noop("Something has to stand in it: %(words)s."),
    Fault.TOO_LONG: gettext_noop("This is too long: %(words)s."),
    Fault.UNKNOWN_PLACE: gettext_noop("{%(words)s} is no place that we can fill."),
    Fault.PROMOTION: gettext_noop(
        "“%(words)s” would make an advertisement of it; a message about an order sells nothing."
    ),
    Fault.LINE_BREAK: gettext_noop("A subject is one line: %(words)s."),
}


@screen.get("/<kind>/<language>")
def show(kind: str, language: str) -> str:
    kept = _kept(kind, language)
    given = OwnLetter(request.args.get("subject", ""), request.args.get("body", ""))
    asked = "body" in request.args
    return _form(kind, language, given if asked else kept, kept=kept is not None, unsaved=asked)


@screen.post("/<kind>/<language>")
@allow("staff")
def save(kind: str, language: str) -> Answer | tuple[str, int]:
    """Keeps it, or takes it back when both are empty; refuses what may not stand in it, with every word still there."""
    before = _kept(kind, language)
    own = OwnLetter(request.form.get("subject", "").strip(), request.form.get("body", "").strip())
    back = not own.subject and not own.body
    if not back and objections(own, words_of(language)["promotion"]):
        return _form(kind, language, own, kept=before is not None), 422
    shop_id, now = visitor().shop_id, context().clock()
    chosen = None if back else {"subject": own.subject, "body": own.body}
    with write(context().engine) as session:
        change_settings(session, shop_id, "letters", {entry_of(language, kind): chosen})
        log(session, shop_id, now, visitor().email, "changed a letter", f"{kind}, {language}")
        session.commit()
    flash(tell("Our words stand again.") if back else tell("Saved. Letters written from now on say this."))
    return redirect(url_for("own_letters.show", kind=kind, language=language))


def _kept(kind: str, language: str) -> OwnLetter | None:
    if kind not in kinds() or language not in spoken():
        abort(404)
    return read_own_letters(visitor().shop.settings).get((language, kind))


def _form(kind: str, language: str, own: OwnLetter | None, *, kept: bool, unsaved: bool = False) -> str:
    found = objections(own, words_of(language)["promotion"]) if own is not None else ()
    query: dict[str, Any] = {"kind": kind, "language": language}
    if own is not None and not found:
        query |= {"subject": own.subject, "body": own.body}
    return render_template(
        "own_letter.html",
        kind=kind,
        language=language,
        own=own or OwnLetter("", ""),
        kept=kept,
        unsaved=unsaved,
        wrong=[_said(one) for one in found],
        places=sorted(PLACES),
        query=query,
    )


def _said(one: Objection) -> str:
    return tell(FAULTS[one.fault], words=one.words)

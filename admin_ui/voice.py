"""How the shop's messages sound and look, when they may go, and the switch that stops them all."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from admin_ui.formats import today
from admin_ui.letters import letter
from admin_ui.sample import sample_facts
from admin_ui.seen import LETTERS, note
from admin_ui.undo import offer_undo
from admin_ui.words import tell
from integration.auth import allow, context, visitor
from integration.data.delay_law import us
from integration.domain.law.duty import Duty, Silence
from integration.domain.law.statute import Form
from integration.domain.own_letter import OwnLetter, objections, read_own_letters
from integration.domain.sending import SendingRules, read_sending_rules
from integration.domain.voice import Voice, read_voice
from integration.languages.clauses import Choices, clause_sentences
from integration.languages.render import Letter, closest, kinds, render, spoken
from integration.store.activity import log
from integration.store.session import write
from integration.store.shops import change_settings, stop_messages

screen = Blueprint("voice", __name__, url_prefix="/notices/voice")

VOICE = ("name", "signature", "colour", "reply_to", "reason")
RULES = ("quiet_from", "quiet_to", "per_customer", "per_shop", "share")


@screen.get("/")
def show() -> str:
    """With what is saved; or, asked for a preview, with what was typed and is not saved."""
    note(LETTERS)
    given = {name: request.args[name] for name in (*VOICE, *RULES) if name in request.args}
    return _form({**_saved(), **given}, unsaved=bool(given))


@screen.get("/letter")
def sample() -> Response:
    """A letter about an invented order, in the voice of the query or else the saved one."""
    kind, language = request.args.get("kind", "delay_before_promise"), request.args.get("language", "en")
    if kind not in kinds():
        abort(404)
    try:
        voice = _voice({**_saved(), **request.args.to_dict()})
    except ValueError:
        voice = Voice()
    found = _sample(kind, language, voice, _own(kind, language))
    return letter(found.html, found.text)


@screen.post("/")
@allow("staff")
def save() -> Answer | str | tuple[str, int]:
    given = {name: request.form.get(name, "").strip() for name in (*VOICE, *RULES)}
    try:
        voice, rules = _voice(given), _rules(given)
    except ValueError as problem:
        return _form(given, wrong=str(problem)), 422
    shop_id, now = visitor().shop_id, context().clock()
    with write(context().engine) as session:
        change_settings(session, shop_id, "notices", {name: getattr(voice, name) for name in VOICE})
        change_settings(session, shop_id, "summary", {"off": None if "summary" in request.form else True})
        change_settings(session, shop_id, "sending", {name: getattr(rules, name) for name in RULES})
        log(session, shop_id, now, visitor().email, "changed how messages sound")
        session.commit()
    flash(tell("Saved. Messages written from now on sound like this."))
    return redirect(url_for("voice.show"))


@screen.post("/stop")
@allow("staff")
def stop() -> Answer:
    """Stops everything at once: what waits is asked again before it goes, and is held."""
    return _switch(stopped=True)


@screen.post("/go")
@allow("staff")
def go() -> Answer:
    return _switch(stopped=False)


def _switch(*, stopped: bool) -> Answer:
    with write(context().engine) as session:
        changed = stop_messages(session, visitor().shop_id, stopped)
        if changed:
            called = "stopped all messages" if stopped else "let messages go again"
            log(session, visitor().shop_id, context().clock(), visitor().email, called)
        session.commit()
    if changed:
        words = tell("All messages are stopped.") if stopped else tell("Messages go out again.")
        offer_undo(words, url_for("voice.go" if stopped else "voice.stop"))
    return redirect(url_for("voice.show"))


def _form(values: Mapping[str, Any], *, wrong: str = "", unsaved: bool = False) -> str:
    shown = {name: values.get(name, "") for name in (*VOICE, *RULES)}
    language = request.values.get("language") or visitor().shop.language
    preview = {"kind": request.values.get("kind") or "delay_before_promise", "language": language}
    return render_template(
        "voice.html",
        values=shown,
        preview=preview,
        query={**({} if wrong else shown), **preview},
        summary="summary" in request.values if request.values else not visitor().shop.settings.get("summary"),
        wrong=wrong,
        unsaved=unsaved,
        kinds=sorted(kinds()),
        languages=sorted(spoken()),
    )


def _saved() -> dict[str, Any]:
    """What cannot be read any more is shown as the house has it, to be chosen anew."""
    settings = visitor().shop.settings
    try:
        voice, rules = read_voice(settings), read_sending_rules(settings)
    except ValueError:
        voice, rules = Voice(), SendingRules()
    return {**{name: getattr(voice, name) for name in VOICE}, **{name: getattr(rules, name) for name in RULES}}


def _voice(given: Mapping[str, Any]) -> Voice:
    return read_voice({"notices": {name: given.get(name) for name in VOICE}})


def _rules(given: Mapping[str, str]) -> SendingRules:
    numbers = {name: int(given[name]) if given[name].isdecimal() else given[name] for name in RULES}
    return read_sending_rules({"sending": numbers})


def _own(kind: str, language: str) -> OwnLetter | None:
    """The merchant's own words: those in the query, else those that are kept."""
    if "body" in request.args:
        own = OwnLetter(request.args.get("subject", ""), request.args["body"])
        return None if objections(own, ()) else own
    return read_own_letters(visitor().shop.settings).get((closest(language), kind))


def _sample(kind: str, language: str, voice: Voice, own: OwnLetter | None) -> Letter:
    day, known = today(), sample_facts(voice)
    if kind not in ("no_date_known", "second_delay"):
        return render(kind, language, known, voice=voice, own=own)
    form, silence = (Form.UNDATED, Silence.CANCELS) if kind == "no_date_known" else (Form.RENEWED, Silence.REFUSES)
    told, later = day + timedelta(days=1), day + timedelta(days=9)
    revised = None if form is Form.UNDATED else later
    owed = Duty(form, told, told, revised, later if revised is None else told, silence, us().clauses[form])
    choices = Choices("https://shop.example/wait", "https://shop.example/cancel")
    clauses = clause_sentences(owed, language, choices, voice.reason)
    return render(kind, language, known, clauses, choices, voice, own)

"""Your promise: how fast the shop says it is, beside how fast it was. Beside it, who decides that a message goes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.formats import weekdays
from admin_ui.promise_form import EVERYWHERE, entered, shown, typed
from admin_ui.promise_told import SENSITIVITIES
from admin_ui.seen import MODE, note
from admin_ui.undo import offer_undo, way_back, what_was
from admin_ui.words import tell
from integration.auth import allow, context, visitor
from integration.domain.delay.policy import Sensitivity
from integration.domain.notice_settings import NoticeSettings, read_notice_settings
from integration.domain.promise import PromiseSettings, read_promise_settings
from integration.domain.usual_days import UsualDays, usual_days
from integration.store.activity import log
from integration.store.overview import count_sent
from integration.store.session import read, write
from integration.store.shops import change_mode, change_settings
from integration.store.trips import trips

screen = Blueprint("promise", __name__, url_prefix="/promise")

LOOK_BACK = timedelta(days=180)
APPROVED_FIRST = 20
"""Messages that a person has to have let go before they may go by themselves."""


@screen.get("/")
def show() -> str:
    usual = _usual()
    return _page(shown(_promise(visitor().shop.settings), usual.by_country), usual)


@screen.post("/")
@allow("staff")
def save() -> Response | tuple[str, int]:
    values = typed(request.form)
    try:
        chosen = entered(values)
        read_promise_settings({"promise": {name: entry for name, entry in chosen.items() if entry is not None}})
    except ValueError as problem:
        return _page(values, _usual(), wrong=str(problem)), 422
    _keep("promise", chosen, None, tell("Saved. New orders are promised by this; what customers were told stays."))
    return redirect(url_for("promise.show"))


@screen.get("/decides")
def decides() -> str:
    """Whether a person approves each message, and how sure we must be."""
    return render_template(
        "decides.html",
        notices=_notices(visitor().shop.settings),
        sensitivities=SENSITIVITIES,
        let_go=_let_go(),
        needed=APPROVED_FIRST,
    )


@screen.post("/decides")
@allow("owner")
def decide() -> Response:
    """Keeps what was chosen; by themselves messages go only after a person let some go."""
    mode, sensitivity = request.form.get("mode", ""), request.form.get("sensitivity", "")
    if mode not in ("approve", "autopilot") or sensitivity not in list(Sensitivity):
        abort(400)
    if mode == "autopilot" and visitor().shop.mode != "autopilot" and _let_go() < APPROVED_FIRST:
        flash(tell("Not yet: messages go by themselves once you have let %(n)s go yourself.", n=APPROVED_FIRST))
        return redirect(url_for("promise.decides"))
    chosen = {"sensitivity": sensitivity, "apologise": "apologise" in request.form}
    chosen["pickup_letter"] = "pickup_letter" in request.form
    note(MODE)
    _keep("notices", chosen, mode, tell("Saved. It counts from the next look on."))
    return redirect(url_for("promise.decides"))


@screen.post("/undo")
@allow("staff")
def undo() -> Response:
    """Puts back what stood there before the button was offered."""
    part, entries, mode = what_was("promise.undo")
    _write(part, entries, mode)
    flash(tell("As it was before."))
    return redirect(url_for("promise.decides" if part == "notices" else "promise.show"))


def _keep(part: str, chosen: Mapping[str, Any], mode: str | None, words: str) -> None:
    was = visitor().shop.settings.get(part, {})
    before = {name: was.get(name) for name in chosen}
    if before == dict(chosen) and mode in (None, visitor().shop.mode):
        flash(tell("It stands so already: nothing was changed."))
        return
    _write(part, chosen, mode)
    offer_undo(words, way_back("promise.undo", part, before, visitor().shop.mode if mode else None))


def _write(part: str, chosen: Mapping[str, Any], mode: str | None) -> None:
    """Who decides on messages stays as it is where there is no `mode`: not everybody may change that."""
    shop_id, shop = visitor().shop_id, visitor().shop
    kept = shop.settings.get(part, {})
    was = {name: kept.get(name) for name in chosen} | ({"mode": shop.mode} if mode else {})
    now = {**chosen, **({"mode": mode} if mode else {})}
    with write(context().engine) as rows:
        change_settings(rows, shop_id, part, chosen)
        if mode is not None:
            change_mode(rows, shop_id, mode)
        log(rows, shop_id, context().clock(), visitor().email, "changed a setting", part, was=was, now=now)
        rows.commit()


def _page(values: Mapping[str, Any], usual: UsualDays, wrong: str = "") -> str:
    shop = visitor().shop
    return render_template(
        "promise.html",
        values=values,
        everywhere=EVERYWHERE,
        week=weekdays(),
        usual=usual,
        wrong=wrong,
        said=_promise(shop.settings).handling is not None,
        days=LOOK_BACK.days,
    )


def _usual() -> UsualDays:
    shop = visitor().shop
    with read(context().engine) as rows:
        found = trips(rows, visitor().shop_id, context().clock() - LOOK_BACK, shop.timezone)
    return usual_days(found, shop.country)


def _let_go() -> int:
    with read(context().engine) as rows:
        return count_sent(rows, visitor().shop_id)


def _promise(settings: Mapping[str, Any]) -> PromiseSettings:
    """What cannot be read any more is shown as if nothing had been said, to be chosen anew."""
    try:
        return read_promise_settings(settings)
    except ValueError:
        return PromiseSettings()


def _notices(settings: Mapping[str, Any]) -> NoticeSettings:
    try:
        return read_notice_settings(settings, PromiseSettings())
    except ValueError:
        return NoticeSettings()

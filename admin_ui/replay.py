"""Replay: what would have been sent for the shop's own past orders, before anything is."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlmodel import select
from werkzeug.wrappers import Response as Answer

from admin_ui.seen import REPLAY, note
from admin_ui.words import tell
from integration.auth import allow, context, visitor
from integration.domain.delay.policy import Sensitivity
from integration.domain.replay.summary import FEWEST
from integration.store.activity import log
from integration.store.session import read, write
from integration.store.tables import ShopRow
from jobs.facts import notice_settings
from jobs.replaying import ask, replayed

screen = Blueprint("replay", __name__, url_prefix="/replay")


@screen.get("/")
def show() -> str:
    with read(context().engine) as session:
        shop = session.exec(select(ShopRow).where(ShopRow.id == visitor().shop_id)).one()
        chosen = notice_settings(shop).sensitivity
        past = replayed(session, shop, context().clock())
    if past.is_due:
        ask(context(), visitor().shop_id)
    if past.found is None:
        return render_template("counting.html", place="replay")
    note(REPLAY)
    found = past.found.get(chosen)
    return render_template("replay.html", found=found, chosen=chosen, choices=list(Sensitivity), fewest=FEWEST)


@screen.post("/")
@allow("staff")
def choose() -> Answer:
    """How eager the shop's warnings are from now on."""
    wanted = request.form.get("eager", "")
    if wanted not in list(Sensitivity):
        abort(400)
    with write(context().engine) as session:
        shop = session.exec(select(ShopRow).where(ShopRow.id == visitor().shop_id)).one()
        shop.settings = {**shop.settings, "notices": {**(shop.settings.get("notices") or {}), "sensitivity": wanted}}
        session.add(shop)
        log(session, visitor().shop_id, context().clock(), visitor().email, "warnings set", wanted)
        session.commit()
    flash(tell("Kept. Orders are weighed by it from now on."))
    return redirect(url_for("replay.show"))

"""Signing in by a mailed link, choosing a shop, signing out."""

from dataclasses import replace

from flask import Blueprint, Flask, abort, current_app, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from admin_ui.words import tell
from integration.auth import LinkRefused, context
from integration.auth.limits import Limits
from integration.auth.links import look_at, use
from integration.auth.mail import LinkMail
from integration.auth.review import reviewer
from integration.auth.visitor import choose, enter, own_seats
from integration.settings import Settings
from integration.store.activity import log
from integration.store.session import write
from jobs.context import Context

screen = Blueprint("sign_in", __name__)

PER_ADDRESS = (5, 900)
PER_VISITOR = (30, 900)
"""How many links may be asked for, within how many seconds."""


def add_to(app: Flask, context: Context, settings: Settings) -> None:
    here = context.public_url or f"http://127.0.0.1:{settings.port}"
    app.extensions["link_mail"] = LinkMail(
        replace(context, public_url=here), settings.smtp_url, settings.mail_from, settings.development
    )
    app.extensions["limits"] = Limits(context.redis)


@screen.get("/sign-in")
def ask() -> str:
    return render_template("sign_in.html")


@screen.post("/sign-in")
def send() -> tuple[str, int] | str:
    """The answer is the same whoever asks."""
    email = request.form.get("email", "").strip()
    if "@" not in email[1:-1] or len(email) > 254:
        wrong = tell("This is not a whole mail address: it has a name, an @ and an ending such as .com.")
        return render_template("sign_in.html", email=email, wrong=wrong), 400
    limits: Limits = current_app.extensions["limits"]
    from_here = limits.take(f"sign-in from {request.remote_addr}", *PER_VISITOR)
    if not (from_here and limits.take(f"sign-in for {email.lower()}", *PER_ADDRESS)):
        wrong = tell("Too many links were asked for. Wait a quarter of an hour.")
        return render_template("sign_in.html", email=email, wrong=wrong), 429
    current_app.extensions["link_mail"].ask(email)
    return render_template("sign_in_sent.html", email=email)


@screen.get("/sign-in/<token>")
def open_link(token: str) -> tuple[str, int] | str:
    """Shows a button and uses nothing up: scanners of mail fetch links, but press no buttons."""
    try:
        link = look_at(context(), token)
    except LinkRefused as problem:
        return render_template("sign_in.html", refused=str(problem)), 410
    return render_template("sign_in_confirm.html", email=link.email)


@screen.post("/sign-in/<token>")
def use_link(token: str) -> Response | tuple[str, int]:
    try:
        link = use(context(), token)
    except LinkRefused as problem:
        return render_template("sign_in.html", refused=str(problem)), 410
    wanted = enter(link.person_id)
    seats = own_seats()
    if len(seats) > 1:
        return redirect(url_for("sign_in.shops"))
    with write(context().engine) as rows:
        for seat in seats:
            log(rows, seat.shop.id or 0, context().clock(), link.email, "signed in")
        rows.commit()
    return redirect(wanted or url_for("home.show"))


@screen.get("/sign-in/review/<shop_name>/<token>")
def open_review(shop_name: str, token: str) -> tuple[str, int] | str:
    """For whoever reviews the app; good until the day that whoever runs this named."""
    try:
        _, _, email = reviewer(context(), shop_name, token)
    except LinkRefused as problem:
        return render_template("sign_in.html", refused=str(problem)), 410
    return render_template("sign_in_confirm.html", email=email, again=True)


@screen.post("/sign-in/review/<shop_name>/<token>")
def use_review(shop_name: str, token: str) -> Response | tuple[str, int]:
    """Opens the one shop."""
    try:
        person_id, shop_id, email = reviewer(context(), shop_name, token)
    except LinkRefused as problem:
        return render_template("sign_in.html", refused=str(problem)), 410
    enter(person_id, only_shop=shop_id)
    with write(context().engine) as rows:
        log(rows, shop_id, context().clock(), email, "signed in")
        rows.commit()
    return redirect(url_for("home.show"))


@screen.get("/shops")
def shops() -> Response | str:
    seats = own_seats()
    if not seats:
        return redirect(url_for("sign_in.ask"))
    return render_template("shops.html", seats=seats, chosen=session.get("shop"))


@screen.post("/shops")
def choose_shop() -> Response:
    wanted = request.form.get("shop", type=int)
    seat = next((seat for seat in own_seats() if seat.shop.id == wanted), None)
    if seat is None or seat.shop.id is None:
        abort(404)
    choose(seat.shop.id)
    with write(context().engine) as rows:
        log(rows, seat.shop.id, context().clock(), seat.person.email, "signed in")
        rows.commit()
    return redirect(url_for("home.show"))


@screen.post("/sign-out")
def leave() -> Response:
    session.clear()
    flash(tell("You are signed out."))
    return redirect(url_for("sign_in.ask"))

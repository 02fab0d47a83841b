"""The shop's team: who may sign in, what each may do."""

from collections.abc import Mapping, Sequence
from email.utils import parseaddr

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from admin_ui.downloads import csv_file
from admin_ui.paging import searched
from admin_ui.undo import offer_undo, way_back, what_was
from admin_ui.words import gettext_noop, tell
from connectors import manifests
from integration.auth import allow, context, visitor
from integration.auth.limits import Limits
from integration.auth.review import reviewer_of
from integration.auth.visitor import ROLES
from integration.store import people
from integration.store.activity import log
from integration.store.session import read, write
from integration.store.shops import change_settings, connections
from integration.store.team import Member, change_role, member, remove_member, team

PER_SHOP = (20, 900)
"""How many links may be sent, within how many seconds."""

ADMIN = "admin"
"""The part of a shop's settings that says what its people may do inside its own admin."""

NAMES: Mapping[str, str] = {
    "owner": gettext_noop("Owner"),
    "staff": gettext_noop("Staff"),
    "reader": gettext_noop("Reads only"),
}
HEAD = (gettext_noop("Who"), gettext_noop("Role"), gettext_noop("Last seen"))

screen = Blueprint("team", __name__, url_prefix="/team")


@screen.get("/")
def show() -> str:
    return _page()


@screen.get("/team.csv")
def download() -> Response:
    with read(context().engine) as session:
        people = _found(team(session, visitor().shop_id))
    lines = [[one.email, tell(NAMES[one.role]), one.last_seen_at] for one in people]
    return csv_file("team", [tell(name) for name in HEAD], lines)


@screen.post("/")
@allow("owner")
def invite() -> Response | tuple[str, int]:
    """Lets a person in and mails them the link; once more mails another."""
    email, role = request.form.get("email", "").strip(), _role()
    if "@" not in email[1:-1] or len(email) > 254 or parseaddr(email)[1] != email:
        wrong = tell("This is not a whole mail address: it has a name, an @ and an ending such as .com.")
        return _page(email, role, wrong), 422
    shop_id = visitor().shop_id
    limits: Limits = current_app.extensions["limits"]
    if not limits.take(f"invitations of shop {shop_id}", *PER_SHOP):
        return _page(email, role, tell("Too many links were sent. Wait a quarter of an hour.")), 429
    with write(context().engine) as rows:
        person = people.add_person(rows, email, context().clock())
        if member(rows, shop_id, person.id or 0) is None:
            people.add_member(rows, person.id or 0, shop_id, role)
            _log(rows, "invited", person.email, role=role)
        rows.commit()
    current_app.extensions["link_mail"].ask(email)
    if current_app.config["HAS_MAIL"] or current_app.config["DEVELOPMENT"]:
        flash(tell("A link that signs in is on its way to %(email)s. It works once, within an hour.", email=email))
    else:
        flash(
            tell(
                "%(email)s may sign in now, but no mail is set up here: whoever runs this has to send the link.",
                email=email,
            )
        )
    return redirect(url_for("team.show"))


@screen.post("/<int:person_id>/role")
@allow("owner")
def change(person_id: int) -> Response:
    role = _role()
    before = _member(person_id)
    with write(context().engine) as rows:
        changed = before.role != role and change_role(rows, visitor().shop_id, person_id, role)
        if changed:
            _log(rows, "changed a role", before.email, role=role)
        rows.commit()
    return _answer(changed, tell("%(email)s has another role now.", email=before.email), before)


@screen.post("/<int:person_id>/remove")
@allow("owner")
def remove(person_id: int) -> Response:
    """Out with their next click; nothing that they did is undone."""
    before = _member(person_id)
    with write(context().engine) as rows:
        removed = remove_member(rows, visitor().shop_id, person_id)
        if removed:
            _log(rows, "took off the team", before.email)
        rows.commit()
    return _answer(removed, tell("%(email)s can no longer sign in here.", email=before.email), before)


@screen.post("/admin")
@allow("owner")
def admin() -> Response:
    """What those may do who open the app in the store's admin. Whoever chooses it there stays an owner."""
    role, was = _role(), visitor().shop.settings.get(ADMIN, {})
    owners = sorted({*was.get("owners", ()), visitor().guest} - {""})
    if role != "owner" and not owners and not _has_owner():
        flash(tell("Nothing was changed: a shop has at least one owner."))
        return redirect(url_for("team.show"))
    _keep_admin(role, owners)
    words = tell("Saved. It counts from the next click on.")
    offer_undo(words, way_back("team.undo_admin", was.get("role", "owner"), was.get("owners", [])))
    return redirect(url_for("team.show"))


@screen.post("/admin/undo")
@allow("owner")
def undo_admin() -> Response:
    """Puts back what those might do before."""
    _keep_admin(*what_was("team.undo_admin"))
    flash(tell("As it was before."))
    return redirect(url_for("team.show"))


def _keep_admin(role: str, owners: Sequence[str]) -> None:
    with write(context().engine) as rows:
        change_settings(rows, visitor().shop_id, ADMIN, {"role": role, "owners": list(owners)})
        _log(rows, "changed a setting", ADMIN, role=role)
        rows.commit()


def _has_owner() -> bool:
    with read(context().engine) as rows:
        return any(one.role == "owner" for one in team(rows, visitor().shop_id))


@screen.post("/undo")
@allow("owner")
def undo() -> Response:
    """Gives the person whom the button names the place back that they had."""
    person_id, role = what_was("team.undo")
    with write(context().engine) as rows:
        person = people.person(rows, person_id)
        if person is None:
            abort(404)
        people.add_member(rows, person_id, visitor().shop_id, role)
        _log(rows, "changed a role", person.email, role=role)
        rows.commit()
    flash(tell("As it was before."))
    return redirect(url_for("team.show"))


def _page(email: str = "", role: str = "staff", wrong: str = "") -> str:
    with read(context().engine) as rows:
        members = team(rows, visitor().shop_id)
        inside = any(row.account and manifests()[row.connector].frame for row in connections(rows, visitor().shop_id))
    chosen = visitor().shop.settings.get(ADMIN, {}).get("role", "owner")
    return render_template(
        "team.html",
        members=members,
        shown=_found(members),
        search=searched(),
        reviewer=reviewer_of(visitor().shop),
        email=email,
        role=role,
        roles=NAMES,
        wrong=wrong,
        inside=inside,
        admin_role=chosen,
    )


def _found(members: Sequence[Member]) -> list[Member]:
    """Those whose address holds what is looked for."""
    return [one for one in members if searched().casefold() in one.email.casefold()]


def _role() -> str:
    role = request.form.get("role", "")
    return role if role in ROLES else abort(400)


def _member(person_id: int) -> Member:
    with read(context().engine) as rows:
        return member(rows, visitor().shop_id, person_id) or abort(404)


def _answer(done: bool, words: str, before: Member) -> Response:
    if done:
        offer_undo(words, way_back("team.undo", before.person_id, before.role))
    else:
        flash(tell("Nothing was changed: a shop has at least one owner."))
    return redirect(url_for("team.show"))


def _log(rows: Session, act: str, email: str, **detail: str) -> None:
    log(rows, visitor().shop_id, context().clock(), visitor().email, act, email, **detail)

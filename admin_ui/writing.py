"""What may be written to the store, and heard of it: what the merchant turned on, and what the store lets us do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.checklist import label
from admin_ui.undo import offer_undo, way_back, what_was
from admin_ui.words import tell, tell_problem
from connectors import NoSuchConnector, manifests
from integration.auth import allow, context, visitor
from integration.domain.commerce import Tracking
from integration.ports import (
    Consent,
    Permanent,
    Publisher,
    Subscriptions,
    Temporary,
    TrackingSink,
    Translations,
    Unauthorized,
)
from integration.store import shops
from integration.store.activity import log
from integration.store.session import read, write
from integration.store.tables import ConnectionRow
from integration.store.tracking import parcel
from integration.store.translations import translated_stores
from integration.store.write_backs import write_back
from jobs.carriers import others_of
from jobs.channels import sinks
from jobs.write_back import ENTRY, PART, correct, is_on
from jobs.write_back import undo as put_back

screen = Blueprint("writing", __name__, url_prefix="/connections/writing")

_ASKS_APART = frozenset({Consent.__name__, Subscriptions.__name__})
"""Stores that let us hear of some things only when their merchant says so."""


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a store lets us play a role. `lacking` are the store's names of what it does not; `page` is where it is
    allowed, "" where no page asks; `problem` why nobody could say."""

    store: str
    lacking: Sequence[str] = ()
    page: str = ""
    problem: str = ""


@screen.get("/")
def show() -> str:
    with read(context().engine) as session:
        rows = [row for row in shops.connections(session, visitor().shop_id) if row.state == "live"]
        stores = sinks(session, visitor().shop_id)
        translated = translated_stores(session, visitor().shop_id)
        session.expunge_all()
    publishers = [row for row in rows if Publisher.__name__ in _roles(row)]
    return render_template(
        "writing.html",
        texts=[_permission(row, Publisher.__name__) for row in publishers],
        translations=[_permission(row, Translations.__name__) for row in publishers if _translates(row, translated)],
        parcels=[_permission(row, TrackingSink.__name__) for row in stores],
        disputes=[_permission(row, Subscriptions.__name__) for row in rows if {*_roles(row)} >= _ASKS_APART],
        on=is_on(visitor().shop.settings),
    )


@screen.post("/")
@allow("owner")
def save() -> Response:
    was, now = is_on(visitor().shop.settings), "on" in request.form
    _keep(now)
    words = tell("Saved. From now on the store is told.") if now else tell("Saved. The store is told nothing more.")
    offer_undo(words, way_back("writing.undo", was))
    return redirect(url_for("writing.show"))


@screen.post("/undo")
@allow("owner")
def undo() -> Response:
    """Puts the choice back."""
    [was] = what_was("writing.undo")
    _keep(bool(was))
    flash(tell("As it was before."))
    return redirect(url_for("writing.show"))


@screen.post("/parcels/<int:fulfillment_id>")
@allow("staff")
def right(fulfillment_id: int) -> Response:
    """Has the store name the carrier whose number it is."""
    me, carrier = visitor(), request.form.get("carrier", "")
    with read(context().engine) as session:
        found = parcel(session, me.shop_id, fulfillment_id)
        session.expunge_all()
    if found is None:
        abort(404)
    if carrier not in others_of(found.carrier, found.tracking_number):
        abort(400)
    row_id = correct(context(), me.shop_id, fulfillment_id, Tracking(found.tracking_number, carrier), me.email)
    if row_id is None:
        flash(tell("Nothing was written: turn it on first."))
        return redirect(url_for("writing.show"))
    return _told(row_id)


@screen.post("/told/<int:row_id>/undo")
@allow("staff")
def take_back(row_id: int) -> Response:
    """Sends back what stood there."""
    if put_back(context(), visitor().shop_id, row_id, visitor().email) is None:
        abort(404)
    return _told(row_id)


def _told(row_id: int) -> Response:
    with read(context().engine) as session:
        row = write_back(session, visitor().shop_id, row_id)
        session.expunge_all()
    if row is None:
        abort(404)
    if row.state == "written" and not row.reason:
        offer_undo(tell("Written to the store."), url_for("writing.take_back", row_id=row_id))
    elif row.state == "undone":
        flash(tell("Put back: the store has what it had before."))
    elif row.state in ("refused", "denied", "failed", "written"):
        flash(tell("Not written: %(reason)s.", reason=tell_problem(row.reason).rstrip(".")))
    else:
        flash(tell("The store has not answered yet; it is tried again by itself, and nothing is written twice."))
    return redirect(url_for("orders.order", order_id=row.order_id))


def _keep(on: bool) -> None:
    me = visitor()
    with write(context().engine) as session:
        shops.change_settings(session, me.shop_id, PART, {ENTRY: on})
        log(session, me.shop_id, context().clock(), me.email, "changed a setting", PART, on=str(on))
        session.commit()


def _roles(row: ConnectionRow) -> tuple[str, ...]:
    return manifests()[row.connector].roles if row.connector in manifests() else ()


def _translates(row: ConnectionRow, translated: Collection[str]) -> bool:
    """Whether leave for translations is asked for apart, and there is anything to ask it for."""
    return row.connector in translated and Translations.__name__ in _roles(row)


def _permission(row: ConnectionRow, role: str) -> Permission:
    """Asks the store itself: what was granted may have been taken back there."""
    store = label(row.connector)
    try:
        consent = context().open(row, Consent)
        lacking = consent.lacking(role)
        return Permission(store, lacking, consent.consent_page(role) if lacking else "")
    except NoSuchConnector:
        return Permission(store)
    except (Temporary, Permanent, Unauthorized) as problem:
        return Permission(store, problem=tell_problem(str(problem)))

"""Incidents: one cause that makes many orders late, the orders in it, and the one decision about all of them."""

from collections.abc import Mapping

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from admin_ui.downloads import AT_ONCE, csv_file, everything
from admin_ui.locale import language
from admin_ui.paging import SIZE, before, page, searched
from admin_ui.undo import offer_undo
from admin_ui.words import gettext_noop, tell, tell_many
from integration.auth import allow, context, visitor
from integration.languages.incident_words import banner, cause_words
from integration.languages.speech import closest
from integration.store.incident_list import (
    OrderInIncident,
    count_letters,
    count_orders,
    incident_page,
    languages_of,
    orders_in,
)
from integration.store.incidents import Decision, cause_of, incident
from integration.store.session import read
from integration.store.tables import IncidentRow
from jobs.incidents import decide_incident

screen = Blueprint("incidents", __name__, url_prefix="/notices/incidents")

TITLES: Mapping[str, str] = {
    "hub": gettext_noop("Parcels stand still at %(name)s"),
    "dispatch": gettext_noop("Orders leave you more slowly than usual"),
    "carrier": gettext_noop("%(name)s delivers more slowly than usual"),
    "product": gettext_noop("%(name)s takes longer than usual"),
}


HEAD = (
    gettext_noop("Cause"),
    gettext_noop("Since"),
    gettext_noop("Until"),
    gettext_noop("Orders"),
    gettext_noop("Late"),
    gettext_noop("Decision"),
    gettext_noop("By whom"),
)
HEAD_OF_ORDERS = (
    gettext_noop("Order"),
    gettext_noop("Customer"),
    gettext_noop("Promised by"),
    gettext_noop("Expected"),
    gettext_noop("Letter"),
)
STATES: Mapping[str, str] = {
    "proposed": gettext_noop("waits"),
    "waiting": gettext_noop("goes out"),
    "sending": gettext_noop("goes out"),
    "sent": gettext_noop("sent"),
    "held": gettext_noop("held"),
    "failed": gettext_noop("did not arrive"),
    "unresolved": gettext_noop("uncertain"),
}
DECISIONS: Mapping[str, str] = {
    "approved": gettext_noop("customers told"),
    "held": gettext_noop("held"),
    "": gettext_noop("waits for you"),
}


def title_of(row: IncidentRow) -> str:
    return tell(TITLES[row.kind], name=row.label)


@screen.get("/")
def show() -> str:
    """All of them, the newest first."""
    with read(context().engine) as session:
        found = incident_page(session, visitor().shop_id, SIZE + 1, before(), searched())
    return render_template("incidents.html", page=page(found, lambda row: row.id), title_of=title_of, search=searched())


@screen.get("/incidents.csv")
def download() -> Response:
    shop_id, search = visitor().shop_id, searched()
    pages = everything(lambda session, last: incident_page(session, shop_id, AT_ONCE, last, search), lambda row: row.id)
    return csv_file("incidents", [tell(name) for name in HEAD], (_line(row) for page in pages for row in page))


def _line(row: IncidentRow) -> list[object]:
    decided = tell(DECISIONS[row.decision]) if row.decision or not row.closed_at else tell("over")
    return [title_of(row), row.opened_at, row.closed_at, row.orders, round(row.late), decided, row.decided_by]


@screen.get("/<int:incident_id>")
def one(incident_id: int) -> str:
    shop = visitor().shop
    after = request.args.get("after", 0, type=int)
    with read(context().engine) as session:
        row = incident(session, visitor().shop_id, incident_id)
        if row is None:
            abort(404)
        orders = orders_in(session, visitor().shop_id, incident_id, SIZE + 1, after, searched())
        counted = count_orders(session, visitor().shop_id, incident_id)
        letters = count_letters(session, visitor().shop_id, incident_id)
        spoken = [shop.language, *languages_of(session, visitor().shop_id)]
    cause, codes = cause_of(row), list(dict.fromkeys(closest(code) for code in spoken))
    return render_template(
        "incident.html",
        row=row,
        title=title_of(row),
        letter_words=cause_words(cause, row.label, language()),
        banners=[(code, banner(cause, row.label, code)) for code in codes],
        orders=orders[:SIZE],
        after=orders[SIZE - 1].member.id if len(orders) > SIZE else None,
        first=not after,
        search=searched(),
        counted=counted,
        letters=letters,
        states=STATES,
    )


@screen.get("/<int:incident_id>/orders.csv")
def download_orders(incident_id: int) -> Response:
    """Every order in it, as they joined."""
    shop_id, search = visitor().shop_id, searched()
    with read(context().engine) as session:
        if incident(session, shop_id, incident_id) is None:
            abort(404)
    pages = everything(
        lambda session, last: orders_in(session, shop_id, incident_id, AT_ONCE, last or 0, search),
        lambda one: one.member.id,
    )
    lines = (_order_line(one) for page in pages for one in page)
    return csv_file(f"incident-{incident_id}", [tell(name) for name in HEAD_OF_ORDERS], lines)


def _order_line(one: OrderInIncident) -> list[object]:
    promised, expected = one.promise and one.promise.promised_by, one.estimate and one.estimate.expected
    letter = tell(STATES[one.message.state]) if one.message else ""
    return [one.order.number, one.order.customer_name or one.order.customer_email, promised, expected, letter]


@screen.post("/<int:incident_id>/approve")
@allow("staff")
def approve(incident_id: int) -> Answer:
    return _decide(incident_id, "approved")


@screen.post("/<int:incident_id>/hold")
@allow("staff")
def hold(incident_id: int) -> Answer:
    return _decide(incident_id, "held")


@screen.post("/<int:incident_id>/undo")
@allow("staff")
def undo(incident_id: int) -> Answer:
    return _decide(incident_id, "")


def _decide(incident_id: int, decision: Decision) -> Answer:
    shop_id = visitor().shop_id
    if not decide_incident(context(), shop_id, incident_id, decision, visitor().email):
        flash(tell("Nothing was changed: it was decided so already, or it is over."))
    elif not decision:
        flash(tell("Taken back. What had not gone yet stays here; what had gone has gone."))
    else:
        with read(context().engine) as session:
            _, customers = count_orders(session, shop_id, incident_id)
        offer_undo(_words(decision, customers), url_for("incidents.undo", incident_id=incident_id))
    return redirect(url_for("incidents.one", incident_id=incident_id))


def _words(decision: Decision, customers: int) -> str:
    if decision == "held":
        return tell("Held. Nobody is written to about it, except where the law asks for it.")
    return tell_many(
        "Approved; one customer is written to in a minute.",
        "Approved; %(n)s customers are written to in a minute, each of them once.",
        customers,
    )

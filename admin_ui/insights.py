"""Insights: what became of the promises, where they break, and what the messages did."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from flask import Blueprint, Response, abort, render_template, request
from sqlmodel import select

from admin_ui.downloads import csv_file
from admin_ui.formats import country_name, number
from admin_ui.words import gettext_noop, tell
from integration.auth import context, visitor
from integration.store.insights import Kept
from integration.store.session import read
from integration.store.tables import ShopRow
from jobs.insights import PERIODS, Counted, counted
from jobs.replaying import ask

screen = Blueprint("insights", __name__, url_prefix="/insights")

ROWS = 12
TITLES: Mapping[str, str] = {
    "destination": gettext_noop("By destination"),
    "carrier": gettext_noop("By carrier"),
    "product": gettext_noop("By product"),
}
NAMED: Mapping[str, Callable[[str], str]] = {"destination": country_name, "carrier": str, "product": str}
HEAD = (
    gettext_noop("List"),
    gettext_noop("Name"),
    gettext_noop("Arrived"),
    gettext_noop("Came late"),
    gettext_noop("Days late on average"),
)
EPOCH = date(1970, 1, 1).toordinal()
DAY = timedelta(days=1).total_seconds()


@screen.get("/")
def show() -> str:
    days, past = _days(), _past()
    if past.found is None:
        return render_template("counting.html", place="insights")
    found = past.found
    return render_template(
        "insights.html",
        days=days,
        periods=PERIODS,
        groups={kind: found.groups[kind][:ROWS] for kind in TITLES},
        counted=date.fromordinal(EPOCH + past.day) if past.day is not None else None,
        told=found.told,
        arrived=sum(kept.arrived for kept in found.groups["destination"]),
        late=found.told.warned_late + found.told.unwarned_late,
        in_days=_in_days,
        named=NAMED,
        titles={kind: tell(title) for kind, title in TITLES.items()},
    )


@screen.get("/insights.csv")
def download() -> Response:
    """The destinations, carriers and products of the period, not only the first of each."""
    found = _past().found
    if found is None:
        abort(503, tell("The figures are being counted; try again in a moment."))
    lines = ([tell(TITLES[kind]), *_line(kind, kept)] for kind in TITLES for kept in found.groups[kind])
    return csv_file(f"insights-{_days()}-days", [tell(name) for name in HEAD], lines)


def _past() -> Counted:
    now = context().clock()
    with read(context().engine) as session:
        shop = session.exec(select(ShopRow).where(ShopRow.id == visitor().shop_id)).one()
        past = counted(session, shop, now, _days())
    if past.is_due:
        ask(context(), visitor().shop_id)
    return past


def _line(kind: str, kept: Kept) -> list[object]:
    behind = _in_days(kept.seconds_late) if kept.late else ""
    return [NAMED[kind](kept.name) if kept.name else "", kept.arrived, kept.late, behind]


def _days() -> int:
    """The last 90 days, or as many as asked for of those offered."""
    days = request.args.get("days", 90, type=int)
    return days if days in PERIODS else 90


def _in_days(seconds: float) -> str:
    return number(Decimal(seconds / DAY).quantize(Decimal("0.1")))

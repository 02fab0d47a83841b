"""Insights: what became of the promises, where they break, and what the messages did."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal

from flask import Blueprint, Response, render_template, request

from admin_ui.downloads import csv_file
from admin_ui.formats import country_name, number
from admin_ui.words import gettext_noop, tell
from integration.auth import context, visitor
from integration.store.insights import Kept, insights
from integration.store.session import read

screen = Blueprint("insights", __name__, url_prefix="/insights")

PERIODS = (30, 90, 365)
ROWS = 12
MOST = 10_000
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
DAY = timedelta(days=1).total_seconds()


@screen.get("/")
def show() -> str:
    days = _days()
    shop_id, since = visitor().shop_id, context().clock() - timedelta(days=days)
    with read(context().engine) as session:
        found = insights(session, shop_id, since, ROWS)
    return render_template(
        "insights.html",
        days=days,
        periods=PERIODS,
        groups=found.groups,
        told=found.told,
        arrived=sum(kept.arrived for kept in found.groups["destination"]),
        late=found.told.warned_late + found.told.unwarned_late,
        in_days=_in_days,
        named=NAMED,
        titles={kind: tell(title) for kind, title in TITLES.items()},
    )


@screen.get("/insights.csv")
def download() -> Response:
    """Every destination, carrier and product of the period, not only the first of each."""
    shop_id, since = visitor().shop_id, context().clock() - timedelta(days=_days())
    with read(context().engine) as session:
        found = insights(session, shop_id, since, MOST)
    lines = ([tell(TITLES[kind]), *_line(kind, kept)] for kind, rows in found.groups.items() for kept in rows)
    return csv_file(f"insights-{_days()}-days", [tell(name) for name in HEAD], lines)


def _line(kind: str, kept: Kept) -> list[object]:
    behind = _in_days(kept.seconds_late) if kept.late else ""
    return [NAMED[kind](kept.name) if kept.name else "", kept.arrived, kept.late, behind]


def _days() -> int:
    """The last 90 days, or as many as asked for of those offered."""
    days = request.args.get("days", 90, type=int)
    return days if days in PERIODS else 90


def _in_days(seconds: float) -> str:
    return number(Decimal(seconds / DAY).quantize(Decimal("0.1")))

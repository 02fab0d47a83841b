"""Insights: what became of the promises, where they break, and what the messages did."""

from datetime import timedelta
from decimal import Decimal

from flask import Blueprint, render_template, request

from admin_ui.formats import country_name, number
from integration.auth import context, visitor
from integration.store.insights import insights
from integration.store.session import read

screen = Blueprint("insights", __name__, url_prefix="/insights")

PERIODS = (30, 90, 365)
ROWS = 12
DAY = timedelta(days=1).total_seconds()


@screen.get("/")
def show() -> str:
    """The last 90 days, or as many as asked for of those offered."""
    days = request.args.get("days", 90, type=int)
    days = days if days in PERIODS else 90
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
        named={"destination": country_name, "carrier": str, "product": str},
    )


def _in_days(seconds: float) -> str:
    return number(Decimal(seconds / DAY).quantize(Decimal("0.1")))

"""Orders: which will probably be late, and the whole story of one."""

from flask import Blueprint, Response, abort, render_template, request

from admin_ui.downloads import AT_ONCE, csv_file, everything
from admin_ui.held_at_store import causes
from admin_ui.legal import legal_fact
from admin_ui.outlooks import outlook_of, promised_day
from admin_ui.paging import SIZE, before, page, searched
from admin_ui.timeline import timeline
from admin_ui.words import gettext_noop, reason_words, tell
from integration.auth import context, visitor
from integration.store.order_list import OrderSummary, count_orders, has_orders, order_page, order_story
from integration.store.session import read
from integration.store.write_backs import can_undo
from jobs.carriers import others_of
from jobs.write_back import is_on

screen = Blueprint("orders", __name__, url_prefix="/orders")

HEAD = (
    gettext_noop("Order"),
    gettext_noop("Customer"),
    gettext_noop("Mail address"),
    gettext_noop("Status"),
    gettext_noop("Ordered"),
    gettext_noop("Country"),
    gettext_noop("Promised by"),
    gettext_noop("Now expected"),
    gettext_noop("Probability that it is late"),
    gettext_noop("Arrived"),
    gettext_noop("Why"),
)
LISTS = ("late", "underway", "unsent", "arrived", "all")


@screen.get("/")
def show() -> str:
    stage, search = _asked()
    with read(context().engine) as session:
        counts = count_orders(session, visitor().shop_id)
        begun = has_orders(session, visitor().shop_id)
        found = order_page(session, visitor().shop_id, stage, SIZE + 1, before(), search)
    return render_template(
        "orders.html",
        counts=counts,
        begun=begun,
        stage=stage,
        search=search,
        page=page(found, lambda one: one.order.id),
        outlook_of=outlook_of,
        promised_day=promised_day,
        words=reason_words,
    )


@screen.get("/orders.csv")
def download() -> Response:
    """The list as it is shown, all of it."""
    shop_id, (stage, search) = visitor().shop_id, _asked()
    pages = everything(
        lambda session, last: order_page(session, shop_id, stage, AT_ONCE, last, search), lambda one: one.order.id
    )
    head = [tell(name) for name in HEAD]
    return csv_file(f"orders-{stage}", head, (_line(one) for page in pages for one in page))


def _asked() -> tuple[str, str]:
    """Which list, and what is looked for in it."""
    search = searched()
    stage = request.args.get("show", "all" if search else "late")
    if stage not in LISTS:
        abort(404)
    return stage, search


def _line(one: OrderSummary) -> list[object]:
    order, seen = one.order, one.estimate
    return [
        order.number,
        order.customer_name,
        order.customer_email,
        order.status,
        order.placed_at,
        order.country,
        promised_day(order, one.promise),
        seen.expected if seen else None,
        seen.probability_late if seen else None,
        one.arrived_at,
        reason_words(one.decision.reason) if one.decision else "",
    ]


@screen.get("/<int:order_id>")
def order(order_id: int) -> str:
    with read(context().engine) as session:
        story = order_story(session, visitor().shop_id, order_id)
    if story is None:
        abort(404)
    arrived = [parcel.delivered_at for parcel in story.parcels if parcel.delivered_at]
    return render_template(
        "order.html",
        story=story,
        order=story.order,
        arrived_at=max(arrived) if arrived and len(arrived) == len(story.parcels) else None,
        promised=promised_day(story.order, story.promise),
        seen=outlook_of(story.order, story.promise, story.estimate, story.scans),
        entries=timeline(story),
        legal=legal_fact(story.legal),
        held_for=causes(story.order.held_for),
        doubts=[(one, others) for one in story.parcels if (others := others_of(one.carrier, one.tracking_number))],
        told_on=is_on(visitor().shop.settings),
        undoable={row.id for row in story.told if can_undo(row)},
        waiting=next((row for row in story.messages if row.state == "proposed"), None),
        decision=story.decisions[-1] if story.decisions else None,
        words=reason_words,
    )

"""Orders: which will probably be late, and the whole story of one."""

from flask import Blueprint, abort, render_template, request

from admin_ui.legal import legal_fact
from admin_ui.outlooks import outlook_of, promised_day
from admin_ui.paging import SIZE, before, page
from admin_ui.timeline import timeline
from admin_ui.words import reason_words
from integration.auth import context, visitor
from integration.store.order_list import count_orders, has_orders, order_page, order_story
from integration.store.session import read
from jobs.carriers import others_of

screen = Blueprint("orders", __name__, url_prefix="/orders")

LISTS = ("late", "underway", "unsent", "arrived", "all")


@screen.get("/")
def show() -> str:
    search = request.args.get("q", "").strip()[:200]
    stage = request.args.get("show", "all" if search else "late")
    if stage not in LISTS:
        abort(404)
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
        doubts=[(one, others) for one in story.parcels if (others := others_of(one.carrier, one.tracking_number))],
        waiting=next((row for row in story.messages if row.state == "proposed"), None),
        decision=story.decisions[-1] if story.decisions else None,
        words=reason_words,
    )

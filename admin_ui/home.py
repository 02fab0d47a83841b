"""Home: what needs a person today, what is left before going live, what was done since yesterday."""

from datetime import timedelta

from flask import Blueprint, render_template

from admin_ui.checklist import checklist
from admin_ui.formats import today
from admin_ui.legal import tasks_of
from admin_ui.needs import needs
from admin_ui.seen import seen
from integration.auth import context, visitor
from integration.store.content_list import policy_documents
from integration.store.overview import overview
from integration.store.session import read
from integration.store.shops import connections
from jobs.coverage import statements

screen = Blueprint("home", __name__)


@screen.get("/")
def show() -> str:
    shop_id = visitor().shop_id
    now = context().clock()
    with read(context().engine) as session:
        facts = overview(session, shop_id, now - timedelta(days=1))
        linked = connections(session, shop_id)
        pages = policy_documents(session, shop_id)
    unsaid = (
        [one.code for one in statements(pages) if one.state == "missing"] if any(page.audit for page in pages) else []
    )
    items = checklist(facts, linked, len(unsaid), bool(visitor().shop.settings.get("promise")), seen())
    return render_template(
        "home.html",
        facts=facts,
        now=now,
        connected=bool(linked),
        needs=needs(facts, linked, tasks_of(shop_id), today()),
        open_items=[item for item in items if not item.done],
        done_items=[item for item in items if item.done],
    )

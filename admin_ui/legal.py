"""What the law wants done about late orders, and by when: the tasks, and the place where one is called done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from admin_ui.downloads import csv_file
from admin_ui.formats import long_day, today
from admin_ui.paging import searched
from admin_ui.words import gettext_noop, tell
from integration.auth import allow, context, visitor
from integration.data.delay_law import statutes
from integration.store.activity import log
from integration.store.legal_lines import LegalTask, legal_tasks, settle_legal_task
from integration.store.session import read, write
from integration.store.tables import LegalLineRow

screen = Blueprint("legal", __name__, url_prefix="/notices/law")

STAGES: Mapping[str, str] = {
    "wait_complete": gettext_noop("It is not paid yet, so no time runs."),
    "running": gettext_noop("It has to be shipped by %(day)s, or the customer be told by then."),
    "opt_short": gettext_noop("The customer was told; silence agrees to wait until %(day)s."),
    "opt_long": gettext_noop("The customer was told; silence cancels at the end of %(day)s."),
    "consent_date": gettext_noop("The customer waits until %(day)s."),
    "consent_open": gettext_noop("The customer waits as long as it takes, and may cancel until it is shipped."),
    "renewed": gettext_noop("The customer was asked again; silence cancels at the end of %(day)s."),
    "shipped": gettext_noop("It was shipped; nothing is owed."),
    "refunded": gettext_noop("The money went back, and the customer was told so."),
    "due": gettext_noop("It is to be delivered by %(day)s."),
    "late": gettext_noop(
        "It was to be delivered by %(day)s. The customer may set a further day; silence decides nothing."
    ),
    "terminable": gettext_noop("The customer may end the contract at once."),
    "delivered": gettext_noop("It was delivered."),
}
ACTS: Mapping[str, str] = {
    "refund": gettext_noop("pay everything back"),
    "tell": gettext_noop("ship it, or tell the customer"),
    "answer": gettext_noop("answer the customer, who wants the money back"),
}
HEAD = (gettext_noop("Order"), gettext_noop("Customer"), gettext_noop("What to do"), gettext_noop("By"))
NEAR = timedelta(days=3)
"""How long before a legal deadline it is shown as a task."""


@dataclass(frozen=True, slots=True)
class LegalFact:
    """Where an order stands, and the law that says so."""

    words: str
    law: str
    source: str


def legal_fact(lines: Sequence[LegalLineRow]) -> LegalFact | None:
    """Of the line that is most pressing; None where no law that we have read counts."""
    covered = [line for line in lines if line.stage != "not_covered"]
    known = {one.id: one for one in statutes()}
    if not covered or covered[0].statute not in known:
        return None
    line = min(covered, key=lambda line: line.stage != "cancelled")
    if line.stage == "cancelled":
        owed = tell(
            "It counts as cancelled. Everything is to be paid back by %(day)s.", day=long_day(line.due or today())
        )
        return LegalFact(owed, known[line.statute].name, known[line.statute].source_url)
    day = line.deadline or line.term
    words = tell(STAGES.get(line.stage, ""), day=long_day(day) if day else "")
    return LegalFact(words, known[line.statute].name, known[line.statute].source_url) if words else None


def tasks_of(shop_id: int, search: str = "") -> Sequence[LegalTask]:
    with read(context().engine) as session:
        return legal_tasks(session, shop_id, today() + NEAR, search=search)


@screen.get("/")
def show() -> str:
    tasks, search = tasks_of(visitor().shop_id), searched()
    shown = tasks_of(visitor().shop_id, search) if search else tasks
    return render_template("legal.html", tasks=tasks, shown=shown, search=search, today=today(), statutes=statutes())


@screen.get("/deadlines.csv")
def download() -> Response:
    lines = [
        [task.order.number, task.order.customer_name, tell(ACTS[task.act]), task.by]
        for task in tasks_of(visitor().shop_id, searched())
    ]
    return csv_file("deadlines", [tell(name) for name in HEAD], lines)


@screen.post("/<int:order_id>/settle")
@allow("staff")
def settle(order_id: int) -> Answer:
    shop_id, now = visitor().shop_id, context().clock()
    with write(context().engine) as session:
        done = settle_legal_task(session, shop_id, order_id, now)
        if done:
            log(session, shop_id, now, visitor().email, "legal task done", str(order_id))
        session.commit()
    flash(tell("Noted as done.") if done else tell("Nothing was changed: it had been noted already."))
    return redirect(url_for("legal.show"))

"""What the law wants done about late orders, and by when: the tasks, and the place where one is called done."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from admin_ui.formats import today
from admin_ui.words import tell
from integration.auth import allow, context, visitor
from integration.data.delay_law import statutes
from integration.store.activity import log
from integration.store.legal_lines import LegalTask, legal_tasks, settle_legal_task
from integration.store.session import read, write

screen = Blueprint("legal", __name__, url_prefix="/notices/law")

NEAR = timedelta(days=3)
"""How long before a legal deadline it is shown as a task."""


def tasks_of(shop_id: int) -> Sequence[LegalTask]:
    with read(context().engine) as session:
        return legal_tasks(session, shop_id, today() + NEAR)


@screen.get("/")
def show() -> str:
    return render_template("legal.html", tasks=tasks_of(visitor().shop_id), today=today(), statutes=statutes())


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

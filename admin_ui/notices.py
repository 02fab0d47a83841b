"""Notices: the messages that wait, what was held and why, and each letter as its reader will see it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response as Answer

from admin_ui.downloads import AT_ONCE, csv_file, everything
from admin_ui.incidents import title_of
from admin_ui.letters import letter
from admin_ui.paging import SIZE, before, page, searched
from admin_ui.undo import offer_undo
from admin_ui.words import gettext_noop, reason_words, tell, tell_many
from integration.auth import allow, context, visitor
from integration.domain.reasons import HoldReason
from integration.store import outbox
from integration.store.activity import log
from integration.store.incidents import open_incidents
from integration.store.notice_list import HeldOrder, Notice, count_notices, held_page, notice, notice_page
from integration.store.session import read, write
from integration.store.tables import OutboxRow
from jobs.queue import ring_many

screen = Blueprint("notices", __name__, url_prefix="/notices")

LISTS: Mapping[str, tuple[str, ...]] = {
    "waiting": ("proposed",),
    "held": ("held",),
    "sent": ("waiting", "sending", "sent"),
    "failed": ("failed",),
    "unresolved": ("unresolved",),
}
MOST_AT_ONCE = 200
HEAD = (
    gettext_noop("Order"),
    gettext_noop("Customer"),
    gettext_noop("Mail address"),
    gettext_noop("Language"),
    gettext_noop("Subject"),
    gettext_noop("State"),
    gettext_noop("Why"),
    gettext_noop("When"),
)


@screen.get("/")
def show() -> str:
    """One list beside one letter: the one asked for, else the first of the list."""
    shop_id = visitor().shop_id
    asked = request.args.get("message", type=int)
    name, search = _asked()
    with read(context().engine) as session:
        counts = count_notices(session, shop_id)
        happening = open_incidents(session, shop_id)
        current = notice(session, shop_id, asked) if asked is not None else None
        if asked is not None and current is None:
            abort(404)
        if current is not None and "show" not in request.args:
            name = next((name for name, states in LISTS.items() if current.message.state in states), name)
        found = notice_page(session, shop_id, LISTS[name], SIZE + 1, before(), search)
        orders = held_page(session, shop_id, SIZE, search=search) if name == "held" else []
        if current is None and found:
            current = notice(session, shop_id, found[0].message.id or 0)
    return render_template(
        "notices.html",
        name=name,
        search=search,
        counts={name: sum(counts.get(state, 0) for state in states) for name, states in LISTS.items()},
        page=page(found, lambda one: one.message.id),
        held_orders=orders,
        incidents=happening,
        title_of=title_of,
        current=current,
        can_take_back=current is not None and _can_take_back(current.message),
        words=reason_words,
    )


def _asked() -> tuple[str, str]:
    """Which list, and what is looked for in it."""
    name = request.args.get("show", "waiting")
    if name not in LISTS:
        abort(404)
    return name, searched()


@screen.get("/notices.csv")
def download() -> Response:
    """The list as it is shown, all of it; of what is held the orders too that we say nothing about."""
    shop_id, (name, search) = visitor().shop_id, _asked()
    messages = everything(
        lambda session, last: notice_page(session, shop_id, LISTS[name], AT_ONCE, last, search),
        lambda one: one.message.id,
    )
    silent = everything(
        lambda session, last: held_page(session, shop_id, AT_ONCE, last, search), lambda one: one.decision.id
    )
    lines = (_line(one) for page in messages for one in page)
    held = (_silent(one) for page in silent for one in page) if name == "held" else ()
    return csv_file(f"notices-{name}", [tell(head) for head in HEAD], chain(lines, held))


def _line(one: Notice) -> list[object]:
    message, why = one.message, one.decision.reason if one.decision else ""
    said = (message.language, message.subject, message.state, reason_words(message.outcome or why))
    return [one.order.number, one.order.customer_name, message.to_address, *said, message.sent_at or message.created_at]


def _silent(one: HeldOrder) -> list[object]:
    order, decision = one.order, one.decision
    said = (order.customer_language, "", "", reason_words(decision.reason))
    return [order.number, order.customer_name, order.customer_email, *said, decision.at]


@screen.get("/<int:message_id>/letter")
def letter_of(message_id: int) -> Response:
    """The letter alone, for the frame that shows it."""
    with read(context().engine) as session:
        found = notice(session, visitor().shop_id, message_id)
    if found is None:
        abort(404)
    return letter(found.message.html, found.message.text)


@screen.post("/approve")
@allow("staff")
def approve() -> Answer:
    let_go = partial(outbox.approve, by=visitor().email, now=context().clock())
    done = _each("message approved", let_go)
    ring_many(context(), "deliver", done)
    if done:
        words = tell_many("Approved; it goes out in a minute.", "Approved %(n)s; they go out in a minute.", len(done))
        offer_undo(words, url_for("notices.undo"), done)
    return _back(done)


@screen.post("/hold")
@allow("staff")
def hold() -> Answer:
    reason = request.form.get("reason", "").strip()[:500]

    done = _each("message held", partial(outbox.hold, reason=reason or HoldReason.DECLINED), reason=reason)
    if done:
        words = tell_many("Held; it will not be sent.", "Held %(n)s; they will not be sent.", len(done))
        offer_undo(words, url_for("notices.undo"), done)
    return _back(done)


@screen.post("/undo")
@allow("staff")
def undo() -> Answer:
    done = _each("message decision taken back", outbox.undo)
    if done:
        flash(tell_many("Taken back; it waits for you again.", "Taken back; %(n)s wait for you again.", len(done)))
    return _back(done)


@screen.post("/settle")
@allow("staff")
def settle() -> Answer:
    """A person says what became of a message that we stopped in the middle of."""
    was_sent = request.form.get("was") == "sent"
    settle_it = partial(outbox.settle, was_sent=was_sent, by=visitor().email, now=context().clock())
    done = _each("message settled", settle_it, was_sent=was_sent)
    if done:
        flash(tell("Noted. It is not sent again."))
    return _back(done)


def _each(called: str, act: Callable[[Session, int, int], bool], **detail: Any) -> list[int]:
    """Does the act for every message picked that still stands where it can be done, and logs it; gives their ids."""
    shop_id, by, now = visitor().shop_id, visitor().email, context().clock()
    done = []
    with write(context().engine) as session:
        for message_id in request.form.getlist("notice", type=int)[:MOST_AT_ONCE]:
            if act(session, shop_id, message_id):
                log(session, shop_id, now, by, called, str(message_id), **detail)
                done.append(message_id)
        session.commit()
    return done


def _can_take_back(row: OutboxRow) -> bool:
    return row.state == "waiting" or (row.state == "held" and row.outcome not in outbox.MACHINE_HOLDS)


def _back(done: Sequence[int]) -> Answer:
    if not done:
        flash(tell("Nothing was changed: the message had moved on, or none was picked."))
    return redirect(url_for("notices.show"))

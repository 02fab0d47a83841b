"""A message that came back, was called unwanted, or whose reader wants no more."""

from datetime import timedelta

import pytest

from integration.domain.events import MessageReturned, ReturnReason
from integration.ports import Temporary
from integration.store import notices
from integration.store.activity import activity
from integration.store.legal_lines import legal_tasks
from integration.store.retention import erase_orders
from integration.store.session import read, write
from integration.store.shops import connection
from integration.store.tables import OutboxRow
from jobs.apply import apply
from jobs.delays import decide_order
from tests.jobs.late import connect_console, decisions, messages, set_shop
from tests.jobs.test_lawful import NO_NIGHT, line, look_and_send, unshipped


@pytest.fixture
def told(context, shop, tmp_path, clock) -> OutboxRow:
    """A notice that the law asked for, and that has gone out."""
    connect_console(context, shop, tmp_path / "mail")
    set_shop(context, shop, mode="autopilot", country="US", settings=NO_NIGHT)
    look_and_send(context, clock, unshipped(context, shop, promised_in=1))
    [row] = messages(context, shop)
    assert row.state == "sent"
    return row


def hear(context, shop, event: MessageReturned):
    with write(context.engine) as session:
        rings = apply(context, session, connection(session, shop.id, "console"), event, context.clock())
        session.commit()
    return rings


def test_a_bounced_notice_is_a_task_before_the_deadline(context, shop, told, clock):
    event = MessageReturned(told.receipt_id, "JO@customer.example", ReturnReason.BOUNCED, "no such user")
    assert hear(context, shop, event) == [("decide", told.order_id)]
    assert hear(context, shop, event) == [("decide", told.order_id)]
    [row] = messages(context, shop)
    assert (row.state, row.outcome) == ("failed", "no such user")
    decide_order(context, told.order_id)
    assert line(context, shop, told.order_id).flags == ["defective_notice"]
    assert decisions(context, shop)[-1].reason == "bounced"
    with read(context.engine) as session:
        [task] = legal_tasks(session, shop.id, clock().date())
        wish = notices.preference(session, shop.id, "jo@customer.example")
        acts = [entry.act for entry in activity(session, shop.id)]
    assert (task.act, task.flags) == ("tell", ("defective_notice",))
    assert wish.bounced_at == clock()
    assert wish.unsubscribed_at is None
    assert "message came back" in acts


def test_the_words_of_a_bounce_lose_the_address_and_go_with_the_customer(context, shop, told, clock):
    words = "550 5.1.1 <Jo@Customer.example>: no such user"
    hear(context, shop, MessageReturned(told.receipt_id, "jo@customer.example", ReturnReason.BOUNCED, words))
    assert messages(context, shop)[0].outcome == "550 5.1.1 <…>: no such user"
    with read(context.engine) as session:
        assert "customer.example" not in str([entry.detail for entry in activity(session, shop.id)]).lower()
    with write(context.engine) as session:
        erase_orders(session, shop.id, [told.order_id], clock())
        session.commit()
    assert messages(context, shop)[0].outcome == ""


@pytest.mark.parametrize("why", [ReturnReason.COMPLAINED, ReturnReason.UNSUBSCRIBED])
def test_who_wants_no_more_gets_no_more_but_was_told(context, shop, told, clock, why):
    hear(context, shop, MessageReturned(told.receipt_id, "jo@customer.example", why))
    assert messages(context, shop)[0].state == "sent"
    with read(context.engine) as session:
        assert notices.preference(session, shop.id, "jo@customer.example").unsubscribed_at == clock()


def test_a_bounce_heard_before_the_receipt_is_saved_comes_again(context, shop, told, clock):
    early = MessageReturned("not-yet", "jo@customer.example", ReturnReason.BOUNCED, "no <jo@customer.example>", clock())
    with pytest.raises(Temporary, match="not-yet"):
        hear(context, shop, early)
    clock.now += timedelta(minutes=6)
    assert hear(context, shop, early) == []
    with read(context.engine) as session:
        newest = activity(session, shop.id)[0]
    assert (newest.act, newest.subject, newest.detail) == (
        "message came back", "a message not known here", {"reason": "no <…>"},
    )  # fmt: skip


def test_a_message_of_somebody_else_changes_no_message(context, shop, told):
    for unknown in ("other", ""):
        assert hear(context, shop, MessageReturned(unknown, "", ReturnReason.BOUNCED)) == []
    assert messages(context, shop)[0].state == "sent"

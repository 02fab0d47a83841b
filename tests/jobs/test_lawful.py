"""An order that is not shipped in time: which notice goes, what silence means, and what the merchant is told to do."""

from datetime import date, timedelta

import pytest

from connectors.console.mailbox import mails
from integration.domain.commerce import (
    Address,
    Customer,
    Fulfillment,
    Money,
    OrderLine,
    OrderStatus,
    Refund,
    Tracking,
    TrackingEvent,
    TrackingStatus,
)
from integration.domain.incident_reason import HoldCause
from integration.domain.law.shipment import Stage
from integration.store import dispatch, shops
from integration.store.happenings import came_back
from integration.store.legal_lines import due_by_law, legal_lines, legal_tasks, settle_legal_task
from integration.store.order_parts import add_refund
from integration.store.session import read, write
from integration.store.tables import OrderRow, OutboxRow, PreferenceRow
from jobs.delays import decide_order
from jobs.deliver import deliver
from tests.jobs.late import (
    EUR,
    connect_console,
    decisions,
    look_and_send,
    messages,
    place,
    set_order,
    set_shop,
    the_order,
)

NO_NIGHT = {"sending": {"quiet_from": 8, "quiet_to": 8}}
US = {
    "ship_to": Address("US", "NY", "10001", "New York"),
    "customer": Customer("c1", "Jo Reader", "jo@customer.example", language="en"),
    "fulfillments": (),
}
IN_STOCK = (OrderLine("1", "p1", "Kettle", 1, EUR),)
WITHOUT_A_DAY = (OrderLine("1", "p1", "Kettle", 1, EUR, preordered=True),)


@pytest.fixture
def mail(context, shop, tmp_path):
    connect_console(context, shop, tmp_path / "mail")
    set_shop(context, shop, mode="autopilot", title="Wren & Sons", settings=NO_NIGHT)
    return tmp_path / "mail"


def unshipped(context, shop, promised_in=5, **fields) -> int:
    """Paid for eight days ago, delivery told for in five days: to be shipped by the day before."""
    return place(context, shop, the_order(context, promised_in=promised_in, **{**US, **fields}))


def line(context, shop, order_id):
    with read(context.engine) as session:
        [row] = legal_lines(session, shop.id, order_id)
    return row


def tasks(context, shop, clock):
    with read(context.engine) as session:
        return [(task.act, task.by, task.flags) for task in legal_tasks(session, shop.id, clock().date())]


def test_long_before_the_last_day_nothing_is_pressed(context, shop, mail, clock):
    order_id = unshipped(context, shop, promised_in=20)
    look_and_send(context, clock, order_id)
    assert (line(context, shop, order_id).stage, messages(context, shop)) == (Stage.RUNNING, [])
    assert line(context, shop, order_id).term == date(2026, 3, 21)
    assert tasks(context, shop, clock) == []


def test_on_the_last_day_the_customer_is_told_even_against_their_wish(context, shop, mail, clock):
    with write(context.engine) as session:
        session.add(PreferenceRow(shop_id=shop.id, address="jo@customer.example", unsubscribed_at=clock()))
        session.commit()
    set_shop(context, shop, country="US")
    order_id = unshipped(context, shop, promised_in=1)
    look_and_send(context, clock, order_id)
    [row] = messages(context, shop)
    assert row.state == "sent", row.outcome
    assert row.duty["form"] == "short"
    [sent] = mails(mail)
    assert "You have the right to cancel it" in sent.text
    assert "If you do nothing, we take it that you agree to wait until" in sent.text
    assert line(context, shop, order_id).stage == Stage.RUNNING
    clock.advance(days=1)
    decide_order(context, order_id)
    assert line(context, shop, order_id).stage == Stage.CONSENT_DATE


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ({"held_for": (HoldCause.OUT_OF_STOCK,)}, True),
        ({"disputed": True}, True),
        ({"held_for": (HoldCause.FRAUD,)}, False),
    ],
    ids=["put off", "disputed", "doubtful"],
)
def test_the_law_does_not_wait_for_stock_nor_for_a_dispute(context, shop, mail, clock, fields, written):
    """Whether a doubtful order is one has to be seen first."""
    set_shop(context, shop, country="US")
    order_id = unshipped(context, shop, promised_in=1, **fields)
    look_and_send(context, clock, order_id)
    assert [row.state for row in messages(context, shop)] == (["sent"] if written else [])


@pytest.mark.parametrize("lines", [IN_STOCK, WITHOUT_A_DAY], ids=["far", "none"])
def test_a_legal_deadline_is_looked_at_however_far_the_promised_day_is(context, shop, mail, clock, lines):
    set_shop(context, shop, settings={**NO_NIGHT, "promise": {"handling_days": [1, 10]}})
    decide_order(context, unshipped(context, shop, lines=lines, promised_by=None))
    for _ in range(50):
        clock.advance(hours=4)
        with write(context.engine) as session:
            shops.seen(session, shop.id, "console", clock())
            session.commit()
            near, due = due_by_law(session, clock(), 9), dispatch.due(session, clock(), 9)
        for order_id in near:
            decide_order(context, order_id)
        for message_id in due:
            deliver(context, message_id)
    [message] = messages(context, shop)
    assert (bool(message.duty), message.state) == (True, "sent")


def test_it_is_written_once_however_often_we_look(context, shop, mail, clock):
    order_id = unshipped(context, shop, promised_in=1)
    for _ in range(3):
        decide_order(context, order_id)
        clock.advance(seconds=10)
    assert [row.state for row in messages(context, shop)] == ["waiting"]
    look_and_send(context, clock, order_id)
    for _ in range(3):
        clock.advance(hours=3)
        decide_order(context, order_id)
    assert [row.state for row in messages(context, shop)] == ["sent"]


@pytest.mark.parametrize(("mode", "written"), [("approve", ["proposed"]), ("autopilot", [])])
def test_who_approves_has_two_days_to_read_it(context, shop, mail, clock, mode, written):
    promise = {"handling_days": [0, 1], "default_transit": [0, 1]}
    set_shop(context, shop, mode=mode, country="US", settings={**NO_NIGHT, "promise": promise})
    decide_order(context, unshipped(context, shop, promised_in=3, paid_at=clock(), placed_at=clock()))
    assert [row.state for row in messages(context, shop)] == written
    for row in messages(context, shop):
        assert (row.duty["told"], row.duty["revised"]) == ("2026-03-04", "2026-03-05")
        assert decisions(context, shop)[-1].reason == "last_day"


def test_where_no_day_can_be_told_silence_cancels(context, shop, mail, clock):
    set_shop(context, shop, settings={**NO_NIGHT, "promise": {"default_transit": [1, 60]}})
    order_id = unshipped(context, shop, promised_in=1)
    look_and_send(context, clock, order_id)
    assert (messages(context, shop)[0].kind, messages(context, shop)[0].duty["form"]) == ("no_date_known", "undated")
    [sent] = mails(mail)
    assert "We cannot say how long the delay will last." in sent.text
    assert "If we have not shipped by Wednesday 1 April and you have not agreed" in sent.text
    decide_order(context, order_id)
    assert (line(context, shop, order_id).stage, line(context, shop, order_id).deadline) == (
        Stage.OPT_LONG,
        date(2026, 4, 1),
    )


def test_nobody_told_and_nothing_shipped_is_a_refund_that_is_owed(context, shop, mail, clock):
    order_id = unshipped(context, shop, promised_in=1)
    clock.advance(days=1)
    look_and_send(context, clock, order_id)
    assert messages(context, shop) == []
    assert decisions(context, shop)[-1].reason == "counts_as_cancelled"
    row = line(context, shop, order_id)
    assert (row.stage, row.vested, row.due) == (Stage.CANCELLED, date(2026, 3, 2), date(2026, 3, 11))
    assert tasks(context, shop, clock) == [("refund", date(2026, 3, 11), ())]
    clock.advance(days=12)
    decide_order(context, order_id)
    assert tasks(context, shop, clock) == [("refund", date(2026, 3, 11), ("refund_late",))]


def test_a_refund_is_complete_once_the_customer_was_told_of_it(context, shop, mail, clock):
    order_id = unshipped(context, shop, promised_in=1)
    clock.advance(days=2)
    decide_order(context, order_id)
    with write(context.engine) as session:
        add_refund(session, session.get(OrderRow, order_id), Refund("r1", "1001", EUR, created_at=clock()))
        session.commit()
    set_order(context, order_id, status=OrderStatus.REFUNDED)
    look_and_send(context, clock, order_id)
    [row] = messages(context, shop)
    assert (row.kind, row.state) == ("refund_statement", "sent")
    assert "€50.00" in row.text
    decide_order(context, order_id)
    assert line(context, shop, order_id).stage == Stage.REFUNDED
    assert tasks(context, shop, clock) == []
    assert len(messages(context, shop)) == 1


def test_a_notice_that_came_back_is_none(context, shop, mail, clock):
    order_id = unshipped(context, shop, promised_in=1)
    look_and_send(context, clock, order_id)
    with write(context.engine) as session:
        assert came_back(session, messages(context, shop)[0]) == 1
        session.commit()
    decide_order(context, order_id)
    assert line(context, shop, order_id).flags == ["defective_notice"]
    clock.advance(days=1)
    decide_order(context, order_id)
    assert line(context, shop, order_id).stage == Stage.CANCELLED


def test_what_has_left_needs_no_such_notice(context, shop, mail, clock):
    left = clock() - timedelta(days=1)
    scan = TrackingEvent(left, TrackingStatus.PICKED_UP)
    parcel = Fulfillment("f1", "1001", (Tracking("TN1"),), left, events=(scan,))
    order_id = unshipped(context, shop, promised_in=0, fulfillments=(parcel,))
    look_and_send(context, clock, order_id)
    assert line(context, shop, order_id).stage == Stage.SHIPPED
    assert [row.duty for row in messages(context, shop)] == [{}]


def test_a_message_without_a_clause_is_not_sent(context, shop, mail, clock):
    order_id = unshipped(context, shop, promised_in=1)
    decide_order(context, order_id)
    with write(context.engine) as session:
        row = session.get(OutboxRow, messages(context, shop)[0].id)
        row.text = row.text.replace("You have the right to cancel it", "You may perhaps cancel it")
        session.add(row)
        session.commit()
    clock.advance(minutes=2)
    deliver(context, messages(context, shop)[0].id)
    assert (messages(context, shop)[0].state, messages(context, shop)[0].outcome) == ("held", "clause_missing")
    assert mails(mail) == []


def test_a_notice_whose_day_is_over_is_not_sent(context, shop, mail, clock):
    order_id = unshipped(context, shop, promised_in=1)
    decide_order(context, order_id)
    clock.advance(days=1)
    deliver(context, messages(context, shop)[0].id)
    assert (messages(context, shop)[0].state, messages(context, shop)[0].outcome) == ("held", "not_owed")


def test_in_europe_silence_decides_nothing(context, shop, mail, clock):
    fields = {"ship_to": Address("FR", "", "75001", "Paris"), "fulfillments": ()}
    order_id = place(context, shop, the_order(context, promised_in=-3, **fields))
    look_and_send(context, clock, order_id)
    row = line(context, shop, order_id)
    assert (row.statute, row.stage, row.due) == ("FR-L216", "late", None)
    assert [message.duty for message in messages(context, shop)] == [{}]
    assert tasks(context, shop, clock) == []


def test_history_digital_goods_and_unread_laws_stand_under_none(context, shop, mail, clock):
    history = place(context, shop, the_order(context, vendor_id="1", **US), imported=True)
    japan = place(context, shop, the_order(context, vendor_id="2", ship_to=Address("JP", "", "100-0001", "Tokyo")))
    for order_id in (history, japan):
        decide_order(context, order_id)
        with read(context.engine) as session:
            assert legal_lines(session, shop.id, order_id) == []


def test_what_a_person_called_done_comes_back_when_it_moves_on(context, shop, mail, clock):
    order_id = unshipped(context, shop, promised_in=1, total=Money(EUR.amount, "USD"))
    decide_order(context, order_id)
    assert tasks(context, shop, clock) == [("tell", date(2026, 3, 2), ())]
    with write(context.engine) as session:
        assert settle_legal_task(session, shop.id, order_id, clock())
        assert not settle_legal_task(session, shop.id, order_id, clock())
        session.commit()
    assert tasks(context, shop, clock) == []
    clock.advance(days=2)
    decide_order(context, order_id)
    assert [task[0] for task in tasks(context, shop, clock)] == ["refund"]

"""A message goes out once, if it is still true at that moment, by the shop's own channel."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from connectors.console.mailbox import mails
from integration.domain.commerce import OrderStatus, TrackingStatus
from integration.ports import Channel, Message, Permanent, Receipt, Temporary, Unauthorized, Uncertain
from integration.store import dispatch, outbox, shops
from integration.store.activity import activity
from integration.store.order_list import order_page
from integration.store.overview import overview
from integration.store.retention import erase_orders
from integration.store.session import read, write
from integration.store.tables import ConnectionRow, DecisionRow, OutboxRow, PreferenceRow, ShopRow
from jobs.channels import channel_of
from jobs.context import Context, Port
from jobs.delays import decide_order
from jobs.deliver import LEASE_SECONDS, deliver
from jobs.queue import open_queue, queue_of
from tests.jobs.late import connect_console, decisions, messages, scan, set_order, set_shop, written


@dataclass(frozen=True, slots=True)
class Troubled(Context):
    """A Context whose channel raises what it is told to, and counts."""

    trouble: Any = None

    def open(self, connection: ConnectionRow, port: type[Port]) -> Port:
        channel: Any = self.trouble if port is Channel else Context.open(self, connection, port)
        return channel


class Trouble:
    def __init__(self, *problems: BaseException) -> None:
        self.problems = list(problems)
        self.keys: list[str] = []

    def send(self, message: Message, idempotency_key: str) -> Receipt:
        self.keys.append(idempotency_key)
        if self.problems:
            raise self.problems.pop(0)
        return Receipt("r1", datetime(2026, 3, 2, tzinfo=UTC))


def troubled(context: Context, *problems: BaseException) -> Troubled:
    kept = {name: getattr(context, name) for name in Context.__dataclass_fields__}
    return Troubled(**kept, trouble=Trouble(*problems))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mail"


@pytest.fixture
def message(context: Context, shop: ShopRow, clock, folder: Path) -> OutboxRow:
    """A message of a shop on autopilot whose minute is over."""
    connect_console(context, shop, folder)
    set_shop(context, shop, mode="autopilot", title="Wren & Sons")
    row = written(context, shop)
    clock.advance(minutes=1)
    return row


def state(context: Context, shop: ShopRow) -> tuple[str, str]:
    row = messages(context, shop)[0]
    return row.state, row.outcome


def attempts(context: Context, shop: ShopRow) -> list[str]:
    with read(context.engine) as session:
        return [attempt.result for attempt in outbox.attempts(session, shop.id, messages(context, shop)[0].id)]


def rung(context: Context) -> list[tuple[str, int]]:
    return [tuple(job.args) for job in open_queue(context.redis, queue_of("decide")).jobs]


def test_it_reaches_the_customer(context, shop, message, folder, clock):
    deliver(context, message.id)
    [mail] = mails(folder)
    assert (mail.to, mail.subject, mail.language) == ("ana@customer.example", message.subject, "de")
    [row] = messages(context, shop)
    assert (row.state, row.sent_at, row.attempts) == ("sent", clock(), 1)
    assert row.receipt_id
    assert attempts(context, shop) == ["sent"]


def test_what_went_out_is_told_in_the_log_and_in_the_list_of_orders(context, shop, message, clock):
    deliver(context, message.id)
    with read(context.engine) as session:
        line = activity(session, shop.id)[0]
        [order] = order_page(session, shop.id, "all", 10)
        counts = overview(session, shop.id, clock() - timedelta(days=1))
    assert (line.actor, line.act, line.subject) == ("forthright", "message sent", f"order {order.order.number}")
    assert order.told_at == clock()
    assert (counts.sent_lately, counts.held_lately) == (1, 0)


def test_an_order_counts_as_held_by_its_newest_decision(context, shop, message, clock):
    for decision, held in (("hold", 1), ("send", 0)):
        with write(context.engine) as session:
            row = DecisionRow(shop_id=shop.id, order_id=message.order_id, at=clock(), decision=decision, reason="")
            session.add(row)
            session.commit()
        with read(context.engine) as session:
            assert overview(session, shop.id, clock() - timedelta(days=1)).held_lately == held


def test_not_before_its_minute_is_over(context, shop, message, folder, clock):
    clock.advance(seconds=-1)
    deliver(context, message.id)
    assert state(context, shop) == ("waiting", "")
    assert mails(folder) == []


def test_a_proposed_message_waits_for_a_person(context, shop, clock, folder):
    connect_console(context, shop, folder)
    row = written(context, shop)
    clock.advance(hours=1)
    deliver(context, row.id)
    assert mails(folder) == []
    with write(context.engine) as session:
        assert outbox.approve(session, shop.id, row.id, "jo@wren.example", clock())
        assert not outbox.approve(session, shop.id, row.id, "jo@wren.example", clock())
        session.commit()
    clock.advance(minutes=1)
    deliver(context, row.id)
    assert len(mails(folder)) == 1
    assert messages(context, shop)[0].approved_by == "jo@wren.example"


def test_many_workers_send_it_once(context, shop, message, folder):
    context = troubled(context)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: deliver(context, message.id), range(16)))
    assert context.trouble.keys == [message.unique_key]
    assert state(context, shop) == ("sent", "")


def test_again_after_it_was_sent_does_nothing(context, shop, message, folder):
    for _ in range(3):
        deliver(context, message.id)
    assert attempts(context, shop) == ["sent"]


class TestTruthAtTheMomentOfSending:
    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"status": OrderStatus.CANCELLED}, "cancelled"),
            ({"status": OrderStatus.REFUNDED}, "refunded"),
            ({"status": OrderStatus.DELETED}, "deleted"),
            ({"status": OrderStatus.ON_HOLD}, "on_hold"),
            ({"imported": True}, "imported"),
        ],
    )
    def test_the_order_has_changed(self, context, shop, message, folder, change, reason):
        set_order(context, message.order_id, **change)
        deliver(context, message.id)
        assert state(context, shop) == ("held", reason)
        assert mails(folder) == []
        assert attempts(context, shop) == []

    def test_it_was_delivered(self, context, shop, message, folder):
        scan(context, shop, message.order_id, TrackingStatus.DELIVERED)
        deliver(context, message.id)
        assert state(context, shop) == ("held", "delivered")
        assert mails(folder) == []

    def test_the_shop_stopped_all_messages(self, context, shop, message, folder):
        set_shop(context, shop, messages_stopped=True)
        deliver(context, message.id)
        assert state(context, shop) == ("held", "shop_stopped")

    def test_the_customer_unsubscribed(self, context, shop, message, clock):
        with write(context.engine) as session:
            session.add(PreferenceRow(shop_id=shop.id, address="ana@customer.example", unsubscribed_at=clock()))
            session.commit()
        deliver(context, message.id)
        assert state(context, shop) == ("held", "unsubscribed")

    def test_the_order_names_another_address(self, context, shop, message, folder):
        """The first was a slip, and a stranger's: what is asked about is the address of now, and so is what is sent."""
        set_order(context, message.order_id, customer_email="ana.silva@customer.example")
        deliver(context, message.id)
        assert [mail.to for mail in mails(folder)] == ["ana.silva@customer.example"]
        assert messages(context, shop)[0].to_address == "ana.silva@customer.example"

    def test_the_feed_has_stopped(self, context, shop, message, clock, folder):
        clock.advance(hours=49)
        deliver(context, message.id)
        assert state(context, shop) == ("held", "feed_stopped")


class TestNews:
    def heard(self, context: Context, shop: ShopRow) -> None:
        with write(context.engine) as session:
            shops.seen(session, shop.id, "console", context.clock())
            session.commit()

    def test_new_dates_go_into_a_message_that_nobody_read(self, context, shop, message, clock, folder):
        clock.advance(hours=30)
        self.heard(context, shop)
        scan(context, shop, message.order_id, TrackingStatus.OUT_FOR_DELIVERY)
        deliver(context, message.id)
        [mail] = mails(folder)
        assert mail.text.split() != message.text.split()
        assert mail.text.split() == messages(context, shop)[0].text.split()

    def test_what_a_person_approved_goes_as_it_was_or_not_at_all(self, context, shop, clock, folder):
        connect_console(context, shop, folder)
        row = written(context, shop)
        with write(context.engine) as session:
            outbox.approve(session, shop.id, row.id, "jo@wren.example", clock())
            session.commit()
        clock.advance(hours=30)
        self.heard(context, shop)
        scan(context, shop, row.order_id, TrackingStatus.OUT_FOR_DELIVERY)
        deliver(context, row.id)
        assert state(context, shop) == ("held", "new_scan")
        assert mails(folder) == []
        assert ("decide", row.order_id) in rung(context)
        decide_order(context, row.order_id)
        first, second = messages(context, shop)
        assert (first.state, second.state) == ("held", "proposed")
        assert second.unique_key.endswith(":2")

    def test_a_message_that_waited_too_long_is_weighed_anew(self, context, shop, clock, folder):
        connect_console(context, shop, folder)
        row = written(context, shop)
        with write(context.engine) as session:
            outbox.approve(session, shop.id, row.id, "jo@wren.example", clock())
            session.commit()
        clock.advance(hours=30)
        self.heard(context, shop)
        deliver(context, row.id)
        assert state(context, shop) == ("held", "stale")

    def test_a_scan_that_changes_nothing_lets_it_go(self, context, shop, message, folder):
        scan(context, shop, message.order_id, TrackingStatus.IN_TRANSIT)
        deliver(context, message.id)
        assert [mail.subject for mail in mails(folder)] == [message.subject]


class TestTrouble:
    def test_temporary_trouble_is_tried_again_at_growing_distance(self, context, shop, message, clock):
        context = troubled(context, *(Temporary("busy") for _ in range(9)))
        waits = []
        for _ in range(6):
            deliver(context, message.id)
            row = messages(context, shop)[0]
            waits.append((row.next_at - clock()).total_seconds())
            clock.now = row.next_at
        assert waits[:5] == [10, 60, 300, 1800, 7200]
        assert state(context, shop) == ("failed", "busy")
        assert set(context.trouble.keys) == {message.unique_key}
        assert attempts(context, shop) == ["temporary"] * 5 + ["failed"]

    def test_the_channels_own_wish_is_kept(self, context, shop, message, clock):
        deliver(troubled(context, Temporary("busy", 900)), message.id)
        assert messages(context, shop)[0].next_at == clock() + timedelta(seconds=900)

    def test_permanent_trouble_ends_it(self, context, shop, message):
        deliver(troubled(context, Permanent("550 no such user")), message.id)
        assert state(context, shop) == ("failed", "550 no such user")

    @pytest.mark.parametrize("trouble", [Permanent, Uncertain, Temporary])
    def test_what_the_channel_says_is_kept_without_the_address(self, context, shop, message, clock, trouble):
        deliver(troubled(context, trouble(f"<{message.to_address.upper()}> is full")), message.id)
        assert state(context, shop)[1] == "<…> is full"
        with read(context.engine) as session:
            [attempt] = outbox.attempts(session, shop.id, message.id)
            assert attempt.detail == "<…> is full"
            logged = str([entry.detail for entry in activity(session, shop.id)]).lower()
            assert message.to_address not in logged
            erase_orders(session, shop.id, [message.order_id], clock())
            assert "full" not in outbox.message(session, shop.id, message.id).outcome

    def test_then_nothing_more_is_written_to_this_customer(self, context, shop, message):
        deliver(troubled(context, Permanent("550 no such user")), message.id)
        decide_order(context, message.order_id)
        assert len(messages(context, shop)) == 1
        assert decisions(context, shop)[-1].reason == "unreachable"

    def test_a_refused_key_pauses_the_connection_and_the_message_waits(self, context, shop, message, clock):
        deliver(troubled(context, Unauthorized("535 wrong password")), message.id)
        with read(context.engine) as session:
            connection = shops.connection(session, shop.id, "console")
            assert (connection.state, connection.state_reason) == ("paused", "535 wrong password")
            assert channel_of(session, shop.id) is None
        row = messages(context, shop)[0]
        assert (row.state, row.attempts, row.outcome) == ("waiting", 0, "535 wrong password")
        assert row.next_at > clock()

    def test_not_knowing_is_for_a_person(self, context, shop, message, clock):
        context = troubled(context, Uncertain("broken off"))
        deliver(context, message.id)
        assert state(context, shop) == ("unresolved", "broken off")
        clock.advance(days=1)
        deliver(context, message.id)
        assert len(context.trouble.keys) == 1
        with write(context.engine) as session:
            assert outbox.settle(session, shop.id, message.id, True, "jo@wren.example", clock())
            session.commit()
        assert state(context, shop)[0] == "sent"

    def test_a_crash_while_sending_is_never_sent_again(self, context, shop, message, clock):
        context = troubled(context, SystemExit("killed"))
        with pytest.raises(SystemExit):
            deliver(context, message.id)
        assert state(context, shop)[0] == "sending"
        deliver(context, message.id)
        with write(context.engine) as session:
            assert dispatch.unresolved(session, clock()) == []
            assert dispatch.unresolved(session, clock() + timedelta(seconds=LEASE_SECONDS + 1)) == [message.id]
            session.commit()
        clock.advance(days=1)
        deliver(context, message.id)
        assert state(context, shop)[0] == "unresolved"
        assert len(context.trouble.keys) == 1

    def test_a_slow_sender_that_comes_back_knows_better(self, context, shop, message, clock):
        with write(context.engine) as session:
            row = dispatch.claim(session, message.id, clock(), LEASE_SECONDS)
            session.commit()
            dispatch.unresolved(session, clock() + timedelta(seconds=LEASE_SECONDS + 1))
            assert dispatch.sent(session, row, "console", "r1", clock())
            session.commit()
        assert state(context, shop) == ("sent", "")


def test_no_channel_and_it_waits(context, shop, message, clock):
    with write(context.engine) as session:
        sealed = context.vault.seal({"key": "k", "secret": "s"})
        shops.save_connection(session, shop.id, "woocommerce", sealed, clock(), url="https://shop.example")
        session.delete(shops.connection(session, shop.id, "console"))
        session.commit()
    deliver(context, message.id)
    row = messages(context, shop)[0]
    assert (row.state, row.attempts) == ("waiting", 0)
    assert "no connection to send by" in row.outcome


class TestUndo:
    def test_within_the_minute_an_approval_and_a_hold_can_be_taken_back(self, context, shop, clock, folder):
        connect_console(context, shop, folder)
        row = written(context, shop)
        with write(context.engine) as session:
            approve = partial(outbox.approve, by="jo@wren.example", now=clock())
            for act in (approve, partial(outbox.hold, reason="no")):
                assert act(session, shop.id, row.id)
                assert outbox.undo(session, shop.id, row.id)
                assert outbox.message(session, shop.id, row.id).state == "proposed"
            session.commit()

    def test_what_the_truth_held_or_is_gone_stays(self, context, shop, message, clock):
        set_order(context, message.order_id, status=OrderStatus.CANCELLED)
        deliver(context, message.id)
        with write(context.engine) as session:
            assert not outbox.undo(session, shop.id, message.id)
            assert not outbox.hold(session, shop.id, message.id, "no")


def test_due_and_only_due(context, shop, message, clock):
    with read(context.engine) as session:
        assert dispatch.due(session, clock(), 10) == [message.id]
        assert dispatch.due(session, clock() - timedelta(seconds=1), 10) == []
    deliver(context, message.id)
    with read(context.engine) as session:
        assert dispatch.due(session, clock() + timedelta(days=1), 10) == []


def test_at_night_it_waits_for_the_customers_morning(context, shop, message, folder, clock):
    clock.advance(hours=14)
    deliver(context, message.id)
    assert state(context, shop) == ("waiting", "quiet_hours")
    assert messages(context, shop)[0].next_at == datetime(2026, 3, 3, 7, tzinfo=UTC)
    assert mails(folder) == []


def test_nobody_gets_more_than_the_shop_allows(context, shop, message, folder, clock):
    set_shop(context, shop, settings={"sending": {"per_customer": 1}})
    deliver(context, message.id)
    second = written(context, shop, vendor_id="1002")
    clock.advance(minutes=1)
    deliver(context, second.id)
    assert len(mails(folder)) == 1
    assert (messages(context, shop)[1].state, messages(context, shop)[1].outcome) == ("waiting", "enough_for_one")

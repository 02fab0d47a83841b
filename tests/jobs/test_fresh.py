"""The order is read once more just before its letter goes: what no webhook told of stops it all the same."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from integration.domain.commerce import Money, Order, OrderStatus, Refund, TrackingEvent, TrackingStatus
from integration.domain.reasons import WaitReason
from integration.ports import Channel, Message, Permanent, Receipt, Storefront, Temporary, Unauthorized
from integration.store import orders, outbox, shops, troubles
from integration.store.session import read, write
from integration.store.tables import ConnectionRow, OutboxRow
from jobs.context import Context, Port
from jobs.delays import decide_order
from jobs.deliver import deliver
from jobs.fresh import fresh
from jobs.queue import open_queue, queue_of
from tests.jobs.late import connect_console, messages, set_shop, the_order


@dataclass
class Store:
    """The store as it is, whatever it has told us; `trouble` is raised instead. It takes the letters, too."""

    found: Order | None
    trouble: Exception | None = None
    asked: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    refusals: list[Exception] = field(default_factory=list)
    since: datetime | None = None

    def shown_since(self) -> datetime | None:
        return self.since

    def order(self, order_id: str) -> Order | None:
        self.asked.append(order_id)
        if self.trouble is not None:
            raise self.trouble
        return self.found

    def send(self, message: Message, idempotency_key: str) -> Receipt:
        if self.refusals:
            raise self.refusals.pop()
        self.letters.append(message.to)
        return Receipt(idempotency_key, None)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Asking(Context):
    store: Any = None

    def open(self, connection: ConnectionRow, port: type[Port]) -> Port:
        played: Any = self.store if port in (Channel, Storefront) else Context.open(self, connection, port)
        return played


@pytest.fixture
def store(context, shop, clock, tmp_path) -> Store:
    connect_console(context, shop, tmp_path / "mail")
    set_shop(context, shop, mode="autopilot")
    return Store(the_order(context))


@pytest.fixture
def asking(context, store) -> Asking:
    return Asking(**{name: getattr(context, name) for name in Context.__dataclass_fields__}, store=store)


@pytest.fixture
def message(asking, shop, store, clock) -> OutboxRow:
    """Of an order that the shop's store told us of, late by now; its minute is over."""
    with write(asking.engine) as session:
        row = orders.save_orders(session, shop.id, [store.found], clock(), connector="console")[0]
        session.commit()
        order_id = row.id
    decide_order(asking, order_id)
    clock.advance(minutes=1)
    [found] = messages(asking, shop)
    return found


def end(context: Context, shop: Any) -> tuple[str, str]:
    row = messages(context, shop)[0]
    return row.state, row.outcome


def delivered(order: Order) -> Order:
    [parcel] = order.fulfillments
    arrived = TrackingEvent(order.placed_at + timedelta(days=7), TrackingStatus.DELIVERED)
    return replace(order, fulfillments=(replace(parcel, events=(*parcel.events, arrived)),))


def test_what_is_true_at_the_store_too_goes(asking, shop, store, message):
    deliver(asking, message.id)
    assert end(asking, shop) == ("sent", "")
    assert store.asked == ["1001"]
    assert store.letters == ["ana@customer.example"]


@pytest.mark.parametrize(
    ("become", "reason"),
    [
        (lambda order: replace(order, status=OrderStatus.CANCELLED), "cancelled"),
        (lambda order: replace(order, status=OrderStatus.REFUNDED), "refunded"),
        (lambda order: replace(order, refunds=(Refund("r1", "1001", Money(Decimal(50), "EUR")),)), "refunded"),
        (lambda order: replace(order, status=OrderStatus.ON_HOLD), "on_hold"),
        (lambda order: replace(order, disputed=True), "disputed"),
        (delivered, "delivered"),
        (lambda order: None, "deleted"),
    ],
)
def test_what_no_webhook_told_of_holds_it(
    asking, shop, store, message, become: Callable[[Order], Order | None], reason: str
) -> None:
    store.found = become(store.found)
    deliver(asking, message.id)
    assert end(asking, shop) == ("held", reason)
    assert store.letters == []
    bells = [tuple(job.args) for job in open_queue(asking.redis, queue_of("decide")).jobs]
    assert ("decide", message.order_id) in bells, "what the store said is weighed for its own sake"


def test_an_old_order_that_the_store_does_not_show_is_not_taken_for_deleted(asking, shop, store, message, clock):
    with write(asking.engine) as session:
        row = orders.order(session, shop.id, message.order_id)
        row.placed_at = clock() - timedelta(days=61)
        session.add(row)
        session.commit()
    store.found, store.since = None, clock() - timedelta(days=60)
    deliver(asking, message.id)
    assert end(asking, shop) == ("sent", "")


def test_a_store_that_is_down_is_waited_for_and_then_it_goes_by_what_is_known(asking, shop, store, message, clock):
    store.trouble = Temporary("503 for ana@customer.example")
    waits = []
    for _ in range(3):
        deliver(asking, message.id)
        deliver(asking, message.id)
        assert end(asking, shop) == ("waiting", WaitReason.STORE_SILENT)
        waits.append((messages(asking, shop)[0].next_at - clock()).total_seconds())
        clock.now = messages(asking, shop)[0].next_at
    assert waits == [60, 300, 900]
    assert store.letters == []
    deliver(asking, message.id)
    assert end(asking, shop) == ("sent", "")
    assert len(store.asked) == 4
    with read(asking.engine) as session:
        tried = outbox.attempts(session, shop.id, message.id)
    assert [attempt.result for attempt in tried] == ["unanswered"] * 3 + ["sent"]
    assert tried[0].detail == "503 for …"


def test_a_store_that_is_up_again_says_so(asking, shop, store, message, clock):
    store.trouble = Temporary("503")
    deliver(asking, message.id)
    store.trouble, store.found = None, replace(store.found, status=OrderStatus.CANCELLED)
    clock.advance(minutes=1)
    deliver(asking, message.id)
    assert end(asking, shop) == ("held", "cancelled")


def test_what_the_law_wants_waits_a_minute_only(asking, shop, store, message, clock):
    with write(asking.engine) as session:
        row = session.get_one(OutboxRow, message.id)
        row.duty = {"law": "us"}
        session.add(row)
        session.commit()
    store.trouble = Temporary("503")
    assert not fresh(asking, message.id)
    clock.advance(minutes=1)
    assert fresh(asking, message.id)


def test_a_store_that_has_been_silent_for_long_is_not_waited_for(asking, shop, store, message, clock):
    with write(asking.engine) as session:
        troubles.met(session, shop.id, "console", "sync", "", "503", clock() - timedelta(minutes=22))
        session.commit()
    store.trouble = Temporary("503")
    deliver(asking, message.id)
    assert end(asking, shop) == ("sent", "")


def test_a_refused_key_pauses_the_store_and_the_letter_waits_a_minute(asking, shop, store, message, clock):
    store.trouble = Unauthorized("401")
    deliver(asking, message.id)
    with read(asking.engine) as session:
        assert shops.connection(session, shop.id, "console").state == "paused"
    assert end(asking, shop) == ("waiting", WaitReason.STORE_SILENT)


@pytest.mark.parametrize("trouble", [Permanent("the key may read no orders"), KeyError("id")])
def test_what_cannot_be_read_is_judged_by_what_is_known(asking, shop, store, message, trouble):
    store.trouble = trouble
    deliver(asking, message.id)
    assert end(asking, shop) == ("sent", "")


def test_many_workers_ask_once(asking, shop, store, message):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: deliver(asking, message.id), range(16)))
    assert (store.asked, len(store.letters)) == (["1001"], 1)


def test_a_letter_that_is_tried_again_at_once_does_not_ask_again(asking, shop, store, message, clock):
    store.refusals = [Temporary("busy"), Temporary("busy")]
    deliver(asking, message.id)
    clock.advance(seconds=10)
    deliver(asking, message.id)
    assert len(store.asked) == 1
    clock.advance(seconds=60)
    deliver(asking, message.id)
    assert len(store.asked) == 2
    assert end(asking, shop) == ("sent", "")


def test_a_letter_that_may_not_go_now_asks_nobody(asking, shop, store, message, clock):
    set_shop(asking, shop, messages_stopped=True)
    deliver(asking, message.id)
    assert end(asking, shop) == ("held", "shop_stopped")
    assert store.asked == []


def test_at_night_nobody_is_asked(asking, shop, store, message, clock):
    clock.advance(hours=13)
    deliver(asking, message.id)
    assert end(asking, shop) == ("waiting", WaitReason.QUIET_HOURS)
    assert store.asked == []


@pytest.mark.parametrize("whose", ["", "woocommerce"])
def test_an_order_whose_store_is_not_connected_goes_by_what_is_known(asking, shop, store, message, whose):
    with write(asking.engine) as session:
        row = orders.order(session, shop.id, message.order_id)
        row.connector = whose
        session.add(row)
        session.commit()
    deliver(asking, message.id)
    assert (store.asked, end(asking, shop)) == ([], ("sent", ""))
